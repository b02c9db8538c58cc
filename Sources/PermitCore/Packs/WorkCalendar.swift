/// Which days are worked, by the installation's local calendar, and which hours are night.
public struct WorkCalendar: Record, Hashable {
    /// A day of the week.
    public enum Weekday: String, Sendable, CaseIterable {
        case monday, tuesday, wednesday, thursday, friday, saturday, sunday

        /// The weekday of a date; 1970-01-01 was a Thursday.
        init(of date: CalendarDate) {
            let index = ((date.dayNumber + 3) % 7 + 7) % 7
            self = Self.allCases[index]
        }
    }

    /// A public holiday, of one day or more.
    public struct Holiday: Record, Hashable {
        /// Its first day.
        public let from: CalendarDate
        /// Its last day.
        public let through: CalendarDate
        /// Its name.
        public let title: Message

        /// Reads a holiday.
        public init(reading fields: inout FieldReader) {
            from = fields.required("from", .date)
            through = fields.required("through", .date)
            title = fields.required("title", .message)
            if through < from { fields.add("through", Message("before from", "早于开始日期")) }
        }
    }

    /// Days of rest in every week.
    public let restDays: [Weekday]
    /// Public holidays.
    public let holidays: [Holiday]
    /// Rest days that are worked to make up for a holiday (调休上班).
    public let makeUpDays: [CalendarDate]
    /// The last day that the holidays are known for; later days count as holidays.
    public let knownThrough: CalendarDate
    /// When night begins, in minutes after midnight.
    public let nightFrom: Int
    /// When night ends, in minutes after midnight.
    public let nightUntil: Int
    /// The clause, or whose choice it is.
    public let clause: String

    /// Reads a calendar.
    public init(reading fields: inout FieldReader) {
        restDays = fields.required("restDays", .list(0...6, .choice(.sunday)))
        holidays = fields.required("holidays", .list(0...200, .record(Holiday.self)))
        makeUpDays = fields.required("makeUpDays", .list(0...200, .date))
        knownThrough = fields.required("knownThrough", .date)
        nightFrom = fields.required("nightFrom", .timeOfDay)
        nightUntil = fields.required("nightUntil", .timeOfDay)
        clause = fields.required("clause", .text(300))
    }

    /// Whether a day is a public holiday, or is beyond those that are known.
    func isHoliday(_ day: CalendarDate) -> Bool {
        day > knownThrough || holidays.contains { $0.from <= day && day <= $0.through }
    }

    /// Whether a day is a day of rest that is not worked.
    func isRestDay(_ day: CalendarDate) -> Bool {
        restDays.contains(Weekday(of: day)) && !makeUpDays.contains(day)
    }

    private func isNight(_ minute: Int) -> Bool {
        nightFrom <= nightUntil
            ? (nightFrom..<nightUntil).contains(minute) : minute >= nightFrom || minute < nightUntil
    }

    /// The first day of a window on which an occasion falls, looked for in the whole of it; nil if there is none.
    func firstDay(
        of occasion: UpgradeRule.Occasion, from: Instant, until: Instant, in zone: TimeZoneTable
    ) -> CalendarDate? {
        let first = zone.date(at: from)
        let last = zone.date(at: until - Span(milliseconds: 1))
        guard first <= last else { return nil }
        // A window longer than any pack allows has every occasion in it.
        let days = (first.dayNumber...min(last.dayNumber, first.dayNumber + 400)).map { CalendarDate(dayNumber: $0) }
        switch occasion {
        case .holiday: return days.first(where: isHoliday)
        case .restDay: return days.first { isRestDay($0) && !isHoliday($0) }
        case .night:
            if isNight(zone.minuteOfDay(at: from)) { return first }
            return days.first { day in
                let begins = zone.moment(on: day, minute: nightFrom)
                return nightFrom != nightUntil && from <= begins && begins < until
            }
        }
    }
}

extension FieldKind where Value == Int {
    /// A time of day, `HH:MM`, as minutes after midnight.
    static var timeOfDay: FieldKind {
        FieldKind(0, Message("a time of day, HH:MM", "时刻，HH:MM"), .timeOfDay) { value in
            guard let bytes = value.string.map({ Array($0.utf8) }), bytes.count == 5, bytes[2] == UInt8(ascii: ":"),
                let hour = decimalDigits(bytes[0..<2]), let minute = decimalDigits(bytes[3..<5]), hour < 24, minute < 60
            else { return nil }
            return hour * 60 + minute
        }
    }
}
