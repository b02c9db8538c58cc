import Foundation
import PermitCore
import PermitWire
import ZeroMQ

/// The site that is worked at: the daemon, its register and its permits, all entered by acts over the wire.
final class BenchSite {
    let daemon: BenchDaemon
    let seeds: Seeds
    let scribe: Scribe
    private let administrator: CurveKeyPair
    private(set) var active: [BenchPermit] = []
    private(set) var approved: [BenchPermit] = []
    private(set) var requested: [BenchPermit] = []
    private var made: [String: Int] = [:]

    init(_ daemon: BenchDaemon, seed: UInt64) throws {
        self.daemon = daemon
        seeds = Seeds(seed: seed)
        let (keys, signing) = try daemon.administrator()
        administrator = keys
        scribe = Scribe(seeds, instance: daemon.instance, administrator: signing)
    }

    // MARK: Filling

    /// Areas, posts, devices: what every workload needs.
    func enterRegister() throws {
        let acts = RegisterActs(seeds: seeds, scribe: scribe)
        var first = RegisterActs.areas() + [RegisterActs.instrument()]
        for (person, role) in Cast.people { first += try acts.person(person, role: role, by: Scribe.admin) }
        let here: JSONValue = [.string(Cast.site)]
        for person in Cast.peopleWithKeys { first.append(try acts.key(of: person, isDevice: false, areas: here)) }
        for index in 0..<Cast.tablets {
            first.append(try acts.key(of: Cast.tablet(index), isDevice: true, areas: here))
        }
        for index in 0..<Cast.consoles {
            first.append(try acts.key(of: Cast.console(index), isDevice: true, areas: ["*"]))
        }
        try perform([(administrator, first)])
        try enterPeople((0..<Cast.spares).map { ("spare-supervisor-\($0)", "spare-worker-\($0)") })
    }

    /// Supervisors with what they need, and workers.
    func enterPeople(_ pairs: [(supervisor: String, worker: String)]) throws {
        let acts = RegisterActs(seeds: seeds, scribe: scribe)
        for start in stride(from: 0, to: pairs.count, by: 2_000) {
            let chunk = pairs[start..<min(start + 2_000, pairs.count)]
            var entries = [[PlannedAct]](repeating: [], count: Cast.registrars)
            for (index, pair) in chunk.enumerated() {
                let desk = index % Cast.registrars
                entries[desk] += try acts.supervisor(pair.supervisor, by: Cast.registrar(desk))
                entries[desk] += try acts.person(pair.worker, role: nil, by: Cast.registrar(desk), signs: false)
            }
            try perform(try entries.enumerated().map { (try seeds.curve(Cast.registrar($0)), $1) })
            try perform([(try seeds.curve("verifier"), chunk.map { RegisterActs.verify($0.supervisor) })])
        }
    }

    /// Permits that stay requested, with shared people.
    func request(_ count: Int, progress: (Int) -> Void = { _ in }) throws {
        try inChunks(count, progress) { chunk in
            let permits = chunk.map { _ in spare() }
            _ = try request(permits)
            requested += permits
        }
    }

    /// Permits that are approved and not started.
    func approve(_ count: Int, progress: (Int) -> Void = { _ in }) throws {
        try inChunks(count, progress) { chunk in
            let permits = chunk.map { _ in spare() }
            let digests = try request(permits)
            try perform(overTablets(zip(permits, digests).map { $0.approval($1) }))
            approved += permits
        }
    }

    /// Permits at work, each with people of its own; `area`: all in one.
    func activate(_ count: Int, in area: String? = nil, progress: (Int) -> Void = { _ in }) throws {
        let permits = (0..<count).map { _ in fresh("active", in: area) }
        try enterPeople(permits.map { ($0.supervisor, $0.worker) })
        try inChunks(count, progress) { chunk in
            let permits = Array(permits[chunk])
            let digests = try request(permits)
            try perform(
                overTablets(
                    zip(permits, digests).enumerated().map { index, pair in
                        pair.0.approval(pair.1) + pair.0.start(pair.1, analyst: Cast.analyst(index))
                    }))
            if area == nil { active += permits }
        }
    }

    /// A permit with people of its own, who are not in the register yet.
    func fresh(_ kind: String, in area: String? = nil) -> BenchPermit {
        let (number, name) = next(kind)
        return BenchPermit(
            name: name, id: seeds.permit(name), area: area ?? Cast.unit(number), leader: Cast.leader(number),
            supervisor: "supervisor-\(name)", worker: "worker-\(name)")
    }

    /// A permit with people who are there anyway.
    func spare() -> BenchPermit {
        let (number, name) = next("spare")
        return BenchPermit(
            name: name, id: seeds.permit(name), area: Cast.unit(number), leader: Cast.leader(number),
            supervisor: "spare-supervisor-\(number % Cast.spares)", worker: "spare-worker-\(number % Cast.spares)")
    }

