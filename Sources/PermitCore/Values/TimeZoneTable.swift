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

    /// The first moment of a local day. Where clocks skip midnight it is the first moment that exists.
    public func start(of date: CalendarDate) -> Instant { moment(on: date, minute: 0) }

    /// The first moment at which local clocks show a time of day, in minutes after midnight. Where clocks skip it, it
    /// is the first moment after.
    public func moment(on date: CalendarDate, minute: Int) -> Instant {
        let inUTC = Instant(milliseconds: Int64(date.dayNumber) * 86_400_000) + .minutes(Int64(minute))
        let offsets = Set([earliestOffsetSeconds] + stretches.map(\.offsetSeconds))
        let candidates = offsets.map { inUTC - .seconds(Int64($0)) } + stretches.map(\.start)
        return candidates.filter { (self.date(at: $0), minuteOfDay(at: $0)) >= (date, minute) }.min() ?? inUTC
    }

    /// The first moment after a local day: a thing good through that day is good until then.
    public func end(of date: CalendarDate) -> Instant {
        start(of: CalendarDate(dayNumber: date.dayNumber + 1))
    }

    private func offsetSeconds(at moment: Instant) -> Int {
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
        return low == 0 ? earliestOffsetSeconds : stretches[low - 1].offsetSeconds
    }
}
