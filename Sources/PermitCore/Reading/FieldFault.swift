/// One thing wrong with one field of a request or a pack.
public struct FieldFault: Hashable, Sendable {
    /// Where: a JSON pointer such as `/args/crew/0/trade`.
    public let path: String
    /// What is wrong and what would be right.
    public let message: Message

    /// Names a fault.
    public init(path: String, _ message: Message) {
        self.path = path
        self.message = message
    }
}

/// What a reader found wrong.
public struct FieldFaults: Error, Hashable, Sendable {
    /// Every fault, in the order of reading.
    public let faults: [FieldFault]

    /// Collects faults.
    public init(_ faults: [FieldFault]) {
        self.faults = faults
    }
}
