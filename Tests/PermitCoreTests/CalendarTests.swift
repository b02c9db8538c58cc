import PermitCore
import Testing

@Suite("Moments, days and lengths of time")
struct CalendarTests {
    private static let moments: [(text: String, milliseconds: Int64)] = [
        ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:00.001Z", 1), ("1970-01-01T00:00:00.1Z", 100),
        ("1970-01-01T00:00:00.12Z", 120), ("2000-02-29T23:59:59.999Z", 951_868_799_999),
        ("2026-11-24T08:00:00.000Z", 1_795_507_200_000), ("2038-01-19T03:14:08Z", 2_147_483_648_000),
        ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
    ]

    @Test("A moment is read to the millisecond and written with three decimals", arguments: moments)
    func takes(text: String, milliseconds: Int64) throws {
        let moment = try #require(Instant(text))
        #expect(moment.milliseconds == milliseconds)
        #expect(Instant(moment.description) == moment)
        #expect(moment.description.utf8.count == 24)
        #expect(moment.description.hasPrefix(String(text.prefix(19))))
    }

    private static let noMoments = [
        "", "Z", "2026-11-24", "2026-11-24T08:00Z", "2026-11-24T08:00:00", "2026-11-24T08:00:00+00:00",
        "2026-11-24T08:00:00.Z", "2026-11-24T08:00:00.0000Z", "2026-11-24T08:00:00,5Z", "2026-11-24 08:00:00Z",
        "2026-11-24t08:00:00z", "2026-11-24T24:00:00Z", "2026-11-24T23:60:00Z", "2026-12-31T23:59:60Z",
        "2026-11-24T-8:00:00Z", "2026-11-24T+8:00:00Z", "2026-11-24T08:00:0aZ", " 2026-11-24T08:00:00Z",
        "0000-12-31T23:59:59.999Z", "10000-01-01T00:00:00Z", "2026-02-29T00:00:00Z", "２026-11-24T08:00:00Z",
    ]

    @Test("What is not such a moment is refused", arguments: noMoments)
    func refusesMoment(text: String) {
        #expect(Instant(text) == nil)
    }

    @Test("A moment before 1970 and one after 9999 are still written in order")
    func beyondTheBounds() {
        #expect(Instant(milliseconds: -1).description == "1969-12-31T23:59:59.999Z")
        #expect(Instant(milliseconds: 253_402_300_800_000).description == "10000-01-01T00:00:00.000Z")
    }

    private static let days: [(text: String, number: Int)] = [
        ("0001-01-01", -719_162), ("1969-12-31", -1), ("1970-01-01", 0), ("1970-12-31", 364), ("1972-02-29", 789),
        ("2000-02-29", 11_016), ("2000-03-01", 11_017),
        ("2026-11-24", 20_781), ("2100-02-28", 47_540), ("2100-03-01", 47_541), ("9999-12-31", 2_932_896),
    ]

    @Test("A day is its number since 1970", arguments: days)
    func takesDay(text: String, number: Int) throws {
        let day = try #require(CalendarDate(text))
        #expect(day.dayNumber == number)
        #expect(CalendarDate(dayNumber: number).description == text)
        #expect(day.compact == text.filter { $0 != "-" })
    }

    private static let noDays = [
        "", "2026-11-2", "2026-11-024", "2026/11/24", "20261124", "2026-00-10", "2026-13-01", "2026-11-00",
        "2026-04-31", "2026-02-29", "2100-02-29", "1900-02-29", "0000-01-01", "+026-01-01", "2026-1a-01",
    ]

    @Test("What is not a day is refused", arguments: noDays)
    func refusesDay(text: String) {
        #expect(CalendarDate(text) == nil)
    }

    @Test("Every day from 1970 to 9999 is read back as the next after the one before")
    func everyDay() {
        var wrong: [Int] = []
        // A step of 13 meets every day of the month and of the year, and both ends of the range.
        for number in stride(from: 0, through: 2_932_896, by: 13)
        where CalendarDate(CalendarDate(dayNumber: number).description)?.dayNumber != number {
            wrong.append(number)
        }
        #expect(wrong.isEmpty)
    }

    private static let spans: [(text: String, milliseconds: Int64, written: String)] = [
        ("90s", 90_000, "90s"), ("60s", 60_000, "1m"), ("30m", 1_800_000, "30m"), ("120m", 7_200_000, "2h"),
        ("8h", 28_800_000, "8h"), ("7d", 604_800_000, "7d"), ("0m", 0, "0d"), ("007d", 604_800_000, "7d"),
        ("3660d", 316_224_000_000, "3660d"),
    ]

    @Test("A span is a whole number and a unit", arguments: spans)
    func takesSpan(text: String, milliseconds: Int64, written: String) throws {
        let span = try #require(Span(text))
        #expect(span.milliseconds == milliseconds)
        #expect(span.description == written)
    }

    private static let noSpans = [
        "", "m", "8", "8H", "8 h", "1.5h", "-5m", "+5m", "1h30m", "8w", "8ms", "3661d", "999999999d", "9999999999s",
    ]

    @Test("What is not such a span is refused", arguments: noSpans)
    func refusesSpan(text: String) {
        #expect(Span(text) == nil)
    }

    @Test("A span that no unit divides is written in milliseconds")
    func writesMilliseconds() {
        #expect(Span(milliseconds: 1_500).description == "1500ms")
    }
}
