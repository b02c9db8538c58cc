import Foundation
import PermitCore
import PermitWire
import ZeroMQ

/// The site that is worked at: the daemon, its register and its permits, all entered by acts over the wire.
final class BenchSite {
    let daemon: BenchDaemon
    let seeds: Seeds
    let scribe: Scribe
    let cast: Cast
    private let administrator: CurveKeyPair
    private(set) var active: [BenchPermit] = []
    private(set) var approved: [BenchPermit] = []
    private(set) var requested: [BenchPermit] = []
    private var kept: KeptSite

    /// The site in the daemon's installation: as an earlier run left it, or new and empty.
    init(_ daemon: BenchDaemon, seed: UInt64, clients: Int) throws {
        self.daemon = daemon
        kept = try KeptSite.load(from: daemon.directory) ?? KeptSite(seed: seed, clients: clients)
        guard kept.clients >= clients else { throw BenchFault("the site was made for \(kept.clients) clients") }
        let seed = kept.seed
        cast = Cast(clients: kept.clients)
        seeds = Seeds(seed: seed)
        let (keys, signing) = try daemon.administrator()
        administrator = keys
        scribe = Scribe(seeds, instance: daemon.instance, administrator: signing)
        active = (0..<kept.count(of: "active")).map { permit("active", $0) }
        approved = (0..<kept.count(of: "approved")).map { sparePermit("approved", $0) }
        requested = (0..<kept.count(of: "requested")).map { sparePermit("requested", $0) }
    }

    /// Notes what the site holds, for a later run.
    func keep() throws { try kept.save(in: daemon.directory) }

    // MARK: Filling

    /// Areas, posts, devices: what every workload needs.
    func enterRegister() throws {
        guard !kept.hasRegister else { return }
        let acts = RegisterActs(seeds: seeds, scribe: scribe)
        var first = RegisterActs.areas() + [RegisterActs.instrument()]
        for (person, role) in cast.people { first += try acts.person(person, role: role, by: Scribe.admin) }
        let here: JSONValue = [.string(Cast.site)]
        for person in cast.peopleWithKeys { first.append(try acts.key(of: person, isDevice: false, areas: here)) }
        for index in 0..<cast.clients {
            first.append(try acts.key(of: cast.tablet(index), isDevice: true, areas: here))
        }
        try perform([(administrator, first)])
        kept.hasRegister = true
    }

