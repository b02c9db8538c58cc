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

    private var boxes = LightShelves<Key, Box>()

    /// No values.
    public init() {}

    /// How many values there are.
    public var count: Int { boxes.count }

    /// The value of a key; nil removes it.
    public subscript(key: Key) -> Value? {
        get { boxes[key]?.value }
        set { boxes[key] = newValue.map(Box.init) }
    }

    /// Shows the value of a key, if there is one. A large value is not copied for it, as it is by the subscript.
    func look<Result>(at key: Key, _ show: (Value) -> Result) -> Result? {
        boxes[key].map { show($0.value) }
    }

    /// The values, in no order that stays.
    public var values: some Collection<Value> { boxes.values.lazy.map(\.value) }

    /// The keys, in no order that stays.
    public var keys: some Collection<Key> { boxes.keys }

    /// Shows each key and its value, in no order that stays.
    func each<Failure: Error>(_ show: (Key, Value) throws(Failure) -> Void) throws(Failure) {
        try boxes.each { key, box throws(Failure) in try show(key, box.value) }
    }
}

extension Shelves: Equatable where Value: Equatable {
    /// Whether both have the same values by the same keys.
    public static func == (left: Self, right: Self) -> Bool {
        left.count == right.count && left.keys.allSatisfy { left[$0] == right[$0] }
    }
}

/// ``Shelves`` for values that are themselves cheap to copy, such as ids and numbers: they need no box of their own,
/// but a change copies those that stand on its shelf.
public struct LightShelves<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    /// Rooms of shelves; a room is empty until something is put into it.
    private var rooms: [[[Key: Value]]] = []
    /// How many values there are.
    public private(set) var count = 0

    /// Rooms, and shelves in each: a change copies one list of rooms, one of shelves and one shelf, which is short
    /// even where there are a hundred thousand values.
    private static var width: Int { 32 }

    /// No values.
    public init() {}

    /// The value of a key; nil removes it.
    public subscript(key: Key) -> Value? {
        get {
            guard !rooms.isEmpty else { return nil }
            let (room, shelf) = Self.place(of: key)
            return rooms[room].isEmpty ? nil : rooms[room][shelf][key]
        }
        set {
            let (room, shelf) = Self.place(of: key)
            if rooms.isEmpty || rooms[room].isEmpty {
                guard newValue != nil else { return }
                if rooms.isEmpty { rooms = Array(repeating: [], count: Self.width) }
                rooms[room] = Array(repeating: [:], count: Self.width)
            }
            let former = rooms[room][shelf].updateValue(newValue, forKey: key)
            count += (newValue == nil ? 0 : 1) - (former == nil ? 0 : 1)
        }
    }

    /// The values, in no order that stays.
    public var values: some Collection<Value> { inUse.lazy.flatMap(\.values) }

    /// The keys, in no order that stays.
    public var keys: some Collection<Key> { inUse.lazy.flatMap(\.keys) }

    /// Shows each key and its value, in no order that stays.
    func each<Failure: Error>(_ show: (Key, Value) throws(Failure) -> Void) throws(Failure) {
        for room in rooms {
            for shelf in room {
                for (key, value) in shelf { try show(key, value) }
            }
        }
    }

    private var inUse: [[Key: Value]] {
        var found: [[Key: Value]] = []
        for room in rooms {
            for shelf in room where !shelf.isEmpty { found.append(shelf) }
        }
        return found
    }

    private static func place(of key: Key) -> (room: Int, shelf: Int) {
        let hash = UInt(bitPattern: key.hashValue)
        return (Int(hash % UInt(width)), Int(hash / UInt(width) % UInt(width)))
    }
}

extension LightShelves: Equatable where Value: Equatable {
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
