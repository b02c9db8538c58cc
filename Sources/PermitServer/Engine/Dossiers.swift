import PermitCore
import PermitDossier
import PermitLog
import PermitProof
import PermitWire

extension Engine {
    /// `permit.dossier`: everything that the log holds about a permit, each event proven, page by page. The first page
    /// fixes the size of the log that all are proven against, and its manifest; the cursor carries both on.
    func dossier(of permit: Permit, _ page: Page) throws -> JSONObject {
        guard let notary else { throw Refusal(.unavailable, Message("there is no log key here", "此处没有日志密钥")) }
        let cursor = try page.after.map(DossierCursor.init) ?? DossierCursor(size: log.head, after: 0)
        guard cursor.size <= log.head else { throw DossierCursor.expired }
        let all = try events(about: permit, upTo: cursor.size)
        let checkpoint = Checkpoint(
            origin: notary.publicKey.name, size: cursor.size, root: try log.prover.root(cursor.size))
        let manifest = DossierManifest(
            checkpoint: checkpoint, permit: permit.permit.text, number: permit.number, sequences: all.map(\.sequence))
        var entries: [JSONValue] = []
        var size = 0
        var last = cursor.after
        var requests = RequestsShown()
        for (sequence, part) in all {
            guard let stored = try log.events(after: sequence - 1, limit: 1).first else { continue }
            let request = try log.request(forEvent: sequence)
            let isFirst = requests.isFirst(request)
            guard sequence > cursor.after else { continue }
            let entry = DossierEntry(
                sequence: sequence, part: part, event: String(decoding: stored.body, as: UTF8.self),
                inclusion: try log.prover.inclusion(of: sequence - 1, in: cursor.size),
                request: isFirst ? request.map(DossierEntry.Request.init) : nil)
            let value = JSONValue.object(entry.json)
            size += value.utf8.count
            guard entries.isEmpty || size <= Limits.bytesPerPage && entries.count < page.limit else { break }
            entries.append(value)
            last = sequence
        }
        let isLast = last == all.last?.sequence
        return [
            "permit": .id(permit.permit), "number": .string(permit.number), "instance": .string(instance),
            "checkpoint": .string(try notary.note(of: checkpoint)), "manifest": .string(try notary.note(of: manifest)),
            "entries": .array(entries),
            "next": isLast ? .null : .string(DossierCursor(size: cursor.size, after: last).text),
        ]
    }

    /// What belongs into a permit's dossier, in the order of the log.
    private func events(
        about permit: Permit, upTo size: UInt64
    ) throws -> [(sequence: UInt64, part: DossierEntry.Part)] {
        var parts: [UInt64: DossierEntry.Part] = [:]
        func add(_ subjects: some Sequence<String>, as part: DossierEntry.Part) throws {
            for subject in subjects {
                for event in try log.history(subject: subject, after: 0, limit: .max) where event.sequence <= size {
                    if parts[event.sequence] == nil { parts[event.sequence] = part }
                }
            }
        }
        try add([permit.permit.text], as: .permit)
        var known: Set<PersonID> = []
        var people = try people(namedIn: parts.keys.sorted())
        // Whoever put into the register what those people hold signed for it, and so stands here too.
        while let person = people.first(where: { !known.contains($0) }) {
            known.insert(person)
            let before = Set(parts.keys)
            let keys = state.register.signingKeys.values.filter { $0.person == person }.map(\.signing)
            let held =
                state.register.grants(of: person).map(\.grant.text)
                + state.register.credentials(of: person).map(\.credential.text)
            try add([person.text] + held + keys, as: .register)
            people += try self.people(namedIn: Set(parts.keys).subtracting(before).sorted())
        }
        try add([Self.lossSubject], as: .loss)
        try add([Self.logKeySubject], as: .logKey)
        if let first = parts.filter({ $0.value == .permit }).keys.min(),
            let packs = try log.history(subject: "packs", after: 0, limit: .max).last(where: { $0.sequence < first })
        {
            parts[packs.sequence] = .packs
        }
        return parts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Everyone who acted on a permit or is named on it, and whoever put what those people hold into the register.
    private func people(namedIn events: [UInt64]) throws -> [PersonID] {
        var people: Set<String> = []
        for sequence in events {
            guard let stored = try log.events(after: sequence - 1, limit: 1).first else { continue }
            let event = try EventCoding.event(from: stored.body, sequence: sequence)
            people.insert(event.origin.actor)
            people.formUnion(Self.people(in: event.args))
        }
        return people.map { PersonID($0) }.filter { state.register.people[$0] != nil }.sorted()
    }

    private static func people(in args: JSONObject) -> [String] {
        let single = ["leader", "supervisor", "person", "to", "siteVisitBy"].compactMap { args[$0]?.string }
        let crew = ["crew", "add"].flatMap { args[$0]?.array ?? [] }.compactMap { $0.object?["person"]?.string }
        let listed = ["briefed", "remove"].flatMap { args[$0]?.array ?? [] }.compactMap(\.string)
        return single + crew + listed
    }
}

/// Which requests a dossier has shown already: one that made several events stands with the first of them.
private struct RequestsShown {
    private var shown: Set<[UInt8]> = []

    mutating func isFirst(_ request: RecordedRequest?) -> Bool {
        request.map { shown.insert($0.body).inserted } ?? false
    }
}

/// Where the next page of a dossier goes on: the size of the log that it is proven against, and the last event shown.
private struct DossierCursor {
    let size: UInt64
    let after: UInt64

    static let expired = Refusal(.cursorExpired, Message("that cursor is none of this dossier's", "该游标不属于此档案"))

    init(size: UInt64, after: UInt64) {
        self.size = size
        self.after = after
    }

    init(_ text: String) throws {
        let parts = text.split(separator: ".").map { UInt64($0) }
        guard parts.count == 2, let size = parts[0], let after = parts[1] else { throw Self.expired }
        self.init(size: size, after: after)
    }

    var text: String { "\(size).\(after)" }
}

extension DossierEntry.Request {
    fileprivate init(_ request: RecordedRequest) {
        self.init(body: request.body, signature: request.signature, signer: request.signer)
    }
}
