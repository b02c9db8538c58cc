/// A permit that ended: what lists ask for, and the rest packed, since it is seldom looked at again and would take
/// several times the room.
public struct EndedPermit: Hashable, Sendable, ListedPermit {
    /// The id.
    public let permit: PermitID
    /// The number that people use.
    public let number: String
    /// Its kind of work.
    public let kind: String
    /// Where it was.
    public let area: AreaID
    /// How it ended.
    public let state: PermitState
    /// Everyone who held a post on it or worked on it when it ended.
    public let people: [PersonID]
    private let packed: [UInt8]

    init(_ whole: Permit) {
        permit = whole.permit
        number = whole.number
        kind = whole.content.kind
        area = whole.content.area
        state = whole.state
        people = whole.people
        var bytes = StateWriter()
        whole.write(to: &bytes)
        // Copied into no more room than they need: what grew by itself has up to twice as much.
        packed = bytes.bytes.withUnsafeBufferPointer { Array($0) }
    }

    /// All of it; nil where the bytes, which this program wrote, are none of a permit.
    public var whole: Permit? {
        var bytes = StateReader(packed, from: 0, to: packed.count)
        return try? Permit(from: &bytes)
    }
}

/// What a list looks at to know whether a permit belongs there.
protocol ListedPermit {
    var permit: PermitID { get }
    var number: String { get }
    var kind: String { get }
    var area: AreaID { get }
    var state: PermitState { get }
    var people: [PersonID] { get }
}

extension Permit: ListedPermit {
    var kind: String { content.kind }
    var area: AreaID { content.area }
}

extension EndedPermit: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        self.init(try Permit(from: &bytes))
        guard state.isEnded else { throw StateFault("a permit that has not ended is among those that did") }
    }

    func write(to bytes: inout StateWriter) { bytes.append(packed) }
}
