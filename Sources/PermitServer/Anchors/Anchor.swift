import Foundation
import PermitProof

/// A place outside the log that remembers what the log was: whoever puts an older or another log in its place has to
/// change this one too.
public enum Anchor: Sendable, CustomStringConvertible {
    /// A directory, better on another disk, in which the newest checkpoint is kept.
    case directory(String)
    /// Checkpoints found in a text, such as what the journal kept of the daemon's own lines.
    case text(String, name: String)
    /// One signed note, and where it was found.
    case note(String, name: String)

    /// How a message names it.
    public var description: String {
        switch self {
        case .directory(let path): "the anchor in \(path)"
        case .text(_, let name): "a checkpoint in \(name)"
        case .note(_, let name): name
        }
    }

    /// The checkpoints that it remembers.
    ///
    /// - Parameter keys: the log's keys, the one of now and earlier ones.
    /// - Throws: an ``AnchorFault`` where there is something that none of the keys signed, or that can't be read.
    func checkpoints(signedBy keys: [LogPublicKey]) throws(AnchorFault) -> [Checkpoint] {
        var found: [Checkpoint] = []
        for note in try notes(origin: keys.first?.name ?? "") { found.append(try checkpoint(note, signedBy: keys)) }
        return found
    }

    /// What it remembers, as it is written there.
    /// - Parameter origin: the log's name, which lines of a text leave out.
    func notes(origin: String) throws(AnchorFault) -> [String] {
        switch self {
        case .directory(let path):
            let file = Self.file(in: path)
            guard FileManager.default.fileExists(atPath: file) else { return [] }
            guard let data = FileManager.default.contents(atPath: file) else { throw .unreadable(file) }
            return [String(decoding: data, as: UTF8.self)]
        case .text(let text, _):
            return text.split(whereSeparator: \.isNewline).compactMap {
                CheckpointLine.note(in: String($0), origin: origin)
            }
        case .note(let note, _):
            return [note]
        }
    }

    /// What it remembers now, kept here whatever becomes of the place.
    public func kept(origin: String) throws(AnchorFault) -> [Anchor] {
        try notes(origin: origin).map { .note($0, name: "\(self)") }
    }

    /// What a restore has set aside, if it held events that are not in the log now: it counts until two people have
    /// gone on without them.
    public static func lost(_ stateDirectory: String) -> [Anchor] {
        let path = lostDirectory(stateDirectory)
        return FileManager.default.fileExists(atPath: file(in: path)) ? [.directory(path)] : []
    }

    /// Where a restore notes what the log that it sets aside was.
    public static func lostDirectory(_ stateDirectory: String) -> String { "\(stateDirectory)/lost" }

    static func forgetLost(_ stateDirectory: String) throws {
        guard !lost(stateDirectory).isEmpty else { return }
        try FileManager.default.removeItem(atPath: lostDirectory(stateDirectory))
    }

    /// One of its notes, if one of the log's keys has signed it.
    func checkpoint(_ note: String, signedBy keys: [LogPublicKey]) throws(AnchorFault) -> Checkpoint {
        for key in keys {
            if let checkpoint = Checkpoint(note: note, signedBy: key) { return checkpoint }
        }
        throw .foreign("\(self)")
    }

    /// Keeps a checkpoint in place of an older one: the file is whole at every moment.
    ///
    /// Not synced on purpose: after a power cut an anchor may be older than the log, never newer.
    func keep(_ note: String) throws {
        guard case .directory(let path) = self else { return }
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try Data(note.utf8).write(to: URL(fileURLWithPath: Self.file(in: path)), options: .atomic)
    }

    private static func file(in path: String) -> String { "\(path)/checkpoint" }
}

/// What an anchor shows to be wrong.
public enum AnchorFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The anchor can't be read.
    case unreadable(String)
    /// What is kept there is no checkpoint, or no key of this log signed it.
    case foreign(String)
    /// The anchor remembers more than there is: an older copy was put in the log's place, or its end was cut off.
    case rolledBack(anchor: String, remembered: UInt64, held: UInt64)
    /// The anchor remembers other events than there are.
    case rewritten(anchor: String, size: UInt64)

    /// The fault, what it means and what to do.
    public var description: String {
        switch self {
        case .unreadable(let place): "\(place): can't be read"
        case .foreign(let place):
            """
            \(place): holds no checkpoint that this log's key has signed. If it belongs to another installation, give \
            this one a place of its own; if it is damaged, compare the log with another anchor before removing it
            """
        case .rolledBack(let anchor, let remembered, let held):
            """
            the log was rolled back: \(anchor) vouches for \(remembered) events, the log holds \(held); events \
            \(held + 1) to \(remembered) are missing. Restore the newest copy, or let two people go on without them: \
            permitd recover --accept-loss
            """
        case .rewritten(let anchor, let size):
            """
            the log was rewritten: its first \(size) events are not those that \(anchor) vouches for. Restore a copy \
            that agrees, or let two people go on with this one: permitd recover --accept-loss
            """
        }
    }
}
