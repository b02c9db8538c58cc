import PermitCore
import PermitTestKit
import Testing

@testable import PermitClient
@testable import permitctl

/// What reaches a terminal: columns, tones, and nothing raw.
@Suite("A board's letters") struct BoardTextTests {
    @Test("East Asian letters take two columns")
    func columns() {
        let table: [(text: String, columns: Int)] = [
            ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("锅炉", 4), ("Ａ", 2), ("ｱ", 1), ("한", 2), ("😀", 2),
            ("👨‍👩‍👧", 2), ("：", 2), ("…", 1), ("\u{200B}", 0),
        ]
        for row in table { #expect(DisplayWidth.columns(of: row.text) == row.columns, "\(row.text)") }
    }

    @Test("A line is cut to its columns, never through a wide letter")
    func cutting() {
        let table: [(text: String, width: Int, wanted: String)] = [
            ("abcdef", 6, "abcdef"), ("abcdef", 5, "ab..."), ("锅炉房间", 8, "锅炉房间"), ("锅炉房间", 7, "锅炉..."),
            ("锅炉房间", 6, "锅..."), ("abc", 2, ".."), ("abc", 0, ""),
        ]
        for row in table {
            #expect(ScreenLine(row.text).cut(to: row.width).text == row.wanted, "\(row.text) \(row.width)")
        }
        let line = ScreenLine("abcdefgh").ending(with: ScreenLine("LIVE", .good), width: 10)
        #expect(line.text == "ab... LIVE")
    }

    /// Texts that would do something to a terminal, or to whoever reads it.
    private static let hostile = [
        "\u{1B}[2J\u{1B}[31mred", "\u{9B}31mred", "\u{1B}]0;title\u{07}", "a\rb", "a\nb", "a\u{08}b", "tab\tbed",
        "\u{202E}gnp.exe",
        "\u{2066}left\u{2069}", "\u{200F}rtl", "zero\u{200B}width", "\u{FEFF}bom", "nul\u{0}", "del\u{7F}",
        "\u{85}next",
        "\u{2028}line", "z\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}", "\u{E000}private", "\u{1B}P1$q\u{1B}\\",
    ]

    @Test("Nothing of others reaches the terminal raw, wherever it stands", arguments: hostile.indices)
    func raw(_ index: Int) throws {
        let text = Self.hostile[index]
        let items: [JSONObject] = [
            [
                "type": "permit", "permit": .string(text), "number": .string(text), "kind": .string(text),
                "area": .string(text), "state": .string(text), "revision": 1, "leader": .string(text),
                "supervisor": .string(text), "supervisorPresent": true, "from": .string(text), "until": .string(text),
                "crew": [["person": .string(text), "trade": .string(text)]],
                "causes": [["cause": .string(text), "by": .string(text), "since": .string(text), "latched": true]],
                "inside": [["person": .string(text), "basis": .string(text), "since": .string(text)]],
                "due": [["what": .string(text), "at": "2026-11-24T00:30:00.000Z"]],
            ],
            [
                "type": "stop", "stop": 7, "area": .string(text), "reaches": [.string(text)], "reason": .string(text),
                "by": .string(text), "at": "2026-11-24T00:30:00.000Z", "unacknowledged": [.string(text)],
                "acknowledged": [["device": .string(text), "at": .string(text)]],
            ],
            [
                "type": "hazard", "hazard": .string(text), "area": .string(text), "level": .string(text),
                "state": .string(text), "text": .string(text),
            ],
            [
                "type": "weather", "area": .string(text), "windBeaufort": 3, "conditions": [.string(text)],
                "by": .string(text), "at": .string(text),
            ],
        ]
        var board = Board(Snapshot(position: FollowingPosition(epoch: "e", sequence: 1), items: items))
        board.take(.heartbeat(Home.start))
        var rig = BoardRig(.home, columns: 120, rows: 60)
        rig.isAnswering = false
        rig.take(.board(board))
        let readiness: JSONObject = [
            "state": .string(text), "number": .string(text), "next": .string(text), "revision": 1,
            "unmet": [
                ["gate": .string(text), "code": "peopleInside", "subject": .string(text), "message": .string(text)]
            ],
        ]
        rig.take(.answer(.readiness(text), .success(readiness)))
        for keys in [[], [Key.end, .enter], [.escape, .home, .enter], [.escape, .home, .down, .enter], [.escape]] {
            for key in keys { rig.press(key) }
            try check(&rig, text)
        }
        rig.type("/")
        for letter in text { rig.press(.character(letter)) }
        try check(&rig, text)

        var lines = BoardLines(.english, BoardClock(zone: rig.site.zone), area: nil)
        let printed = lines.whole(board, [text: readiness], now: Home.start) + lines.changes(board, now: Home.start)
        for line in printed { #expect(line.unicodeScalars.allSatisfy(Self.isHarmless), "\(line.debugDescription)") }
        let stop = StopLine.text(of: items[1], .english)
        #expect(PlainLetters.inLine(stop).unicodeScalars.allSatisfy(Self.isHarmless))
    }

    private func check(_ rig: inout BoardRig, _ text: String) throws {
        for line in rig.screen() {
            #expect(line.unicodeScalars.allSatisfy(Self.isHarmless), "\(line.debugDescription)")
            #expect(DisplayWidth.columns(of: line) <= 120)
        }
        var painter = Painter(hasColour: true)
        let written = painter.paint(BoardScreen.frame(&rig.state), rig.state.scene.size)
        // Every escape is one of the painter's own.
        let rest = written.replacing(/\u{1B}\[(\d+;1H|\d+;\d+H|[\d;]*m|K|J|\?25[hl])/, with: "")
        #expect(rest.unicodeScalars.allSatisfy(Self.isHarmless), "\(rest.debugDescription)")
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
        default: true
        }
    }

    @Test("Only lines that changed are written, and only colours that are welcome")
    func painting() {
        let size = ScreenSize(columns: 10, rows: 3)
        func frame(_ texts: String...) -> Frame { Frame(lines: texts.map { ScreenLine($0, .bad) }) }
        var painter = Painter(hasColour: true)
        #expect(
            painter.paint(frame("a", "b"), size)
                == "\u{1B}[1;1H\u{1B}[1;31ma\u{1B}[m\u{1B}[K\u{1B}[2;1H\u{1B}[1;31mb\u{1B}[m\u{1B}[K\u{1B}[?25l")
        #expect(painter.paint(frame("a", "b"), size).isEmpty)
        #expect(painter.paint(frame("a", "c"), size) == "\u{1B}[2;1H\u{1B}[1;31mc\u{1B}[m\u{1B}[K\u{1B}[?25l")
        #expect(painter.paint(frame("a"), size) == "\u{1B}[2;1H\u{1B}[J\u{1B}[?25l")
        painter.forget()
        #expect(painter.paint(frame("a"), size).hasPrefix("\u{1B}[1;1H"))
        var plain = Painter(hasColour: false)
        #expect(
            plain.paint(Frame(lines: [ScreenLine("0123456789", .good)]), size) == "\u{1B}[1;1H0123456789\u{1B}[?25l")
    }

