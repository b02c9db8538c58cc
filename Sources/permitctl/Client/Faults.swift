import PermitClient
import PermitCore

/// What is wrong with how the program was called: exit code 64.
struct UsageFault: Error, Equatable {
    /// Every fault, one a line.
    let lines: [String]

    init(_ lines: String...) {
        self.lines = lines
    }

    init(lines: [String]) {
        self.lines = lines
    }
}

/// There is nobody to ask: exit code 69.
struct NoDaemon: Error {
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}

/// The daemon answered no: exit code 1.
struct RefusedAnswer: Error {
    let answer: Answer
    /// The language to say so in.
    let language: Language
}
