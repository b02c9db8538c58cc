/// What bytes from anywhere are given to. None of them may stop the process, and what is taken must keep its promises.
public enum FuzzTarget: String, CaseIterable, Sendable {
    /// What comes over a socket or out of a file that somebody hands over: requests, events, dossiers, notes, keys.
    case wire
    /// Requests that are well-formed, to a site in one of its states.
    case acts
    /// The files of a pack.
    case pack
    /// The files of a log.
    case log

    /// Gives an input to the target. Returns for every input; a broken promise ends the process.
    public func run(_ input: [UInt8]) {
        switch self {
        case .wire: WireInput.run(input)
        case .acts: ActsInput.run(input)
        case .pack: PackInput.run(input)
        case .log: LogInput.run(input)
        }
    }
}

extension Collection<UInt8> {
    /// The parts between separators: the byte 0x1E, which no JSON and no YAML holds.
    var parts: [[UInt8]] {
        split(separator: 0x1E, omittingEmptySubsequences: false).map { Array($0) }
    }
}
