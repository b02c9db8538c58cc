import Crypto
import Foundation
import PermitCore
import PermitWire

/// Files that people hand in: what is read from them, or what is said about them.
enum InputFile {
    /// The text of a file, or of standard input for `-`.
    static func text(_ path: String) throws -> String {
        String(decoding: path == "-" ? FileHandle.standardInput.readDataToEndOfFile() : try data(path), as: UTF8.self)
    }

    /// A piece of evidence: the digest of its bytes, its media type by its extension, its name.
    static func evidence(_ path: String) throws -> JSONValue {
        let url = URL(fileURLWithPath: path)
        return [
            "sha256": .string(try digest(path)),
            "mediaType": .string(mediaTypes[url.pathExtension.lowercased()] ?? "application/octet-stream"),
            "name": .string(url.lastPathComponent),
        ]
    }

    /// SHA-256 in hex, read piece by piece: evidence may be a film.
    private static func digest(_ path: String) throws -> String {
        var hash = SHA256()
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty { hash.update(data: piece) }
        } catch {
            throw UsageFault("\(path): can't be read")
        }
        return Signing.hex(hash.finalize())
    }

    /// The bytes of a file, a pipe included; nil where it can't be read.
    static func bytes(_ path: String) -> Data? {
        FileHandle(forReadingAtPath: path).flatMap { try? $0.readToEnd() ?? Data() }
    }

    private static func data(_ path: String) throws -> Data {
        guard let data = bytes(path) else { throw UsageFault("\(path): can't be read") }
        return data
    }

    private static let mediaTypes = [
        "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "heic": "image/heic",
        "gif": "image/gif", "mp4": "video/mp4", "mov": "video/quicktime", "m4a": "audio/mp4", "mp3": "audio/mpeg",
        "pdf": "application/pdf", "txt": "text/plain", "csv": "text/csv", "json": "application/json",
    ]
}
