import PermitCore
public import PermitProof
import PermitWire

extension DossierEntry.Part {
    /// Why an event is in a dossier.
    fileprivate init(of event: Event) {
        self =
            switch event.type {
            case _ where event.permit != nil: .permit
            case .packsAdopted: .packs
            case .daemonKeyRotated: .logKey
            case .daemonRecovered where event.args["lost"] != nil: .loss
            default: .register
            }
    }
}

/// Proves a dossier with the log's public key alone, and names everything that is wrong with it.
///
/// 1. The checkpoint and the manifest are signed by the log's key, or by one that it handed its office on to.
/// 2. The entries are those that the manifest lists: none left out, added, doubled or moved.
/// 3. Each event is in the tree, at its place, to the byte.
/// 4. The permit's events begin with its request, and no revision is left out.
/// 5. Each request is the one that its events name, is about this permit or none, and says what its event says.
/// 6. Each signature is of a key that its person had then, over the very bytes of the request.
public struct DossierVerifier {
    /// What is wrong with a dossier, in words; none if it is proven.
    public private(set) var findings: [String] = []
    /// What the dossier tells, act by act: when, what, who, and by which proof.
    public private(set) var story: [String] = []
    /// What the log has lost, and who went on without it: true of the log whatever else is proven.
    public private(set) var losses: [String] = []
    /// The log that the dossier is proven against; nil if it is not signed.
    public private(set) var checkpoint: Checkpoint?

    private let dossier: Dossier
    private var signers = Signers()
    private var revision = 0
    private var requests: [String: RequestBody] = [:]

    /// Proves a dossier.
    /// - Parameter key: the log's public key, as the inspector got it: not from the dossier.
    public init(_ dossier: Dossier, key: LogPublicKey) {
        self.dossier = dossier
        let key = signer(from: key)
        let signed = Checkpoint(note: dossier.checkpoint, signedBy: key)
        if signed == nil { findings.append("the checkpoint is not signed by the log's key") }
        guard let manifest = DossierManifest(note: dossier.manifest, signedBy: key) else {
            findings.append("the manifest is not signed by the log's key")
            return
        }
        checkpoint = manifest.checkpoint
        if let signed, signed != manifest.checkpoint {
            findings.append("the checkpoint and the manifest are of different logs or sizes")
        }
        if (manifest.permit, manifest.number) != (dossier.permit, dossier.number) {
            findings.append("the manifest is of permit \(manifest.number), the dossier of \(dossier.number)")
        }
        compare(dossier.entries.map(\.sequence), with: manifest.sequences)
        for entry in dossier.entries { check(entry, in: manifest.checkpoint) }
        if !dossier.entries.contains(where: { $0.part == .permit }) {
            findings.append("the dossier holds no event of the permit")
        }
    }

    /// The key that signs the dossier: the inspector's, or one that it handed its office on to, each having signed for
    /// the next.
    private mutating func signer(from key: LogPublicKey) -> LogPublicKey {
        var keys = [key]
        for entry in dossier.entries where entry.part == .logKey {
            guard let args = Self.data(entry)?["args"]?.object,
                let (former, next) = LogKeySuccession.succession(args, instance: dossier.instance),
                keys.contains(former)
            else { continue }
            keys.append(next)
        }
        guard let signer = keys.first(where: { DossierManifest(note: dossier.manifest, signedBy: $0) != nil }) else {
            return key
        }
        if signer != key { story.append("signed by a key that the log's key has handed its office on to") }
        return signer
    }

    private mutating func compare(_ found: [UInt64], with listed: [UInt64]) {
        for missing in Set(listed).subtracting(found).sorted() {
            findings.append("event \(missing) is listed in the manifest and left out of the dossier")
        }
        for added in Set(found).subtracting(listed).sorted() {
            findings.append("event \(added) is in the dossier and not in the manifest")
        }
        if Set(found) == Set(listed), found != listed {
            findings.append("the events are not in the order of the log, or one is there twice")
        }
    }

    private mutating func check(_ entry: DossierEntry, in checkpoint: Checkpoint) {
        let place = "event \(entry.sequence)"
        let isIncluded =
            entry.sequence > 0
            && MerkleVerifier.isIncluded(
                MerkleTree.leaf(Array(entry.event.utf8)), at: entry.sequence - 1, in: checkpoint.size,
                root: checkpoint.root, path: entry.inclusion)
        guard isIncluded else {
            findings.append("\(place) is not in the log in these words")
            return
        }
        guard let event = try? EventCoding.event(from: Array(entry.event.utf8), sequence: entry.sequence) else {
            findings.append("\(place) is not an event that this program knows")
            return
        }
        // Why it is here follows from the event, and not from what the file says of it.
        let part = DossierEntry.Part(of: event)
        if entry.part != part { findings.append("\(place) stands in another part than its own") }
        switch part {
        case .permit: checkOrder(of: event, place)
        case .register: signers.take(event)
        case .loss: losses.append(Self.loss(event))
        case .packs, .logKey: break
        }
        checkRequest(of: event, entry, place)
    }

