import PermitClient
import PermitCore

/// What a board asks the daemon for beside what events tell.
enum BoardRead: Equatable, Sendable {
    case permit(String)
    case readiness(String)
    case history(String)
}

/// What comes to a board.
enum BoardInput: Sendable {
    case key(Key)
    case board(Board)
    /// Alarms from before it was opened.
    case alarms([ReceivedEvent])
    case size(ScreenSize)
    /// A second has passed; the daemon's time.
    case tick(Instant)
    /// An answer, or why there is none.
    case answer(BoardRead, Result<JSONObject, BoardFault>)
}

/// Why something can't be shown, in words.
struct BoardFault: Error, Equatable {
    let words: String
}

/// What a board wants done.
enum BoardEffect: Equatable, Sendable {
    case ask(BoardRead)
    case quit
    /// Ctrl-Z: back to the shell, for a while.
    case stop
    /// Draw everything anew.
    case redraw
}

/// What the screen shows, what the keys do and what has to be asked for. Pure: keys, boards, answers and seconds come
/// in, what has to be done comes out.
///
/// 1. One read is under way at a time, and at most ``readsEachSecond`` are begun for rows: a board must not be a load.
/// 2. Without word from the daemon nothing is asked.
/// 3. What is chosen stays chosen, and on its line of the screen, however the rows change places.
struct BoardState: Sendable {
    /// The most reads begun for rows in a second.
    static let readsEachSecond = 4
    /// How old a row's readiness may get: what time alone changes is no event.
    static let freshness = Span.seconds(30)
    /// The most alarms kept.
    static let alarmsKept = 20
    /// The longest filter, in characters.
    static let longestFilter = 40

    /// What is looked at.
    enum View: Equatable, Sendable {
        case board, permit, help
        case stop(UInt64)
        case hazard(String)
    }

    /// What was answered about a row, and when.
    struct Known: Sendable {
        let revision, circumstances: Int
        let at: Instant
    }

    /// Which part of the installation is shown; nil for all.
    let area: AreaID?
    let installation: String
    var scene: BoardScene
    var board: Board?
    var view = View.board
    var filter = ""
    var isTyping = false
    var states = StateFilter.all
    /// What is chosen; nil while the board is only watched, which keeps its top in sight.
    var selection: BoardSubject?
    /// The first line shown, of the board and of what was opened.
    var scroll = 0
    var pageScroll = 0
    var opened: OpenedPermit?
    var contents: BoardContents?
    /// The board's lines; nil where they have to be laid out anew.
    var arranged: BoardLayout?
    /// Where the chosen thing was among the others, and on the screen.
    var selectedIndex = 0
    var selectedRow = 0
    var known: [String: Known] = [:]
    var asking: BoardRead?
    var queue: [BoardRead] = []
    var budget = BoardState.readsEachSecond
    /// The newest event about the opened permit that was asked about.
    var openedSequence: UInt64?

    init(_ scene: BoardScene, installation: String, area: AreaID? = nil) {
        self.scene = scene
        self.installation = installation
        self.area = area
    }

    /// How many lines there are between the header and the footer.
    var height: Int { max(1, scene.size.rows - 3) }

    /// Takes in what came: what has to be done.
    mutating func take(_ input: BoardInput) -> [BoardEffect] {
        var effects: [BoardEffect] = []
        // Boards come with every event: rows are looked through when a second has passed, or an answer has come.
        var looksThroughRows = true
        switch input {
        case .key(let key): effects = press(key)
        case .board(let new):
            take(new)
            looksThroughRows = false
        case .alarms(let events):
            add(events)
            arranged = nil
        case .size(let size):
            scene.size = size
            arranged = nil
            effects = [.redraw]
        case .tick(let now):
            scene.now = now
            arranged = nil
            budget = Self.readsEachSecond
            refreshOpened()
        case .answer(let read, let answer):
            if asking == read { asking = nil }
            take(read, answer)
        }
        if let read = nextRead(looksThroughRows) { effects.append(.ask(read)) }
        return effects
    }

    private mutating func take(_ new: Board) {
        if let board, board.position.epoch != new.position.epoch {
            // Another log: nothing of the old one holds.
            scene.alarms = []
            scene.readiness = [:]
            known = [:]
        }
        board = new
        arranged = nil
        contents = nil
        add(new.alarms)
    }

    private mutating func add(_ events: [ReceivedEvent]) {
        let new = events.filter { event in !scene.alarms.contains { $0.sequence == event.sequence } }
            .map(AlarmRow.init).filter { row in
                area.map { area in AreaID(row.area).map { area.covers($0) } ?? false } ?? true
            }
        guard !new.isEmpty else { return }
        scene.alarms = Array((scene.alarms + new).sorted { $0.sequence > $1.sequence }.prefix(Self.alarmsKept))
    }

    private mutating func take(_ read: BoardRead, _ answer: Result<JSONObject, BoardFault>) {
        switch (read, answer) {
        case (.readiness(let id), .success(let content)):
            scene.readiness[id] = content
            known[id] = Known(
                revision: content["revision"]?.integer ?? 0, circumstances: circumstances, at: scene.now)
            arranged = nil
        case (.permit(let id), .success(let content)) where opened?.id == id:
            opened?.permit = content
        case (.history(let id), .success(let content)) where opened?.id == id:
            opened?.history = content.entries("items").compactMap {
                $0["event"]?.object.flatMap(ReceivedEvent.init)
            }
        case (.permit(let id), .failure(let fault)), (.history(let id), .failure(let fault)):
            if opened?.id == id { opened?.fault = fault.words }
            budget = 0
        case (_, .failure): budget = 0
        default: break
        }
    }
}

extension AlarmRow {
    /// Reads `permit.alarmed`.
    init(_ event: ReceivedEvent) {
        let effects = event.data["effects"]?.object ?? [:]
        sequence = event.sequence
        at = event.time
        permit = event.data["permit"]?.string ?? event.subject
        number = event.data["number"]?.string ?? ""
        area = event.data["area"]?.string ?? ""
        alarm = effects["alarm"]?.string ?? ""
        inside = effects.texts("inside")
    }
}
