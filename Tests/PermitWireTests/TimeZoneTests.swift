import PermitCore
import PermitWire
import Testing

@Suite("Days in time zones")
struct TimeZoneTests {
    private static let days: [(zone: String, day: String, start: String, end: String)] = [
        ("Asia/Shanghai", "2026-11-24", "2026-11-23T16:00:00Z", "2026-11-24T16:00:00Z"),
        ("Asia/Shanghai", "2028-02-29", "2028-02-28T16:00:00Z", "2028-02-29T16:00:00Z"),
        ("Asia/Shanghai", "1970-01-01", "1969-12-31T16:00:00Z", "1970-01-01T16:00:00Z"),
        ("Asia/Shanghai", "9999-12-30", "9999-12-29T16:00:00Z", "9999-12-30T16:00:00Z"),
        ("UTC", "2026-11-24", "2026-11-24T00:00:00Z", "2026-11-25T00:00:00Z"),
        ("Asia/Kolkata", "2026-11-24", "2026-11-23T18:30:00Z", "2026-11-24T18:30:00Z"),
        ("Asia/Kathmandu", "2026-11-24", "2026-11-23T18:15:00Z", "2026-11-24T18:15:00Z"),
        // 23 and 25 hours.
        ("America/New_York", "2026-03-08", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z"),
        ("America/New_York", "2026-11-01", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z"),
        ("America/New_York", "2099-07-01", "2099-07-01T04:00:00Z", "2099-07-02T04:00:00Z"),
        ("Europe/Dublin", "2026-07-01", "2026-06-30T23:00:00Z", "2026-07-01T23:00:00Z"),
        // Half an hour of summer time.
        ("Australia/Lord_Howe", "2026-04-05", "2026-04-04T13:00:00Z", "2026-04-05T13:30:00Z"),
        // Clocks skip midnight: the day begins at one o'clock.
        ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"),
        ("Africa/Cairo", "2023-04-28", "2023-04-27T22:00:00Z", "2023-04-28T21:00:00Z"),
        ("Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z", "2026-04-24T21:00:00Z"),
        // Midnight is put back to eleven: the day before has 25 hours.
        ("America/Sao_Paulo", "2018-02-17", "2018-02-17T02:00:00Z", "2018-02-18T03:00:00Z"),
        // The zone changed for good, with no summer time.
        ("Asia/Pyongyang", "2018-05-04", "2018-05-03T15:30:00Z", "2018-05-04T15:00:00Z"),
        ("Asia/Almaty", "2024-02-29", "2024-02-28T18:00:00Z", "2024-02-29T19:00:00Z"),
        // A day that was left out has no length.
        ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z", "2011-12-30T10:00:00Z"),
    ]

    @Test("A day begins and ends where local calendars turn", arguments: days)
    func bounds(zone: String, day: String, start: String, end: String) throws {
        let table = try #require(TimeZoneTable(iana: zone))
        let day = try #require(CalendarDate(day))
        let start = try start.hasPrefix("1969") ? Instant(milliseconds: -28_800_000) : #require(Instant(start))
        #expect(table.start(of: day) == start)
        #expect(table.end(of: day) == Instant(end))
    }

    @Test("Local clocks show hours and minutes")
    func clocks() throws {
        let moment = try #require(Instant("2026-11-23T18:29:59.999Z"))
        #expect(try #require(TimeZoneTable(iana: "Asia/Shanghai")).clock(at: moment) == "02:29")
        #expect(try #require(TimeZoneTable(iana: "Asia/Kolkata")).clock(at: moment) == "23:59")
        #expect(try #require(TimeZoneTable(iana: "America/New_York")).clock(at: moment) == "13:29")
    }

    @Test("A name that no zone has is refused", arguments: ["", "Nowhere/Land", "Asia", "Asia/Shanghai ", "../etc"])
    func refuses(name: String) {
        #expect(TimeZoneTable(iana: name) == nil)
    }

    private static let everywhere = [
        "Asia/Shanghai", "America/New_York", "America/Sao_Paulo", "Africa/Cairo", "Asia/Tehran", "Pacific/Apia",
        "Africa/Casablanca", "Asia/Gaza",
    ]

    @Test("Around every change of the clocks, a day starts at the first moment of its date", arguments: everywhere)
    func changes(name: String) throws {
        let table = try #require(TimeZoneTable(iana: name))
        let moments = table.stretches.map(\.start)
        #expect(zip(moments, moments.dropFirst()).allSatisfy { $0 < $1 })
        let millisecond = Span(milliseconds: 1)
        for change in moments.prefix(120) {
            let today = table.date(at: change).dayNumber
            for day in [today - 1, today, today + 1].map(CalendarDate.init(dayNumber:)) {
                let start = table.start(of: day)
                #expect(table.date(at: start) >= day, "\(day) from \(start)")
                #expect(table.date(at: start - millisecond) < day, "\(day) from \(start)")
                #expect(start <= table.end(of: day))
            }
        }
    }
}