    private func next(_ kind: String) -> (Int, String) {
        let number = made[kind, default: 0]
        made[kind] = number + 1
        return (number, "\(kind)-\(number)")
    }

    private func inChunks(
        _ count: Int, _ progress: (Int) -> Void, _ fill: (Range<Int>) throws -> Void
    ) throws {
        for start in stride(from: 0, to: count, by: 1_000) {
            try fill(start..<min(start + 1_000, count))
            progress(min(start + 1_000, count))
        }
    }

    // MARK: Acting

    /// Asks for permits, and answers their digests.
    func request(_ permits: [BenchPermit]) throws -> [String] {
        var digests = [String](repeating: "", count: permits.count)
        let loads = try overTablets(permits.map { [$0.request()] })
        try perform(loads) { line, message, reply in
            let text = try JSONParser.parse(reply).object?["result"]?.object?["contentDigest"]?.string
            digests[message * Cast.tablets + line] = text ?? ""
        }
        return digests
    }

    /// Series of acts over the shared tablets, each series over one, so that its order holds.
    func overTablets(_ series: [[PlannedAct]]) throws -> [(CurveKeyPair, [PlannedAct])] {
        var lines = [[PlannedAct]](repeating: [], count: Cast.tablets)
        for (index, acts) in series.enumerated() { lines[index % Cast.tablets] += acts }
        return try lines.enumerated().filter { !$0.element.isEmpty }.map { (try seeds.curve(Cast.tablet($0)), $1) }
    }

    /// Performs acts at full speed; a refusal ends the run.
    func perform(
        _ loads: [(CurveKeyPair, [PlannedAct])], onReply: ((Int, Int, [UInt8]) throws -> Void)? = nil
    ) throws {
        var options = LoadRun.Options()
        options.window = 16
        let file = LoadFile(
            try loads.map { LoadFile.Line(keys: $0, messages: [try opening()] + (try requests($1))) })
        let run = try LoadRun(file, endpoint: daemon.commands, server: daemon.serverKey, options)
        var trouble: (any Error)?
        run.onReply = { line, message, reply in
            do {
                if !ReplyGlance(reply).isOK {
                    let request = file.lines[line].messages[message + 1].body
                    let words = [request, Array(reply)].map { String(decoding: $0, as: UTF8.self) }
                    throw BenchFault("refused: \(words.joined(separator: "\n      "))")
                }
                try onReply?(line, message, Array(reply))
            } catch {
                trouble = trouble ?? error
            }
        }
        try run.open()
        let result = try run.closed(seconds: nil)
        if let trouble { throw trouble }
        if let fault = result.fault() { throw BenchFault("while the site was filled: \(fault)") }
    }

    /// The request that only opens a connection.
    func opening() throws -> LoadMessage { try scribe.request(PlannedAct(.daemonStatus, [:])) }

    /// The requests of acts.
    func requests(_ acts: [PlannedAct]) throws -> [LoadMessage] { try acts.map { try scribe.request($0) } }

    /// What `daemon.status` says.
    func status() throws -> JSONObject {
        var whole: JSONObject = [:]
        try perform([(administrator, [PlannedAct(.daemonStatus, [:])])]) { _, _, reply in
            whole = try JSONParser.parse(reply).object ?? [:]
        }
        return whole
    }

    /// The digests of permits, as the daemon has them.
    func digests(of permits: [BenchPermit]) throws -> [String] {
        var digests = [String](repeating: "", count: permits.count)
        let loads = try overTablets(permits.map { [PlannedAct(.permitGet, ["permit": .string($0.id)])] })
        try perform(loads) { line, message, reply in
            let text = try JSONParser.parse(reply).object?["result"]?.object?["contentDigest"]?.string
            digests[message * Cast.tablets + line] = text ?? ""
        }
        return digests
    }

    /// Performs one connection's act and answers when it was asked and when it was answered.
    func time(_ line: LoadFile.Line) throws -> (asked: Int64, answered: Int64) {
        let run = try LoadRun(
            LoadFile([line]), endpoint: daemon.commands, server: daemon.serverKey, LoadRun.Options())
        try run.open()
        let asked = nanoseconds()
        let result = try run.closed(seconds: nil)
        if let fault = result.fault() { throw BenchFault(fault) }
        return (asked, asked + result.latency.max)
    }

    /// How many permits are open.
    var open: Int { active.count + approved.count + requested.count }

    /// In which states they are.
    var states: String { "\(active.count) active, \(approved.count) approved, \(requested.count) requested" }

    /// Performs one act as the administrator, and answers its result.
    func ask(_ act: PlannedAct) throws -> JSONObject {
        var result: JSONObject = [:]
        try perform([(administrator, [act])]) { _, _, reply in
            result = try JSONParser.parse(reply).object?["result"]?.object ?? [:]
        }
        return result
    }
}
