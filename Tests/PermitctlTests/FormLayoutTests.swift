import PermitCore
import PermitTestKit
import PermitWire
import Testing

@testable import permitctl

/// How texts are measured, broken and made harmless before they are put into a form's frame.
@Suite("The layout of a form") struct FormLayoutTests {
    @Test(
        "East Asian wide characters take two columns, marks on others none",
        arguments: [
            ("", 0), ("permit", 6), ("作业票", 6), ("动火 hot", 8), ("ｶﾅ", 2), ("カナ", 4), ("한국", 4), ("（１）", 6),
            ("é", 1), ("e\u{301}", 1), ("𠮷", 2), ("…—°³", 4), ("⚠", 1), ("✅", 2), ("👷", 2), ("🇨🇳", 2), ("👍🏽", 2),
            ("ｍ", 2), ("　", 2), ("مرحبا", 5), ("ที่", 1),
        ])
    func columns(text: String, wanted: Int) {
        #expect(DisplayWidth.columns(of: text) == wanted)
    }

    @Test(
        "Lines are broken at spaces, between wide characters, and within words that are too long",
        arguments: [
            ("one two three", 7, ["one two", "three"]), ("one two", 3, ["one", "two"]),
            ("abcdefgh ij", 5, ["abcde", "fgh", "ij"]), ("a abcdefgh", 5, ["a", "abcde", "fgh"]),
            ("动火安全作业票", 6, ["动火安", "全作业", "票"]), ("动火安全作业票", 7, ["动火安", "全作业", "票"]),
            ("通风、检测。", 4, ["通", "风、", "检", "测。"]), ("见（现场）图", 6, ["见（现", "场）图"]),
            ("阀V-101关闭", 7, ["阀V-101", "关闭"]), ("one\ntwo", 9, ["one", "two"]),
            ("one\n\n\n\ntwo\n\n", 9, ["one", "", "two"]), ("", 9, []), ("  a    b ", 9, ["a b"]),
            ("\n\n", 9, []), ("作", 1, ["作"]),
        ])
    func wrapping(text: String, width: Int, wanted: [String]) {
        #expect(Wrapping.lines(text, width: width) == wanted)
    }

    @Test("A text of very many lines is cut, and says so")
    func manyLines() {
        let lines = Wrapping.lines((1...500).map(String.init).joined(separator: "\n"), width: 20)
        #expect(lines.count == Wrapping.mostLines && lines.last == "[... +441]")
    }

    @Test(
        "What would move the cursor, turn the writing or hide is written out",
        arguments: [
            ("plain 文字", "plain 文字"), ("a\tb\u{3000}c\u{A0}d", "a b c d"), ("a\r\nb", "a\nb"), ("a\rb", "a\\u{D}b"),
            ("\u{1B}[2J", "\\u{1B}[2J"), ("\u{9B}2J", "\\u{9B}2J"), ("\u{202E}abc", "\\u{202E}abc"),
            ("\u{2066}a\u{2069}", "\\u{2066}a\\u{2069}"), ("a\u{200B}b", "a\\u{200B}b"), ("\u{FEFF}", "\\u{FEFF}"),
            ("a\u{2028}b", "a\\u{2028}b"), ("\u{E0041}", "\\u{E0041}"), ("\u{3164}", "\\u{3164}"),
            ("\u{E000}", "\\u{E000}"), ("⚠\u{FE0F}", "⚠\u{FE0F}"), ("e\u{301}", "e\u{301}"),
            (
                "e\u{301}\u{301}\u{301}\u{301}\u{301}",
                "e\u{301}\u{301}\u{301}\\u{301}\\u{301}"
            ),
        ])
    func plainLetters(text: String, wanted: String) {
        #expect(Array(PlainLetters.of(text).unicodeScalars) == Array(wanted.unicodeScalars))
    }

    @Test("A table gives up room where it has most, and is told as a list where it has none")
    func tables() {
        let table = FormTable(titles: ["No.", "Step"], rows: [["1", "weld the frame of the range"], ["2", "清理"]])
        #expect(
            table.lines(width: 24) == [
                "No.  Step               ", "---  -------------------", "1    weld the frame of  ",
                "     the range          ", "2    清理               ",
            ])
        let wide = FormTable(titles: ["One", "Two", "Three"], rows: [["aaaaaaaaa", "bbbbbbbbb", "ccccccccc"]])
        #expect(wide.lines(width: 20) == ["- One: aaaaaaaaa", "  Two: bbbbbbbbb", "  Three: ccccccccc"])
    }

    @Test("A clock names its zone with what it is ahead, and tells what is left")
    func clock() throws {
        let now: Instant = "2026-11-24T08:00:00Z"
        let table: [(zone: String, name: String, text: String)] = [
            ("Asia/Shanghai", "Asia/Shanghai (UTC+08:00)", "2026-11-24 16:00"),
            ("America/St_Johns", "America/St_Johns (UTC-03:30)", "2026-11-24 04:30"),
            ("UTC", "UTC (UTC+00:00)", "2026-11-24 08:00"),
        ]
        for row in table {
            let zone = try #require(TimeZoneTable(iana: row.zone))
            let clock = FormClock(zone: zone, now: now)
            #expect(clock.name == row.name && clock.text(now.description) == row.text)
        }
        let clock = FormClock(zone: try #require(TimeZoneTable(iana: "UTC")), now: now)
        let spans: [(Span, String, String)] = [
            (.minutes(125), "2 h 5 min left", "剩余 2 小时 5 分钟"), (.hours(49), "2 d 1 h left", "剩余 2 天 1 小时"),
            (.seconds(30), "less than a minute left", "剩余 不足 1 分钟"),
            (.minutes(-7), "over by 7 min", "已超 7 分钟"),
        ]
        for (span, english, chinese) in spans {
            #expect(clock.distance(to: now + span, .english) == english)
            #expect(clock.distance(to: now + span, .chinese) == chinese)
        }
        #expect(clock.text("soon") == "soon" && clock.text(nil).isEmpty)
    }
}
