/// A place in the tree of areas: a path of segments joined by `/`.
///
/// What holds for an area holds below it, by whole segments: `a/b` covers `a/b/c` but not `a/bc`.
public struct AreaID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The most segments a path has.
    public static let mostSegments = 8
    /// The longest segment, in bytes.
    public static let longestSegment = 32
    /// The longest path, in bytes. Topics of 246 bytes and more are corrupted by some clients, so this stays well
    /// below.
    public static let longest = 150

    /// The path as it is written on the wire.
    public let text: String

    /// Reads a path of at most 8 segments of `[a-z0-9-]{1,32}`, 150 bytes in all; nil for anything else.
    public init?(_ text: String) {
        guard text.utf8.count <= Self.longest else { return nil }
        let segments = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard segments.count <= Self.mostSegments else { return nil }
        for segment in segments {
            guard (1...Self.longestSegment).contains(segment.count), segment.allSatisfy(Self.isSegmentByte) else {
                return nil
            }
        }
        self.text = text
    }

    init(checked text: String) {
        self.text = text
    }

    private static func isSegmentByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
        default: false
        }
    }

    /// Whether `other` is this area or lies below it.
    public func covers(_ other: AreaID) -> Bool {
        other.text == text || (other.text.utf8.count > text.utf8.count && other.text.hasPrefix(text + "/"))
    }

    /// The area one step up the tree; nil at the top.
    public var parent: AreaID? {
        guard let slash = text.utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
        return AreaID(checked: String(text[..<slash]))
    }

    /// The areas above this one, nearest first.
    public var ancestors: [AreaID] {
        var found: [AreaID] = []
        var next = parent
        while let area = next {
            found.append(area)
            next = area.parent
        }
        return found
    }

    /// This area and those above it, nearest first.
    public var selfAndAncestors: [AreaID] { [self] + ancestors }

    /// The path as it is written on the wire.
    public var description: String { text }

    /// Orders areas by their path.
    public static func < (left: Self, right: Self) -> Bool {
        left.text < right.text
    }
}

/// A set of areas someone may see or act in: everything, or some parts of the tree.
public struct AreaScope: Hashable, Sendable {
    /// Whether the scope is the whole tree (`["*"]`), which is more than all areas there are: it reaches the register
    /// too.
    public var isEverywhere: Bool
    /// The areas named; what holds for one holds below it.
    public var areas: Set<AreaID>

    /// The whole tree.
    public static let everywhere = AreaScope(isEverywhere: true, areas: [])
    /// No area at all.
    public static let nowhere = AreaScope(isEverywhere: false, areas: [])

    /// Makes a scope.
    public init(isEverywhere: Bool, areas: Set<AreaID>) {
        self.isEverywhere = isEverywhere
        self.areas = areas
    }

    /// Whether `area` lies in the scope.
    public func covers(_ area: AreaID) -> Bool {
        isEverywhere || areas.contains(area) || area.ancestors.contains(where: areas.contains)
    }

    /// Whether all of `other` lies in this scope.
    public func covers(_ other: AreaScope) -> Bool {
        isEverywhere || (!other.isEverywhere && other.areas.allSatisfy { covers($0) })
    }

    /// Whether the scope and an area have anything in common.
    func touches(_ area: AreaID) -> Bool {
        covers(area) || areas.contains { area.covers($0) }
    }

    /// Adds the areas of another scope to this one.
    public mutating func formUnion(_ other: AreaScope) {
        isEverywhere = isEverywhere || other.isEverywhere
        areas.formUnion(other.areas)
    }

    /// The scope as the wire writes it: `["*"]` or the areas in order.
    public var texts: [String] {
        isEverywhere ? ["*"] : areas.sorted().map(\.text)
    }
}
