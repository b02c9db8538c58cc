import ArgumentParser
import Foundation
import PermitClient
import PermitCore
import PermitWire
import ZeroMQ

/// `permitctl key`.
struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Keys of devices and people: make them, and put new ones in the place of old ones.",
        subcommands: [KeyNewCommand.self, KeyProveCommand.self, KeyRotateCommand.self])
}

/// Files of keys, for their owner alone, never over a file that is there.
private enum KeyFiles {
    static func write(_ files: [(path: String, text: String, mode: Int)]) throws {
        for file in files where FileManager.default.fileExists(atPath: file.path) {
            throw UsageFault("\(file.path): is there already")
        }
        for file in files {
            guard
                FileManager.default.createFile(
                    atPath: file.path, contents: Data(file.text.utf8), attributes: [.posixPermissions: file.mode])
            else { throw UsageFault("\(file.path): can't be written") }
        }
    }

    /// A client's pair, as `NAME.key` and `NAME.pub`.
    static func client(_ keys: CurveKeyPair, _ name: String) -> [(path: String, text: String, mode: Int)] {
        [
            ("\(name).key", CurveCertificate(keys).text, 0o600),
            ("\(name).pub", CurveCertificate(publicKey: keys.publicKey).text, 0o644),
        ]
    }

    static func signing(_ path: String) throws -> PersonSigningKey {
        guard let text = InputFile.bytes(path).map({ String(decoding: $0, as: UTF8.self) }),
            let key = PersonSigningKey(pem: text)
        else { throw UsageFault("\(path): not an Ed25519 key in PKCS#8 PEM") }
        return key
    }

    static func proof(_ key: PersonSigningKey, of person: PersonID, in instance: String) throws -> String {
        Signing.base64(try key.sign(Signing.enrolmentBytes(instance: instance, person: person)))
    }
}

/// `key new`.
struct KeyNewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Make a key on the device that is to hold it.",
        discussion: """
            Makes NAME.key, a CURVE key to connect with, and with --sign NAME.sign, an
            Ed25519 key to sign with. The secrets never leave the device: give the
            registrar what is printed, which goes into key.enroll or a register file.

            Examples:
              permitctl key new tablet-7
              permitctl key new li --sign --person p-li --instance 0193…
            """)

    @Argument(help: "The files' name, without an ending.", completion: .file())
    var name: String
    @Flag(help: "Make a signing key too.")
    var sign = false
    @Option(help: "With --sign: whose it is.")
    var person: String?
    @Option(help: ArgumentHelp("With --sign: the installation that the proof is for.", valueName: "uuid"))
    var instance: String?

    func validate() throws {
        guard sign == (person != nil), sign == (instance != nil) else {
            throw ValidationError("--sign, --person and --instance go together")
        }
        guard person.map(isPlainID) ?? true else {
            throw ValidationError("--person wants 1 to 64 of A-Z a-z 0-9 . _ -")
        }
        guard instance.map(isLowerCaseUUID) ?? true else {
            throw ValidationError("--instance wants a UUID in lower case")
        }
    }

    func run() async throws {
        try await Output.run(whole: false) {
            let client = try CurveKeyPair.generate()
            var files = KeyFiles.client(client, name)
            var printed: JSONObject = ["key": .string(client.publicKey.z85)]
            if let person = person.map({ PersonID($0) }), let instance {
                let key = PersonSigningKey()
                files.append(("\(name).sign", key.pem, 0o600))
                printed["signing"] = .string(key.publicBase64)
                printed["person"] = .id(person)
                printed["proof"] = .string(try KeyFiles.proof(key, of: person, in: instance))
            }
            try KeyFiles.write(files)
            Output.say(JSONValue.object(printed).text)
        }
    }
}

/// `key prove`.
struct KeyProveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove", abstract: "The proof that a signing key is at hand, as key.enroll wants it.",
        discussion: "Example:\n  permitctl key prove li.sign --person p-li --instance 0193…")

    @Argument(help: "The signing key (PKCS#8 PEM).", completion: .file())
    var key: String
    @Option(help: "Whose it is.")
    var person: String
    @Option(help: ArgumentHelp("The installation that the proof is for.", valueName: "uuid"))
    var instance: String

    func run() async throws {
        try await Output.run(whole: false) {
            let signing = try KeyFiles.signing(key)
            let proof = try KeyFiles.proof(signing, of: PersonID(person), in: instance)
            let printed: JSONValue = [
                "signing": .string(signing.publicBase64), "person": .string(person), "proof": .string(proof),
            ]
            Output.say(printed.text)
        }
    }
}

/// `key rotate`.
struct KeyRotateCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Put a new key in the place of your own; the old one is revoked with it.",
        discussion: """
            Makes the new key's files first. Without --sign-key the key that connects
            (--key) is replaced, with it the one that signs (--sign).

            Examples:
              permitctl key rotate li-2027
              permitctl key rotate li-2027 --sign-key --actor p-li
            """)

    @Argument(help: "The new files' name, without an ending.", completion: .file())
    var name: String
    @Flag(help: "Replace the key that signs, not the one that connects.")
    var signKey = false
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        var args: JSONObject
        if signKey {
            guard let path = connection.sign ?? Connection.environment("SIGN") else {
                throw UsageFault("--sign FILE: the key that is to be replaced")
            }
            guard let person = try connection.person() else { throw UsageFault("--actor PERSON: whose key it is") }
            let former = try KeyFiles.signing(path)
            let status = try await desk.ask("daemon.status").content
            let key = PersonSigningKey()
            args = [
                "signing": .string(key.publicBase64), "former": .string(former.publicBase64),
                "proof": .string(try KeyFiles.proof(key, of: person, in: status["instance"]?.string ?? "")),
            ]
            try KeyFiles.write([("\(name).sign", key.pem, 0o600)])
        } else {
            let client = try CurveKeyPair.generate()
            try KeyFiles.write(KeyFiles.client(client, name))
            args = ["key": .string(client.publicKey.z85)]
        }
        desk.show(try await desk.ask("key.rotate", args))
        Output.complain(desk.text("use the new files from now on", "今后请使用新密钥文件"))
    }
}
