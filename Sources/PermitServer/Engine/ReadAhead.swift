import Crypto
import PermitCore
import PermitWire

/// What a request says, read ahead of its turn: all that needs no decision before it. To check a signature costs about
/// as much as to decide.
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
}