    private mutating func checkOrder(of event: Event, _ place: String) {
        guard let stamp = event.permit, stamp.permit.text == dossier.permit else {
            findings.append("\(place) is about another permit")
            return
        }
        if revision == 0, event.type != .permitRequested {
            findings.append("\(place) is the first, and not the permit's request")
        }
        // What moves no revision may stand anywhere; what does, follows without a gap.
        if stamp.revision != revision, stamp.revision != revision + 1, revision > 0 {
            findings.append("between revision \(revision) and \(stamp.revision), before \(place), events are missing")
        }
        revision = max(revision, stamp.revision)
    }

    private mutating func checkRequest(of event: Event, _ entry: DossierEntry, _ place: String) {
        guard let id = event.origin.request else {
            if entry.request != nil { findings.append("\(place) was made by no request, and one is filed with it") }
            return tell(event, "by itself")
        }
        if let request = entry.request {
            guard let body = try? RequestBody(request.body), body.id == id else {
                findings.append("\(place) was made by request \(id), and another one is filed with it")
                return
            }
            requests[id] = body
            checkSignature(of: request, event, place)
        }
        guard let body = requests[id] else {
            findings.append("\(place) was made by request \(id), which is left out")
            return
        }
        checkWords(of: body, event, place)
        tell(event, signers.proof(of: id))
    }

    private mutating func checkSignature(of request: DossierEntry.Request, _ event: Event, _ place: String) {
        guard let signature = request.signature, let signer = request.signer else {
            if request.signature != nil { findings.append("\(place): a signature of nobody is filed with it") }
            let isUnsigned = request.signature == nil && (event.origin.isSigned || request.signer != nil)
            // Older logs don't say what was signed; on a device that is shared, nothing else proves who acted.
            let isShared = event.origin.isProven && event.origin.device != event.origin.actor
            if isUnsigned || isShared { findings.append("\(place) was signed, and the signature is left out") }
            signers.note(event.origin.request, "by the device's key alone")
            return
        }
        let bytes = Signing.requestBytes(instance: dossier.instance, body: request.body)
        guard signers.hasKey(of: signer, before: event.sequence, signature, over: bytes) else {
            findings.append("\(place): the signature is not by a key that \(signer) had then")
            return
        }
        signers.note(event.origin.request, "signed by \(signer)")
    }

    /// What an event says of its act is what the request says, word for word; what follows from an act is not compared.
    private mutating func checkWords(of body: RequestBody, _ event: Event, _ place: String) {
        guard let fields = try? body.fields() else {
            findings.append("\(place): its request is none that this program knows")
            return
        }
        // What follows from an act elsewhere, such as the stop of a whole area, names that act's request.
        guard fields.operation.eventType == event.type else { return }
        if event.permit != nil, let permit = fields.args["permit"]?.string, permit != dossier.permit {
            findings.append("\(place): its request is about permit \(permit)")
        }
        for member in event.args.members where fields.args[member.name] != member.value {
            findings.append("\(place): its request says otherwise about \(member.name)")
        }
        if let actor = fields.actor, actor.text != event.origin.actor {
            findings.append("\(place): its request is by \(actor)")
        }
    }

    private mutating func tell(_ event: Event, _ proof: String) {
        let state = event.permit.map { " \($0.state.rawValue)" } ?? ""
        let cause = event.cause.map { " (\($0))" } ?? ""
        story.append(
            "\(event.sequence)  \(event.time)  \(event.type.rawValue)\(state)\(cause)  \(event.origin.actor), \(proof)")
    }

    private static func data(_ entry: DossierEntry) -> JSONObject? {
        try? JSONParser.parse(Array(entry.event.utf8)).object?["data"]?.object
    }

    private static func loss(_ event: Event) -> String {
        let lost = event.args["lost"]?.object?["size"]?.integer ?? 0
        let held = event.args["held"]?.object?["size"]?.integer ?? 0
        let people = (event.args["people"]?.array ?? []).compactMap { $0.object?["person"]?.string }
        let what = lost > held ? "events \(held + 1) to \(lost) were lost" : "the first \(lost) events were others"
        return """
            GAP at event \(event.sequence), \(event.time): \(what); \(people.joined(separator: " and ")) went on: \
            \(event.args["reason"]?.string ?? "")
            """
    }
}
