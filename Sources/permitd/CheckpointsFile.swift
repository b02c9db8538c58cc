import Foundation
import PermitInstallation
import PermitServer

/// Checkpoints that were kept elsewhere, in any text whose lines tell them.
enum CheckpointsFile {
    /// The text of a file, or of standard input for `-`, as an anchor.
    static func anchor(_ path: String) throws -> Anchor {
        if path == "-" {
            let data = FileHandle.standardInput.readDataToEndOfFile()
            return .text(String(decoding: data, as: UTF8.self), name: "standard input")
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw InstallationFault("\(path): can't be read")
        }
        return .text(String(decoding: data, as: UTF8.self), name: path)
    }
}