    @Test("Time left is short and never hides that it is over")
    func left() {
        let table: [(seconds: Int64, english: String, chinese: String)] = [
            (0, "0s", "0秒"), (59, "59s", "59秒"), (119, "119s", "119秒"), (120, "2m", "2分"), (3_599, "59m", "59分"),
            (3_600, "1h00m", "1时00分"), (86_399, "23h59m", "23时59分"), (97_200, "1d 3h", "1天3时"),
            (-1, "-1s", "-1秒"), (-600, "-10m", "-10分"),
        ]
        for row in table {
            let moment = Home.start + .seconds(row.seconds)
            #expect(BoardClock.left(until: moment, now: Home.start, .english) == row.english)
            #expect(BoardClock.left(until: moment, now: Home.start, .chinese) == row.chinese)
        }
    }

    @Test("Names that others chose are no commands when they are copied")
    func commands() {
        let readiness: JSONObject = [
            "next": "permit.close",
            "unmet": [
                ["code": "toolsUnaccounted", "subject": "lamp'; rm -rf /"],
                ["code": "peopleInside", "subject": "p-li"],
                ["code": "peopleInside", "subject": "p-li"], ["code": "somethingNew", "subject": "x"],
            ],
        ]
        #expect(
            NextCommand.lines(readiness, number: "HOT-1") == [
                "permitctl permit exit HOT-1 'lamp'\\''; rm -rf /' --tool", "permitctl permit exit HOT-1 p-li",
            ])
        #expect(
            NextCommand.lines(["next": "permit.start", "unmet": []], number: "HOT-1") == [
                "permitctl permit start HOT-1"
            ])
    }
}
