/// A dictionary of a few values that takes the room of its entries alone, and keeps them in the order of their keys.
///
/// A permit has a dozen of these with none to ten entries each, where the tables of a `Dictionary` would take more room
/// than what is in them. Looking up goes along the entries: for many values ``Shelves`` are meant.
public struct Few<Key: Hashable & Comparable & Sendable, Value: Sendable>: Sendable, ExpressibleByDictionaryLiteral {
    /// One key and its value.
    public typealias Entry = (key: Key, value: Value)

    private var entries: [Entry] = []

    /// No values.
    public init() {}

    /// The entries of a literal, in which no key stands twice.
    public init(dictionaryLiteral elements: (Key, Value)...) {
        for (key, value) in elements { self[key] = value }
    }

    /// The value of a key; nil removes it.
    public subscript(key: Key) -> Value? {
        get { entries.first { $0.key == key }?.value }
        set {
            let place = entries.firstIndex { !($0.key < key) } ?? entries.count
            let isKnown = place < entries.count && entries[place].key == key
            switch (newValue, isKnown) {
            case (let value?, true): entries[place].value = value
            case (let value?, false): insert((key, value), at: place)
            case (nil, true): entries.remove(at: place)
            case (nil, false): break
            }
        }
    }

    /// An array that grows by itself takes room for entries to come, which a permit seldom has.
    private mutating func insert(_ entry: Entry, at place: Int) {
        var grown: [Entry] = []
        grown.reserveCapacity(entries.count + 1)
        grown.append(contentsOf: entries[..<place])
        grown.append(entry)
        grown.append(contentsOf: entries[place...])
        entries = grown
    }

    /// The keys in their order.
    public var keys: some Collection<Key> { entries.lazy.map(\.key) }

    /// The values in the order of their keys.
    public var values: some Collection<Value> { entries.lazy.map(\.value) }

    /// The entries that a condition holds for.
    public func filter(_ holds: (Entry) -> Bool) -> Few {
        var kept = Few()
        kept.entries = entries.filter(holds)
        return kept
    }
}

extension Few: Collection {
    /// The place of the first entry.
    public var startIndex: Int { entries.startIndex }
    /// The place after the last entry.
    public var endIndex: Int { entries.endIndex }
    /// How many values there are.
    public var count: Int { entries.count }
    /// The place after another.
    public func index(after place: Int) -> Int { place + 1 }
    /// The entry at a place.
    public subscript(position: Int) -> Entry { entries[position] }
}

extension Few: Equatable where Value: Equatable {
    /// Whether both have the same values by the same keys.
    public static func == (left: Self, right: Self) -> Bool {
        left.entries.elementsEqual(right.entries) { $0.key == $1.key && $0.value == $1.value }
    }
}

extension Few: Hashable where Value: Hashable {
    /// Hashes the keys and their values.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(entries.count)
        for entry in entries {
            hasher.combine(entry.key)
            hasher.combine(entry.value)
        }
    }
}
