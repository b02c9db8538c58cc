/// A dictionary of many values that is cheap to copy and then change: a change copies one shelf, and no value.
///
/// A decision works on a copy of the state, so what one permit changes must not cost as much as all permits there are.
public struct Shelves<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private final class Box: Sendable {
        let value: Value

        init(_ value: Value) {
            self.value = value
        }
    }

    private var shelves = [[Key: Box]](repeating: [:], count: Self.shelfCount)
    /// How many values there are.
    public private(set) var count = 0

    private static var shelfCount: Int { 256 }

    /// No values.
    public init() {}

    /// The value of a key; nil removes it.
    public subscript(key: Key) -> Value? {
        get { shelves[Self.shelf(of: key)][key]?.value }
        set {
            let shelf = Self.shelf(of: key)
            let former = shelves[shelf].updateValue(newValue.map(Box.init), forKey: key)
            count += (newValue == nil ? 0 : 1) - (former == nil ? 0 : 1)
        }
    }

    /// The values, in no order that stays.
    public var values: some Collection<Value> { inUse.lazy.flatMap { $0.values.lazy.map(\.value) } }

    /// The keys, in no order that stays.
    public var keys: some Collection<Key> { inUse.lazy.flatMap(\.keys) }

    /// Shows each key and its value, in no order that stays.
    func each<Failure: Error>(_ show: (Key, Value) throws(Failure) -> Void) throws(Failure) {
        for shelf in shelves {
            for (key, box) in shelf { try show(key, box.value) }
        }
    }

    /// Few permits are live, so most shelves are empty.
    private var inUse: [[Key: Box]] { shelves.filter { !$0.isEmpty } }

    private static func shelf(of key: Key) -> Int {
        Int(UInt(bitPattern: key.hashValue) % UInt(shelfCount))
    }
}

extension Shelves: Equatable where Value: Equatable {
    /// Whether both have the same values by the same keys.
    public static func == (left: Self, right: Self) -> Bool {
        left.count == right.count && left.keys.allSatisfy { left[$0] == right[$0] }
    }
}

extension Dictionary {
    /// Puts a value, or removes it, and gives the one before.
    fileprivate mutating func updateValue(_ value: Value?, forKey key: Key) -> Value? {
        guard let value else { return removeValue(forKey: key) }
        return updateValue(value, forKey: key)
    }
}
