import PermitCore
import PermitTestKit
import Testing

@testable import PermitClient
@testable import permitctl

/// The board without a terminal: everything once, then what changes.
@Suite("A board in lines") struct BoardLinesTests {
    private func lines(_ rig: BoardRig) -> BoardLines {
        BoardLines(rig.state.scene.language, BoardClock(zone: rig.site.zone), area: rig.state.area)
    }

    @Test("The board once: stops with their walking list first", arguments: Language.allCases)
    func whole(_ language: Language) throws {
        let rig = BoardRig(try BoardRig.shift(), language)
        var lines = lines(rig)
        let found = lines.whole(rig.board(), [:], now: rig.site.now)
        let stop = try #require(rig.site.state.stops.values.first)
        #expect(!stop.unacknowledged.isEmpty)
        #expect(found[1].hasPrefix("!! ") && found[1].contains("gas leak"))
        #expect(found[1].contains(language == .english ? "go and tell" : "须当面通知"))
        for name in stop.unacknowledged { #expect(found[1].contains(name)) }
        #expect(found.contains { $0.contains("乙炔软管开裂") })
        #expect(lines.changes(rig.board(), now: rig.site.now).isEmpty)
    }

    @Test("A line for each change: a permit, an acknowledgement, an alarm, silence, a permit that is over")
    func changes() throws {
        var rig = BoardRig(try BoardRig.shift())
        var lines = lines(rig)
        _ = lines.whole(rig.board(), [:], now: rig.site.now)
        let stop = try #require(rig.site.state.stops.keys.first)
        let device = try #require(rig.site.state.stops[stop]?.unacknowledged.first)
        try rig.site.perform(.areaAcknowledge, by: PersonID(device), ["stop": .sequence(stop)])
        #expect(
            lines.changes(rig.board(), now: rig.site.now).map { $0.contains("STOP \(stop)") && !$0.contains(device) }
                == [true])

        try rig.site.perform(.permitSuspend, by: .welder, on: Site.permitID, ["reason": "smoke"])
        let suspended = lines.changes(rig.board(), now: rig.site.now)
        #expect(
            suspended.contains {
                $0.contains("SUSPENDED") && $0.contains("stop work") && $0.contains("inside: p-welder")
            })
        try rig.site.advance(.minutes(5))
        #expect(lines.changes(rig.board(), now: rig.site.now).contains { $0.contains("PEOPLE INSIDE") })

        try rig.site.perform(.permitCancel, by: .applicant, on: BoardRig.thirdID, ["reason": "rain"])
        #expect(
            lines.changes(rig.board(), now: rig.site.now).contains { $0.contains("gone: ") && $0.contains("requested") }
        )
        let stale = lines.changes(rig.board(isLive: false), now: rig.site.now)
        #expect(stale.count == 1 && stale[0].contains("STALE"))
        #expect(lines.changes(rig.board(), now: rig.site.now).map { $0.hasSuffix(" LIVE") } == [true])
    }

    @Test("What the daemon has still to be asked about waits")
    func behind() throws {
        let rig = BoardRig(try BoardRig.shift())
        var lines = lines(rig)
        var board = rig.board()
        _ = lines.whole(board, [:], now: rig.site.now)
        var site = rig.site
        try site.perform(.permitSuspend, by: .welder, on: Site.permitID, ["reason": "smoke"])
        for event in site.events(after: board.position.sequence) {
            board.take(.event(try #require(BoardRig.received(event))))
        }
        #expect(board.behind.contains(.permit(Site.permitID.text)))
        #expect(!lines.changes(board, now: site.now).contains { $0.contains("HOT") })
        let answer = try #require(BoardRig(site).board().items[.permit(Site.permitID.text)]?.content)
        board.put(answer, at: .permit(Site.permitID.text), asOf: UInt64(site.events.count))
        #expect(lines.changes(board, now: site.now).contains { $0.contains("SUSPENDED") })
    }

    @Test("As JSON: each item as the daemon shows it, what is gone as gone")
    func records() throws {
        var rig = BoardRig(try BoardRig.shift())
        var records = BoardRecords(area: nil)
        let first = records.changes(rig.board())
        #expect(first.first?["type"] == "board" && first.first?["live"] == true)
        #expect(first.count == rig.board().items.count + 1)
        #expect(records.changes(rig.board()).isEmpty)
        try rig.site.perform(.permitCancel, by: .applicant, on: BoardRig.thirdID, ["reason": "rain"])
        let gone = records.changes(rig.board())
        #expect(gone.count == 1 && gone[0]["gone"] == true && gone[0]["permit"] == .id(BoardRig.thirdID))
        #expect(records.changes(rig.board(isLive: false)).map { $0["live"] } == [false])

        var kitchen = BoardRecords(area: "binhai/home/kitchen")
        let types = kitchen.changes(rig.board()).compactMap { $0["type"]?.string }
        #expect(types.filter { $0 == "permit" }.count == 1 && types.contains("stop") && !types.contains("hazard"))
    }
}