    /// Keys for consoles, which see everything: at least so many.
    func enterConsoles(_ count: Int) throws {
        guard count > kept.consoles else { return }
        let acts = RegisterActs(seeds: seeds, scribe: scribe)
        try perform([
            (
                administrator,
                try (kept.consoles..<count).map { try acts.key(of: Cast.console($0), isDevice: true, areas: ["*"]) }
            )
        ])
        kept.consoles = count
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
            let permits = try chunk.map { _ in try spare("requested") }
            _ = try request(permits)
            requested += permits
        }
    }

    /// Permits that are approved and not started.
    func approve(_ count: Int, progress: (Int) -> Void = { _ in }) throws {
        try inChunks(count, progress) { chunk in
            let permits = try chunk.map { _ in try spare("approved") }
            let digests = try request(permits)
            try perform(overTablets(zip(permits, digests).map { $0.approval($1) }))
            approved += permits
        }
    }

    /// Permits at work, each with people of its own; `area`: all in one, and left out of those that others work on.
    func activate(_ count: Int, in area: String? = nil, progress: (Int) -> Void = { _ in }) throws {
        let permits = (0..<count).map { _ in fresh(area == nil ? "active" : "stopped", in: area) }
        try enterPeople(permits.map { ($0.supervisor, $0.worker) })
        // Few at once: what is done before the approval doesn't count, and a start that is late is refused.
        try inChunks(count, of: 200, progress) { chunk in
            let permits = Array(permits[chunk])
            let digests = try request(permits)
            try perform(overTablets(zip(permits, digests).map { $0.approval($1) }))
            try perform(
                overTablets(
                    zip(permits, digests).enumerated().map { index, pair in
                        pair.0.start(pair.1, analyst: cast.analyst(index))
                    }))
            if area == nil { active += permits }
        }
    }

    /// An area of its own, where nothing was stopped yet.
    func freshArea() throws -> String {
        let area = "\(Cast.site)/halt-\(kept.next("area"))"
        try perform([(administrator, [RegisterActs.area(area)])])
        return area
    }

    /// A permit with people of its own, who are not in the register yet.
    func fresh(_ kind: String, in area: String? = nil) -> BenchPermit { permit(kind, kept.next(kind), in: area) }

    /// A supervisor and a worker without a permit.
    func freshPeople() -> (supervisor: String, worker: String) {
        let number = kept.next("people")
        return ("supervisor-people-\(number)", "worker-people-\(number)")
    }

    /// A permit with people who are there anyway.
    private func spare(_ kind: String) throws -> BenchPermit {
        if !kept.hasSpares {
            try enterPeople((0..<Cast.spares).map { ("spare-supervisor-\($0)", "spare-worker-\($0)") })
            kept.hasSpares = true
        }
        return sparePermit(kind, kept.next(kind))
    }

    private func permit(_ kind: String, _ number: Int, in area: String? = nil) -> BenchPermit {
        let name = "\(kind)-\(number)"
        return BenchPermit(
            name: name, id: seeds.permit(name), area: area ?? Cast.unit(number), leader: Cast.leader(number),
            supervisor: "supervisor-\(name)", worker: "worker-\(name)")
    }

    private func sparePermit(_ kind: String, _ number: Int) -> BenchPermit {
        let name = "\(kind)-\(number)"
        return BenchPermit(
            name: name, id: seeds.permit(name), area: Cast.unit(number), leader: Cast.leader(number),
            supervisor: "spare-supervisor-\(number % Cast.spares)", worker: "spare-worker-\(number % Cast.spares)")
    }

    private func inChunks(
        _ count: Int, of size: Int = 1_000, _ progress: (Int) -> Void, _ fill: (Range<Int>) throws -> Void
    ) throws {
        for start in stride(from: 0, to: count, by: size) {
            try fill(start..<min(start + size, count))
            progress(min(start + size, count))
        }
    }

    // MARK: Acting

    /// Asks for permits, and answers their digests.
    func request(_ permits: [BenchPermit]) throws -> [String] {
        var digests = [String](repeating: "", count: permits.count)
        let loads = try overTablets(permits.map { [$0.request()] })
        try perform(loads) { line, message, reply in
            let text = try JSONParser.parse(reply).object?["result"]?.object?["contentDigest"]?.string
            digests[message * self.cast.clients + line] = text ?? ""
        }
        return digests
    }

    /// Series of acts over the shared tablets, each series over one, so that its order holds.
    func overTablets(_ series: [[PlannedAct]]) throws -> [(CurveKeyPair, [PlannedAct])] {
        var lines = [[PlannedAct]](repeating: [], count: cast.clients)
        for (index, acts) in series.enumerated() { lines[index % cast.clients] += acts }
        return try lines.enumerated().filter { !$0.element.isEmpty }.map { (try seeds.curve(cast.tablet($0)), $1) }
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
            digests[message * self.cast.clients + line] = text ?? ""
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
    var open: Int { active.count + approved.count + requested.count + kept.count(of: "stopped") }

    /// In which states they are.
    var states: String {
        "\(active.count) active, \(approved.count) approved, \(requested.count) requested, "
            + "\(kept.count(of: "stopped")) suspended"
    }

    /// Performs one act as the administrator, and answers its result.
    func ask(_ act: PlannedAct) throws -> JSONObject {
        var result: JSONObject = [:]
        try perform([(administrator, [act])]) { _, _, reply in
            result = try JSONParser.parse(reply).object?["result"]?.object ?? [:]
        }
        return result
    }
}
