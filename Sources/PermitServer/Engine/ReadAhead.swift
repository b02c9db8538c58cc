import Crypto
import Dispatch
import PermitCore
import PermitWire
import Synchronization

/// What a request says, read ahead of its turn: all that needs no decision before it. Reading and checking a signature
/// cost more than deciding, so several requests are read at once, on as many processors as there are.
struct ReadAhead: Sendable {
    /// The body, or why it is none.
    let body: Result<RequestBody, RequestBody.Fault>
    /// Its fields, or what is wrong with them; not looked at where the body is none.
    let fields: Result<RequestFields, Refusal>?
    /// The SHA-256 of the body.
    let digest: [UInt8]
    private var checked: [String: Bool] = [:]

    /// Reads a request. Whose keys a signature was checked with is a guess: by its turn other keys may be enrolled.
    init(_ inbound: Inbound, keysOf signer: (RequestFields) -> [String], instance: String) {
        let bytes = inbound.content[0]
        body = Result { () throws(RequestBody.Fault) in try RequestBody(bytes) }
        digest = Array(SHA256.hash(data: bytes))
        guard case .success(let read) = body else {
            fields = nil
            return
        }
        fields = Result { () throws(Refusal) in try read.fields() }
        guard case .success(let found) = fields, let signature = inbound.signature else { return }
        let signed = Signing.requestBytes(instance: instance, body: bytes)
        for key in signer(found) { checked[key] = Signing.isValid(signature, over: signed, by: key) }
    }

    /// Whether the signature is by a key; nil where that was not looked at.
    func isSigned(by key: String) -> Bool? { checked[key] }

    /// Reads requests, each for itself.
    ///
    /// - Parameter state: who has which keys, as far as is known ahead of their turns.
    static func read(_ requests: [Inbound], _ state: State, localKey: ClientKey?, instance: String) -> [ReadAhead?] {
        let read = Mutex([ReadAhead?](repeating: nil, count: requests.count))
        @Sendable func readOne(_ index: Int) {
            let inbound = requests[index]
            guard inbound.isWellFramed else { return }
            let caller = localKey?.key == inbound.userID ? localKey : state.register.clientKeys[inbound.userID]
            let ahead = ReadAhead(
                inbound,
                keysOf: { fields in
                    guard let caller, !caller.isRevoked, let signer = fields.actor ?? caller.person else { return [] }
                    return state.register.signingKeys(of: signer)
                }, instance: instance)
            read.withLock { $0[index] = ahead }
        }
        if requests.count < fewest {
            for index in requests.indices { readOne(index) }
        } else {
            DispatchQueue.concurrentPerform(iterations: requests.count, execute: readOne)
        }
        return read.withLock { $0 }
    }

    /// The fewest requests that are worth waking another thread for.
    private static let fewest = 4
}
