import Foundation
import PermitCore
import PermitPacks

/// The files of a pack, one after another.
enum PackInput {
    static func run(_ input: [UInt8]) {
        guard let scratch = ScratchDirectory() else { return }
        for (index, file) in input.parts.prefix(10).enumerated() {
            scratch.write(file, to: "\(index).yaml")
        }
        do {
            let loaded = try PackLoader.load(directory: scratch.path)
            // What is adopted is kept as an event, from which every later start reads it again.
            let rules = loaded.json.object?["rules"]?.object ?? [:]
            let text = JSONValue.object(rules).utf8
            let kept = (try? JSONParser.parse(text).object).flatMap { try? Pack.read($0, path: "") }
            precondition(kept == loaded.pack, "a pack reads back as another")
        } catch {
            precondition(!error.lines.isEmpty, "a fault of which nothing is said")
        }
    }
}

/// A directory in memory, deleted when nobody holds it any more.
final class ScratchDirectory {
    let path: String

    init?() {
        let root = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
        path = "\(root)/permitd-fuzz-\(UUID().uuidString)"
        guard mkdir(path, 0o700) == 0 else { return nil }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ bytes: [UInt8], to name: String) {
        _ = FileManager.default.createFile(atPath: "\(path)/\(name)", contents: Data(bytes))
    }
}
