import PermitCore
import PermitTestKit
import Testing

@testable import PermitClient
@testable import permitctl

/// What the keys do, what is asked for, what stays chosen.
@Suite("A board's keys and reads") struct BoardStateTests {
    private let kitchen = BoardSubject.permit(Site.otherID.text)
    private let home = BoardSubject.permit(Site.permitID.text)
    private let third = BoardSubject.permit(BoardRig.thirdID.text)

    private func rig(_ site: Site? = nil, rows: Int = 24) throws -> BoardRig {
        var rig = BoardRig(try site ?? BoardRig.shift(), rows: rows)
        rig.show()
        return rig
    }

    /// Everything that can be chosen, from the top.
    private func subjects(_ rig: inout BoardRig) -> [BoardSubject] { rig.state.layout().blocks.map(\.subject) }

    @Test("Stops come first, then dangers, weather, alarms, then permits by urgency")
    func order() throws {
        var rig = try rig()
        let kinds = subjects(&rig)
        let stop = try #require(rig.site.state.stops.keys.first)
        let alarms = rig.state.scene.alarms.map { BoardSubject.alarm($0.sequence) }
        #expect(!alarms.isEmpty)
        #expect(
            kinds == [.stop(stop), .hazard("00000000-0000-4000-8000-0000000000aa"), .weather("binhai")]
                + alarms.prefix(BoardPage.alarmsShown) + [kitchen, home, third])
    }

    @Test("Keys move the choice")
    func moving() throws {
        let count = try {
            var rig = try rig()
            return subjects(&rig).count
        }()
        let table: [(keys: [Key], index: Int?)] = [
            ([], nil), ([.down], 0), ([.up], 0), ([.down, .down], 1), ([.character("j"), .character("j")], 1),
            ([.down, .down, .up], 0), ([.down, .down, .character("k")], 0), ([.down, .up, .up], 0),
            ([.end], count - 1), ([.character("G"), .down], count - 1), ([.end, .home], 0),
            ([.end, .character("g")], 0),
            ([.tab], 0), ([.tab, .tab], 1), ([.tab, .character("h"), .tab], 2), ([.end, .tab], 0),
            ([.tab, .tab, .backTab], 0), ([.tab, .backTab], count - 2), ([.down, .escape], nil), ([.end, .left], nil),
            ([.character("x"), .character("锅")], nil),
        ]
        for row in table {
            var rig = try rig()
            for key in row.keys { rig.press(key) }
            let all = subjects(&rig)
            #expect(rig.state.selection == row.index.map { all[$0] }, "\(row.keys)")
            #expect(rig.effects.isEmpty)
        }
    }

    @Test("What is chosen is in sight, on any size", arguments: [5, 6, 10, 14, 24, 60])
    func inSight(_ rows: Int) throws {
        var rig = try rig(rows: rows)
        let keys: [Key] =
            Array(repeating: .down, count: 40) + Array(repeating: .up, count: 40) + [
                .end, .home, .pageDown, .pageUp, .tab, .backTab,
            ]
        for key in keys {
            rig.press(key)
            let selected = BoardScreen.frame(&rig.state).lines.filter(\.isSelected)
            #expect(!selected.isEmpty, "\(key)")
        }
    }

    @Test("Turning pages comes to the end and back")
    func pages() throws {
        var rig = try rig(rows: 10)
        for _ in 0..<10 { rig.press(.pageDown) }
        #expect(rig.state.selection == third)
        for _ in 0..<10 { rig.press(.pageUp) }
        #expect(rig.state.scroll == 0 && rig.state.selectedIndex == 0)
    }

    @Test("What is chosen stays so, on its line, however rows change places")
    func staying() throws {
        var rig = try rig(rows: 14)
        rig.press(.end, .up)
        #expect(rig.state.selection == home)
        let row = rig.state.selectedRow
        for number in 1...3 {
            try rig.site.perform(
                .areaWeather, by: .safety, ["area": "binhai/home", "windBeaufort": .count(number), "conditions": []])
            try rig.site.stop("binhai/home/kitchen")
        }
        rig.show()
        _ = rig.screen()
        #expect(rig.state.selection == home && rig.state.selectedRow == row)
    }

    @Test("Where what is chosen goes, the next takes its place")
    func going() throws {
        var rig = try rig()
        rig.press(.end)
        #expect(rig.state.selection == third)
        try rig.site.perform(.permitCancel, by: .applicant, on: BoardRig.thirdID, ["reason": "not needed"])
        rig.show()
        _ = rig.screen()
        #expect(rig.state.selection == home)
    }

    @Test("Filters take permits away and say so, never stops")
    func filters() throws {
        let table: [(keys: String, permits: [BoardSubject])] = [
            ("", [kitchen, home, third]), ("/kitchen", [kitchen]), ("/KITCHEN", [kitchen]),
            ("/p-leader2", [kitchen, third]),
            ("/hot", [kitchen, home, third]), ("/nothing", []), ("s", [home]), ("ss", [kitchen]), ("sss", [third]),
            ("ssss", []), ("sssss", [kitchen, home, third]), ("s/q", []),
        ]
        for row in table {
            var rig = try rig()
            rig.type(row.keys)
            let all = subjects(&rig)
            #expect(Array(all.filter { if case .permit = $0 { true } else { false } }) == row.permits, "\(row.keys)")
            #expect(all.first == subjects(&rig).first && { if case .stop = all[0] { true } else { false } }())
            let isFiltered = !row.keys.isEmpty && row.keys != "sssss"
            #expect(rig.screen()[1].contains("[only ") == isFiltered, "\(row.keys)")
        }
    }

    @Test("A filter is typed, taken back and given up")
    func typing() throws {
        var rig = try rig()
        rig.type("/kit")
        #expect(BoardScreen.frame(&rig.state).cursor == Frame.Cursor(column: 14, row: 23))
        rig.press(.backspace)
        #expect(rig.state.filter == "ki")
        rig.press(.enter)
        #expect(!rig.state.isTyping && BoardScreen.frame(&rig.state).cursor == nil)
        rig.type("/q")
        #expect(rig.state.filter == "kiq" && rig.effects.isEmpty)
        rig.press(.escape)
        #expect(rig.state.filter.isEmpty && !rig.state.isTyping)
        rig.type("/")
        rig.press(.backspace)
        #expect(!rig.state.isTyping)
        rig.type("/" + String(repeating: "x", count: 100))
        #expect(rig.state.filter.count == BoardState.longestFilter)
    }

    @Test("Ways out and back")
    func ways() throws {
        let table: [(keys: [Key], effects: [BoardEffect])] = [
            ([.character("q")], [.quit]), ([.interrupt], [.quit]), ([.stop], [.stop]), ([.redraw], [.redraw]),
            ([.character("/"), .interrupt], [.quit]), ([.character("?"), .character("q")], [.quit]),
            ([.down, .enter, .character("q")], [.quit]), ([.escape, .escape], []),
        ]
        for row in table {
            var rig = try rig()
            for key in row.keys { rig.press(key) }
            #expect(rig.effects == row.effects, "\(row.keys)")
        }
    }

    @Test("Opening and going back")
    func opening() throws {
        let stop = try BoardRig.shift().state.stops.keys.first ?? 0
        let table: [(keys: [Key], view: BoardState.View)] = [
            ([.enter], .board), ([.down, .enter], .stop(stop)), ([.down, .right, .left], .board),
            ([.down, .down, .enter], .hazard("00000000-0000-4000-8000-0000000000aa")),
            ([.down, .down, .down, .enter], .board), ([.end, .enter], .permit), ([.end, .enter, .escape], .board),
            ([.end, .enter, .backspace], .board), ([.down, .down, .down, .down, .enter], .permit),
            ([.character("?")], .help), ([.character("?"), .escape], .board), ([.end, .enter, .character("?")], .help),
        ]
        for row in table {
            var rig = try rig()
            for key in row.keys { rig.press(key) }
            #expect(rig.state.view == row.view, "\(row.keys)")
        }
    }

    @Test("A permit that was opened is asked for, again whenever something happens to it, and shown after its end")
    func opened() throws {
        var rig = try rig()
        rig.press(.end)
        let before = rig.asked.count
        rig.press(.enter)
        let id = BoardRig.thirdID.text
        let all: [BoardRead] = [.permit(id), .readiness(id), .history(id)]
        #expect(Array(rig.asked[before...]) == all)
        rig.take(.tick(rig.site.now))
        #expect(rig.asked.count == before + 3)
        try rig.site.perform(.permitCancel, by: .applicant, on: BoardRig.thirdID, ["reason": "rain"])
        rig.show()
        #expect(Array(rig.asked[(before + 3)...]) == all)
        let screen = rig.screen().joined(separator: "\n")
        #expect(screen.contains("no longer live") && screen.contains("cancelled") && screen.contains("rain"))
    }

    @Test("Rows are asked about sparingly: one at a time, once, again after a change or half a minute")
    func sparing() throws {
        var rig = try rig()
        let rows: Set<String> = [Site.otherID.text, BoardRig.thirdID.text]
        func readiness(_ reads: some Sequence<BoardRead>) -> [String] {
            reads.compactMap { if case .readiness(let id) = $0 { id } else { nil } }
        }
        #expect(Set(readiness(rig.asked)) == rows && rig.asked.count == 2)
        for _ in 0..<5 { rig.take(.tick(rig.site.now)) }
        #expect(rig.asked.count == 2)
        try rig.site.stop("binhai/yard")
        rig.show()
        #expect(rig.asked.count == 4)
        rig.take(.tick(rig.site.now + BoardState.freshness + .seconds(1)))
        #expect(rig.asked.count == 6)
        #expect(rig.state.asking == nil)
    }

    @Test("Nothing more is asked while a read is under way, past the second's share, or without the daemon")
    func bounds() throws {
        var rig = try rig()
        rig.isAnswering = false
        try rig.site.stop("binhai/yard")
        rig.show()
        rig.press(.end, .enter)
        #expect(rig.asked.count == 3 && rig.state.asking != nil)

        var stale = BoardRig(try BoardRig.shift())
        stale.show(isLive: false)
        #expect(stale.asked.isEmpty)

        var spent = try self.rig()
        spent.state.budget = 0
        spent.state.known = [:]
        spent.take(.board(spent.board()))
        #expect(spent.asked.count == 2)
        spent.take(.tick(spent.site.now))
        #expect(spent.asked.count == 4)
    }

    @Test("An answer that fails is told in the opened permit, and asked again later")
    func failing() throws {
        var rig = try rig()
        rig.isAnswering = false
        rig.press(.end, .enter)
        let id = BoardRig.thirdID.text
        rig.take(.answer(.permit(id), .failure(BoardFault(words: "no connection"))))
        rig.take(.answer(.readiness(id), .failure(BoardFault(words: "no connection"))))
        rig.take(.answer(.history(id), .failure(BoardFault(words: "no connection"))))
        #expect(rig.screen().contains { $0.contains("no connection") })
    }

    @Test("A board of one area shows its permits, and the stops and dangers that reach it")
    func area() throws {
        var rig = BoardRig(try BoardRig.shift(), within: "binhai/home/kitchen")
        rig.show()
        let all = subjects(&rig)
        #expect(all.contains(kitchen) && !all.contains(home))
        #expect({ if case .stop = all[0] { true } else { false } }())
        #expect(all.contains(.weather("binhai")) && !all.contains(.hazard("00000000-0000-4000-8000-0000000000aa")))
    }

    @Test("Another log makes everything of the old one void")
    func epoch() throws {
        var rig = try rig()
        #expect(!rig.state.scene.alarms.isEmpty && !rig.state.known.isEmpty)
        rig.isAnswering = false
        rig.take(.board(Board(Snapshot(position: FollowingPosition(epoch: "f", sequence: 1), items: []))))
        #expect(rig.state.scene.alarms.isEmpty && rig.state.known.isEmpty && rig.state.scene.readiness.isEmpty)
        #expect(rig.screen().contains { $0.contains("no permits") })
    }
}
