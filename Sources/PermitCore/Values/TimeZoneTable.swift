/// A time zone as plain data: the offsets from UTC and when each begins, so that the core needs no calendar library.
public struct TimeZoneTable: Hashable, Sendable {
    /// One stretch of time with one offset.
    public struct Stretch: Hashable, Sendable {
        /// The first moment of the stretch.
        public let start: Instant
        /// What local clocks are ahead of UTC, in seconds.
        public let offsetSeconds: Int

        /// Makes a stretch.
        public init(start: Instant, offsetSeconds: Int) {
            self.start = start
            self.offsetSeconds = offsetSeconds
        }
    }

    /// The IANA name of the zone.
    public let name: String
    /// The offset before the first stretch, in seconds.
    public let earliestOffsetSeconds: Int
    /// The stretches in order of time.
    public let stretches: [Stretch]

    /// Makes a table; `stretches` must be in order of time.
    public init(name: String, earliestOffsetSeconds: Int, stretches: [Stretch]) {
        self.name = name
        self.earliestOffsetSeconds = earliestOffsetSeconds
        self.stretches = stretches
    }

    /// The day that local calendars show at a moment.
    public func date(at moment: Instant) -> CalendarDate {
        let local = moment.milliseconds + Int64(offsetSeconds(at: moment)) * 1_000
        return CalendarDate(dayNumber: Int(local.quotientAndRemainder(flooringBy: 86_400_000).quotient))
    }

    /// What local clocks show at a moment, in minutes after midnight.
    public func minuteOfDay(at moment: Instant) -> Int {
        let local = moment.milliseconds + Int64(offsetSeconds(at: moment)) * 1_000
        return Int(local.quotientAndRemainder(flooringBy: 86_400_000).remainder / 60_000)
    }

    /// What local clocks show at a moment, `HH:MM`.
    public func clock(at moment: Instant) -> String {
        let minutes = minuteOfDay(at: moment)
        return "\(padded(minutes / 60, 2)):\(padded(minutes % 60, 2))"
    }

    /// A moment as local calendars and clocks show it, for people: `YYYY-MM-DD HH:MM`.
    public func text(at moment: Instant) -> String { "\(date(at: moment)) \(clock(at: moment))" }

    /// The first moment of a local day. Where clocks skip midnight it is the first moment that exists.
    public func start(of date: CalendarDate) -> Instant { moment(on: date, minute: 0) }

    /// The first moment at which local clocks show a time of day, in minutes after midnight. Where clocks skip it, it
    /// is the first moment after.
    public func moment(on date: CalendarDate, minute: Int) -> Instant {
        let inUTC = Instant(milliseconds: Int64(date.dayNumber) * 86_400_000) + .minutes(Int64(minute))
        let window = (inUTC - Self.beyondAnyOffset)...(inUTC + Self.beyondAnyOffset)
        let first = stretchesBegun(by: window.lowerBound)
        let last = stretchesBegun(by: window.upperBound)
        // Whichever stretch the moment lies in, it is that one's first moment or the one its offset leads to.
        var found: Instant?
        for number in first...last {
            for candidate in [inUTC - .seconds(Int64(offset(afterBegun: number))), begin(ofBegun: number)] {
                guard let candidate, candidate < found ?? window.upperBound,
                    (self.date(at: candidate), minuteOfDay(at: candidate)) >= (date, minute)
                else { continue }
                found = candidate
            }
        }
        return found ?? inUTC
    }

    /// More than the clocks of any place are, or ever were, from UTC.
    private static var beyondAnyOffset: Span { .hours(48) }

    /// The first moment after a local day: a thing good through that day is good until then.
    public func end(of date: CalendarDate) -> Instant {
        start(of: CalendarDate(dayNumber: date.dayNumber + 1))
    }

    private func offsetSeconds(at moment: Instant) -> Int { offset(afterBegun: stretchesBegun(by: moment)) }

    /// The offset once so many stretches have begun.
    private func offset(afterBegun count: Int) -> Int {
        count == 0 ? earliestOffsetSeconds : stretches[count - 1].offsetSeconds
    }

    /// When the last of so many stretches began; nil for none.
    private func begin(ofBegun count: Int) -> Instant? { count == 0 ? nil : stretches[count - 1].start }

    /// How many stretches have begun at a moment.
    private func stretchesBegun(by moment: Instant) -> Int {
        var low = 0
        var high = stretches.count
        while low < high {
            let middle = (low + high) / 2
            if stretches[middle].start <= moment {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}
