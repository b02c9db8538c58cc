/// A day of the Gregorian calendar, without a time zone: `YYYY-MM-DD`.
public struct CalendarDate: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Days since 1970-01-01.
    public let dayNumber: Int

    /// The day so many days after 1970-01-01.
    public init(dayNumber: Int) {
        self.dayNumber = dayNumber
    }

    /// Reads `YYYY-MM-DD` in the years 1 to 9999; nil for anything else, days that don't exist included.
    public init?(_ text: String) {
        self.init(bytes: Array(text.utf8)[...])
    }

    init?(bytes: ArraySlice<UInt8>) {
        let bytes = Array(bytes)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let year = decimalDigits(bytes[0..<4]), let month = decimalDigits(bytes[5..<7]),
            let day = decimalDigits(bytes[8..<10]), year >= 1, (1...12).contains(month), day >= 1
        else { return nil }
        let date = CalendarDate(year: year, month: month, day: day)
        // A day past the month's end would come back as a day of the next month.
        guard date.components == (year, month, day) else { return nil }
        self = date
    }

    /// Counts the days of years that begin in March, so that the leap day is a year's last.
    private init(year: Int, month: Int, day: Int) {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        dayNumber = era * 146_097 + dayOfEra - 719_468
    }

    /// The same day of the year so many years later; 29 February becomes 28 February where there is none.
    func adding(years: Int) -> CalendarDate {
        let (year, month, day) = components
        let date = CalendarDate(year: year + years, month: month, day: day)
        return date.components.day == day ? date : CalendarDate(dayNumber: date.dayNumber - 1)
    }

    private var components: (year: Int, month: Int, day: Int) {
        let shifted = dayNumber + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9)
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// `YYYYMMDD`, as permit numbers write a day.
    public var compact: String {
        let (year, month, day) = components
        return padded(year, 4) + padded(month, 2) + padded(day, 2)
    }

    /// `YYYY-MM-DD`.
    public var description: String {
        var text: [UInt8] = []
        write(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    func write(to text: inout [UInt8]) {
        let (year, month, day) = components
        // A year before the first is none that any text holds.
        text.append(digits: max(0, year), width: 4)
        for part in [month, day] {
            text.append(UInt8(ascii: "-"))
            text.append(digits: part, width: 2)
        }
    }

    /// Orders days in time.
    public static func < (left: Self, right: Self) -> Bool {
        left.dayNumber < right.dayNumber
    }
}
