import PermitCore
import PermitTestKit
import PermitWire

@testable import PermitClient
@testable import permitctl

/// A board over a site without sockets: what it asks for is answered at once by the rules themselves.
struct BoardRig {
    var site: Site
    var state: BoardState
    /// What it asked for, in order.
    private(set) var asked: [BoardRead] = []
    /// What it wanted done beside.
    private(set) var effects: [BoardEffect] = []
    var isAnswering = true

    static let thirdID: PermitID = "00000000-0000-4000-8000-000000000003"

    init(
        _ site: Site, _ language: Language = .english, columns: Int = 80, rows: Int = 24, within area: AreaID? = nil
    ) {
        self.site = site
        let scene = BoardScene(
            language: language, clock: BoardClock(zone: site.zone), now: site.now,
            size: ScreenSize(columns: columns, rows: rows))
        state = BoardState(scene, installation: "967ef4a8-0d15-4c30-8685-d083586b3966", area: area)
    }

    /// A shift with something of everything: work going on with someone inside, a stopped kitchen where someone is
    /// inside still, a request, a major danger, weather, alarms.
    static func shift() throws -> Site { try made.get() }

    private static let made = Result { try make() }

    private static func make() throws -> Site {
        var site = Site.home
        try site.request()
        try site.request(Site.otherContent(["area": "binhai/home/kitchen"]))
        try site.bring(Site.otherID, to: .active)
        try site.bring(Site.permitID, to: .active)
        try site.perform(.permitEnter, by: .supervisor, on: Site.permitID, ["person": .id(PersonID.welder)])
        try site.perform(.permitEnter, by: .supervisor2, on: Site.otherID, ["person": .id(PersonID.welder2)])
        try site.advance(.minutes(1))
        try site.perform(
            .areaWeather, by: .safety, ["area": "binhai", "windBeaufort": 4, "conditions": ["fog"]])
        try site.stop("binhai/home/kitchen")
        try site.advance(.minutes(2))
        try site.perform(
            .hazardReport, by: .stranger,
            [
                "hazard": "00000000-0000-4000-8000-0000000000aa", "area": "binhai/yard", "level": "major",
                "text": "乙炔软管开裂",
            ])
        try site.request(
            Site.content(thirdID, ["leader": .id(PersonID.leader2), "supervisor": .id(PersonID.supervisor2)]))
        return site
    }

    /// The site's board as a client knows it.
    func board(isLive: Bool = true) -> Board {
        let items = answers?.snapshot(topics: nil) ?? []
        let position = FollowingPosition(epoch: "e", sequence: UInt64(site.events.count))
        var board = Board(Snapshot(position: position, items: items))
        for event in site.events where event.type == .permitAlarmed {
            if let received = Self.received(event) { board.take(.event(received)) }
        }
        board.take(.heartbeat(site.now))
        if !isLive { board.take(.silence) }
        return board
    }

    /// Shows the site as it is now.
    mutating func show(isLive: Bool = true) {
        take(.board(board(isLive: isLive)))
        take(.tick(site.now))
    }

    mutating func press(_ keys: Key...) {
        for key in keys { take(.key(key)) }
    }

    mutating func type(_ text: String) {
        for letter in text { take(.key(.character(letter))) }
    }

    mutating func take(_ input: BoardInput) {
        var inputs = [input]
        while !inputs.isEmpty {
            for effect in state.take(inputs.removeFirst()) {
                guard case .ask(let read) = effect else {
                    effects.append(effect)
                    continue
                }
                asked.append(read)
                if isAnswering { inputs.append(.answer(read, answer(read))) }
            }
        }
    }

    /// What the screen shows, without tones.
    mutating func screen() -> [String] { BoardScreen.frame(&state).lines.map(\.text) }

    private var answers: Answers? {
        site.state.register.clientKeys[Home.key(of: PersonID.admin.text)].map { key in
            Answers(
                state: site.state, house: site.house, viewer: Viewer(of: key, in: site.state, site.house),
                language: state.scene.language)
        }
    }

    private func answer(_ read: BoardRead) -> Result<JSONObject, BoardFault> {
        guard let answers else { return .failure(BoardFault(words: "no key")) }
        func reference(_ id: String) -> PermitReference {
            var reader = FieldReader(["permit": .string(id)], path: "")
            return PermitReference(reading: &reader)
        }
        do {
            switch read {
            case .permit(let id):
                let permit = try answers.permit(reference(id))
                return .success(permit.view(asked: site.event(permit.permit.contentEvent)))
            case .readiness(let id): return .success(try answers.readiness(reference(id)))
            case .history(let id):
                let events = site.events.filter { $0.subject == id }.compactMap(Self.received)
                return .success(["items": .array(events.map { ["event": .object($0.body)] })])
            }
        } catch {
            return .failure(BoardFault(words: error.message.english))
        }
    }

    static func received(_ event: Event) -> ReceivedEvent? {
        (try? JSONParser.parse(EventCoding.bytes(of: event, instance: "test")))?.object.flatMap(ReceivedEvent.init)
    }
}
