import Glibc

/// Why the log could not do what was asked, and so what the caller may still do.
public enum LogFailure: Error, Equatable {
    /// The disk is full, found before the commit: nothing changed and the log goes on.
    case full
    /// An I/O error, or anything else that leaves the outcome unknown. The log answers every later call with this too:
    /// the process must answer nothing and stop, and a retry after the restart gets the truth.
    case failed(String)
    /// Another process holds the lock file.
    case locked(String)
    /// A fault of chain, order or schema, named by the sequence number where one is known.
    /// Thrown by an append, it means that the batch breaks the rules of `EventLog`: nothing changed and the log goes
    /// on.
    case corrupt(sequence: UInt64?, String)
    /// The place or the file cannot serve as a log: not writable, another program's database, a newer version.
    case unusable(String)
}

extension LogFailure {
    /// What a fault of a file beside the database means for the log.
    init(_ fault: FileFault) {
        switch fault.attempt {
        case .write where fault.code == ENOSPC: self = .full
        case .write: self = .unusable("\(fault)")
        case .read, .sync: self = .failed("\(fault)")
        }
    }
}

extension LogFailure: CustomStringConvertible {
    /// The text for people.
    public var description: String {
        switch self {
        case .full: "the disk is full; nothing was stored"
        case .failed(let reason): "the log failed and its last write is in doubt, so it must be opened again: \(reason)"
        case .locked(let reason): "the log is in use: \(reason)"
        case .corrupt(let sequence?, let reason): "the log is corrupt at event \(sequence): \(reason)"
        case .corrupt(nil, let reason): "the log is corrupt: \(reason)"
        case .unusable(let reason): "the log cannot be used: \(reason)"
        }
    }
}
