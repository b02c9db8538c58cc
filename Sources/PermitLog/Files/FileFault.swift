/// A file or directory that the system did not read, write or sync.
public struct FileFault: Error, CustomStringConvertible, Equatable {
    /// What was tried.
    public enum Attempt: String, Sendable {
        case read, write, sync
    }

    /// What was tried.
    public let attempt: Attempt
    /// Where.
    public let path: String
    /// The system's error number.
    public let code: Int32

    /// The fault in words.
    public var description: String {
        let done =
            switch attempt {
            case .read: "read"
            case .write: "written"
            case .sync: "synced"
            }
        return "\(path): can't be \(done): \(systemError(code))"
    }
}
