/// Why a backup was not made, found sound or restored. Nothing that looks like a backup was left, and no log changed.
public enum BackupFault: Error, CustomStringConvertible, Equatable {
    /// What is there is no backup, or is damaged.
    case damaged(String)
    /// Events would be lost, or it is not a backup of this installation.
    case refused(String)
    /// Another process is at it.
    case busy(String)
    /// A file or directory can't be made or written.
    case cannotCreate(String)

    /// The fault in words.
    public var description: String {
        switch self {
        case .damaged(let text), .refused(let text), .busy(let text), .cannotCreate(let text): text
        }
    }
}
