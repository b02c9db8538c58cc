extension UInt64: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        let value = try bytes.number()
        guard value <= 1 << 62 else { throw StateFault("a sequence is too large") }
        self = value
    }

    func write(to bytes: inout StateWriter) { bytes.append(number: self) }
}

extension Int64: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        let number = try bytes.number()
        self = Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
    }

    /// The sign comes last, so that small numbers are short on either side of zero.
    func write(to bytes: inout StateWriter) { bytes.append(number: UInt64(bitPattern: self << 1 ^ self >> 63)) }
}

extension Int: Stored {
    /// What can be counted on from without end: nothing that counts overflows.
    private static let countable: ClosedRange<Int64> = -(1 << 53)...(1 << 53)

    init(from bytes: inout StateReader) throws(StateFault) {
        let value = try Int64(from: &bytes)
        guard Self.countable.contains(value) else { throw StateFault("a number is too large") }
        self = Int(value)
    }

    func write(to bytes: inout StateWriter) { Int64(self).write(to: &bytes) }
}

extension Bool: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        switch try bytes.byte() {
        case 0: self = false
        case 1: self = true
        default: throw StateFault("neither true nor false")
        }
    }

    func write(to bytes: inout StateWriter) { bytes.append(self ? 1 : 0) }
}

extension String: Stored {
    init(from bytes: inout StateReader) throws(StateFault) { self = try bytes.text() }

    func write(to bytes: inout StateWriter) { bytes.append(text: self) }
}

extension Optional: Stored where Wrapped: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        self = try Bool(from: &bytes) ? Wrapped(from: &bytes) : nil
    }

    func write(to bytes: inout StateWriter) {
        (self != nil).write(to: &bytes)
        self?.write(to: &bytes)
    }
}

extension Array: Stored where Element: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        let count = try bytes.count()
        self.init()
        reserveCapacity(Swift.min(count, 4_096))
        for _ in 0..<count { append(try Element(from: &bytes)) }
    }

    func write(to bytes: inout StateWriter) {
        bytes.append(number: UInt64(count))
        for element in self where bytes.isWanted {
            element.write(to: &bytes)
            bytes.handOverPiece()
        }
    }
}

extension Set: Stored where Element: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        let count = try bytes.count()
        self.init()
        for _ in 0..<count where !insert(try Element(from: &bytes)).inserted { throw StateFault("a value comes twice") }
    }

    func write(to bytes: inout StateWriter) {
        bytes.append(number: UInt64(count))
        for element in self where bytes.isWanted {
            element.write(to: &bytes)
            bytes.handOverPiece()
        }
    }
}

/// Values by keys, written one after the other.
protocol StoredTable: Stored {
    associatedtype Key: Stored
    associatedtype Value: Stored

    init()
    var count: Int { get }
    subscript(key: Key) -> Value? { get set }
    func each<Failure: Error>(_ show: (Key, Value) throws(Failure) -> Void) throws(Failure)
}

extension StoredTable {
    init(from bytes: inout StateReader) throws(StateFault) {
        let count = try bytes.count()
        self.init()
        for _ in 0..<count {
            let key = try Key(from: &bytes)
            self[key] = try Value(from: &bytes)
        }
        guard self.count == count else { throw StateFault("a key comes twice") }
    }

    func write(to bytes: inout StateWriter) {
        bytes.append(number: UInt64(count))
        each { key, value in
            guard bytes.isWanted else { return }
            key.write(to: &bytes)
            value.write(to: &bytes)
            bytes.handOverPiece()
        }
    }
}

extension Dictionary: Stored where Key: Stored, Value: Stored {}
extension Dictionary: StoredTable where Key: Stored, Value: Stored {
    func each<Failure: Error>(_ show: (Key, Value) throws(Failure) -> Void) throws(Failure) {
        for (key, value) in self { try show(key, value) }
    }
}

extension Few: Stored where Key: Stored, Value: Stored {}
extension Few: StoredTable where Key: Stored, Value: Stored {
    func each<Failure: Error>(_ show: (Key, Value) throws(Failure) -> Void) throws(Failure) {
        for (key, value) in self { try show(key, value) }
    }
}

extension Shelves: Stored where Key: Stored, Value: Stored {}
extension Shelves: StoredTable where Key: Stored, Value: Stored {}
extension LightShelves: Stored where Key: Stored, Value: Stored {}
extension LightShelves: StoredTable where Key: Stored, Value: Stored {}

/// One of a closed list, written as its place in it.
protocol StoredChoice: Stored, CaseIterable, Equatable where AllCases == [Self] {}

extension StoredChoice {
    init(from bytes: inout StateReader) throws(StateFault) {
        let place = Int(try bytes.byte())
        let all = Self.allCases
        guard place < all.count else { throw StateFault("none of the choices") }
        self = all[place]
    }

    func write(to bytes: inout StateWriter) {
        bytes.append(UInt8(truncatingIfNeeded: Self.allCases.firstIndex(of: self) ?? 0))
    }
}

extension ID: Stored {
    init(from bytes: inout StateReader) throws(StateFault) { self.init(try bytes.text()) }

    func write(to bytes: inout StateWriter) { bytes.append(text: text) }
}

extension AreaID: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        guard let area = AreaID(try bytes.text()) else { throw StateFault("not the id of an area") }
        self = area
    }

    func write(to bytes: inout StateWriter) { bytes.append(text: text) }
}

extension AreaScope: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        isEverywhere = try Bool(from: &bytes)
        areas = try Set(from: &bytes)
    }

    func write(to bytes: inout StateWriter) {
        isEverywhere.write(to: &bytes)
        areas.write(to: &bytes)
    }
}

extension Instant: Stored {
    init(from bytes: inout StateReader) throws(StateFault) { self.init(milliseconds: try Int64(from: &bytes)) }

    func write(to bytes: inout StateWriter) { milliseconds.write(to: &bytes) }
}

extension CalendarDate: Stored {
    /// The days of the years 1 to 9999.
    private static let days = -719_162...2_932_896

    init(from bytes: inout StateReader) throws(StateFault) {
        let day = try Int(from: &bytes)
        guard Self.days.contains(day) else { throw StateFault("a day beyond all years") }
        self.init(dayNumber: day)
    }

    func write(to bytes: inout StateWriter) { dayNumber.write(to: &bytes) }
}

extension DecimalNumber: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        let (mantissa, exponent) = (try Int64(from: &bytes), try Int(from: &bytes))
        guard let number = DecimalNumber(storedMantissa: mantissa, exponent: exponent) else {
            throw StateFault("a number out of bounds")
        }
        self = number
    }

    func write(to bytes: inout StateWriter) {
        mantissa.write(to: &bytes)
        exponent.write(to: &bytes)
    }
}
