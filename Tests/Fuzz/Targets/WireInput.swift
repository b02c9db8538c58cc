import PermitClient
import PermitCore
import PermitDossier
import PermitProof
import PermitWire
import ZeroMQ

/// One letter says what the rest is to be read as.
enum WireInput {
    static func run(_ input: [UInt8]) {
        let rest = input.dropFirst()
        switch input.first {
        case UInt8(ascii: "r"): request(rest.parts)
        case UInt8(ascii: "e"): event(Array(rest))
        case UInt8(ascii: "d"): dossier(Array(rest))
        case UInt8(ascii: "n"): note(String(decoding: rest, as: UTF8.self))
        case UInt8(ascii: "k"): certificate(String(decoding: rest, as: UTF8.self))
        default: break
        }
    }

    private static func request(_ frames: [[UInt8]]) {
        let envelope = Envelope(frames)
        precondition(envelope.frames + envelope.content == frames, "frames are lost")
        guard let bytes = envelope.content.first else { return }
        if let value = try? JSONParser.parse(bytes) {
            // What is taken has one meaning: it is written so that it reads back the same.
            precondition((try? JSONParser.parse(value.utf8)) == value, "a value reads back as another")
        }
        do {
            let body = try RequestBody(bytes)
            _ = try body.fields()
        } catch let fault as RequestBody.Fault {
            check(fault.refusal, id: fault.id)
        } catch let refusal as Refusal {
            check(refusal, id: nil)
        } catch {
            preconditionFailure("\(error)")
        }
    }

    /// A body is refused by one of four codes, and the refusal is JSON of this protocol however odd the body was.
    private static func check(_ refusal: Refusal, id: String?) {
        let codes: [RefusalCode] = [.malformed, .unsupportedVersion, .unknownOperation, .invalid]
        precondition(codes.contains(refusal.code), "refused with \(refusal.code)")
        let reply = Reply.refusal(id: id, sequence: 0, at: Instant(milliseconds: 0), refusal, language: .chinese)
        precondition((try? JSONParser.parse(reply)) != nil, "the refusal can't be read")
        precondition(reply.count <= 1_048_576, "the refusal is too long")
    }

    private static func event(_ bytes: [UInt8]) {
        if let object = try? JSONParser.parse(bytes).object { _ = ReceivedEvent(object) }
        guard let event = try? EventCoding.event(from: bytes, sequence: 7) else { return }
        // Bytes of another origin may hold more than an event keeps; what it keeps must stay.
        let written = EventCoding.bytes(of: event, instance: "i")
        let again = try? EventCoding.event(from: written, sequence: 7)
        precondition(again == event, "an event reads back as another")
    }

    private static func dossier(_ bytes: [UInt8]) {
        guard let dossier = try? Dossier(bytes) else { return }
        precondition((try? Dossier(dossier.bytes)) == dossier, "a dossier reads back as another")
        let key = LogPublicKey(name: "permitd/i", raw: [UInt8](repeating: 9, count: 32))
        if let key {
            precondition(!DossierVerifier(dossier, key: key).findings.isEmpty, "an unsigned dossier is proven")
        }
    }

    private static func note(_ text: String) {
        _ = Checkpoint(text: text)
        _ = SignedNote(text)
        if let key = LogPublicKey(verifierText: text) {
            precondition(LogPublicKey(verifierText: key.verifierText) == key, "a key reads back as another")
        }
        _ = LogPublicKey(name: "permitd/i", pem: text)
        _ = LogPrivateKey(name: "permitd/i", pem: text)
    }

    private static func certificate(_ text: String) {
        guard let certificate = try? CurveCertificate(parsing: text) else { return }
        let again = try? CurveCertificate(parsing: certificate.text)
        precondition(again?.publicKey == certificate.publicKey, "a certificate reads back as another")
    }
}
