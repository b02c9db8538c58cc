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

    /// Whether there is a value of a key.
    func contains(_ key: Key) -> Bool { boxes[key] != nil }

    /// Puts the value of a key that has none; false if it has one.
    mutating func put(_ value: Value, at key: Key) -> Bool {
        guard boxes[key] == nil else { return false }
        boxes[key] = Box(value)
        return true
    }

    /// Shows the value of a key, if there is one. A large value is not copied for it, as it is by the subscript.
    func look<Result>(at key: Key, _ show: (Value) -> Result) -> Result? {
        boxes[key].map { show($0.value) }
    }

    /// The values, in no order that stays.
    public var values: [Value] { boxes.values.map { $0.value } }

    /// The keys, in no order that stays.
    public var keys: [Key] { boxes.keys }

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
    private typealias Entry = (key: Key, value: Value)

    /// Halls of rooms of shelves; a hall or a room is empty until something is put into it. A change copies one list of
    /// each and one shelf, and to copy a list touches each thing on it, wherever in memory that is; so all are short.
    private var halls: [[[[Entry]]]] = []
    /// How many values there are.
    public private(set) var count = 0
    private var size = Size.shelves

    /// Whether there are shelves alone, or rooms, or halls: as many as keep shelves so short, even where there are a
    /// hundred thousand values, that looking along one costs no more than a table of its own would.
    private enum Size: UInt {
        case shelves, rooms, halls

        /// How long each list is that has more than one place.
        static var width: UInt { 32 }
        /// How many shelves there are.
        private var shelves: UInt { (0...rawValue).reduce(1) { product, _ in product * Self.width } }
        /// The most values for which it is large enough.
        var most: Int { self == .halls ? .max : 8 * Int(shelves) }
        var halls: Int { self == .halls ? Int(Self.width) : 1 }
        var rooms: Int { self == .shelves ? 1 : Int(Self.width) }
        var larger: Size { self == .shelves ? .rooms : .halls }
    }

    /// No values.
    public init() {}

    /// The value of a key; nil removes it.
    public subscript(key: Key) -> Value? {
        get {
            guard !halls.isEmpty else { return nil }
            let (hall, room, shelf) = place(of: key)
            guard !halls[hall].isEmpty, !halls[hall][room].isEmpty else { return nil }
            return halls[hall][room][shelf].first { $0.key == key }?.value
        }
        set {
            if count >= size.most { grow() }
            let (hall, room, shelf) = place(of: key)
            if halls.isEmpty || halls[hall].isEmpty || halls[hall][room].isEmpty {
                guard newValue != nil else { return }
                if halls.isEmpty { halls = Array(repeating: [], count: size.halls) }
                if halls[hall].isEmpty { halls[hall] = Array(repeating: [], count: size.rooms) }
                halls[hall][room] = Array(repeating: [], count: Int(Size.width))
            }
            count += Self.put(newValue, key, on: &halls[hall][room][shelf])
        }
    }

    /// Moves everything into a larger house.
    private mutating func grow() {
        let former = self
        halls = []
        count = 0
        size = size.larger
        former.each { self[$0] = $1 }
    }

    /// Puts a value, or removes it; how many more there are then.
    private static func put(_ value: Value?, _ key: Key, on shelf: inout [Entry]) -> Int {
        guard let place = shelf.firstIndex(where: { $0.key == key }) else {
            guard let value else { return 0 }
            // An array that grows by itself takes room for entries to come.
            shelf.reserveCapacity(shelf.count + 1)
            shelf.append((key, value))
            return 1
        }
        guard let value else {
            shelf.remove(at: place)
            return -1
        }
        shelf[place].value = value
        return 0
    }

    /// The values, in no order that stays.
    public var values: [Value] {
        var found: [Value] = []
        found.reserveCapacity(count)
        each { found.append($1) }
        return found
    }

    /// The keys, in no order that stays.
    public var keys: [Key] {
        var found: [Key] = []
        found.reserveCapacity(count)
        each { key, _ in found.append(key) }
        return found
    }

    /// Shows each key and its value, in no order that stays.
    func each<Failure: Error>(_ show: (Key, Value) throws(Failure) -> Void) throws(Failure) {
        for hall in halls {
            for room in hall {
                for shelf in room {
                    for entry in shelf { try show(entry.key, entry.value) }
                }
            }
        }
    }

    private func place(of key: Key) -> (hall: Int, room: Int, shelf: Int) {
        let hash = UInt(bitPattern: key.hashValue)
        let width = Size.width
        let hall = size == .halls ? hash / width / width % width : 0
        let room = size == .shelves ? 0 : hash / width % width
        return (Int(hall), Int(room), Int(hash % width))
    }
}

extension LightShelves: Equatable where Value: Equatable {
    /// Whether both have the same values by the same keys.
    public static func == (left: Self, right: Self) -> Bool {
        left.count == right.count && left.keys.allSatisfy { left[$0] == right[$0] }
    }
}
