import PermitCore
import PermitTestKit
import PermitWire
import Testing

@testable import permitctl

/// The home with people who have names, and the answers that a form is made of.
struct FormSite {
    var site: Site

    /// Chinese names, as a register in Tianjin has them.
    private static let names: [(PersonID, String, String)] = [
        (.applicant, "史进", "滨海养老院"), (.leader, "陈志强", "东风安装公司"), (.supervisor, "李秀兰", "滨海养老院"),
        (.welder, "王建国", "东风安装公司"), (.helper, "赵小川", "东风安装公司"), (.unitHead, "孙丽华", "滨海养老院"),
        (.safety, "钱文斌", "滨海养老院"), (.analyst, "吴天宇", "滨海养老院"), (.acceptor, "冯国庆", "滨海养老院"),
        (.watcher, "郑海燕", "滨海养老院"), (.isolator, "魏东", "滨海养老院"), (.isolator2, "江晓梅", "滨海养老院"),
        (.supervisor2, "孔令辉", "滨海养老院"),
    ]

    init() throws {
        site = .home
        for (id, name, employer) in Self.names {
            try site.perform(
                .personPut, by: .admin,
                ["person": .id(id), "name": .string(name), "employer": .string(employer), "status": "active"])
        }
    }

    /// What the administrator would see of a permit, in a language; `seesNames: false` is what a viewer would.
    func source(
        _ permit: PermitID = Site.permitID, in language: Language, seesNames: Bool = true
    ) throws -> FormSource {
        let person: PersonID = seesNames ? .admin : .viewer
        let key = try #require(site.state.register.clientKeys[Home.key(of: person.text)])
        let viewer = Viewer(of: key, in: site.state, site.house)
        let answers = Answers(state: site.state, house: site.house, viewer: viewer, language: language)
        func read<Arguments: Record>(_ args: JSONObject) -> Arguments {
            var reader = FieldReader(args, path: "")
            return Arguments(reading: &reader)
        }
        let reference: PermitReference = read(["permit": .id(permit)])
        let asked = try answers.permit(reference)
        let view = asked.view(asked: site.event(asked.permit.contentEvent))
        let rules: RulesArguments = read(["kind": view["kind"] ?? .null, "area": view["area"] ?? .null])
        let area: RegisterReference = read(["type": "area", "id": view["area"] ?? .null])
        var source = FormSource(
            permit: view, readiness: try answers.readiness(reference), events: try history(of: permit),
            rules: try answers.form(rules), areaName: try answers.get(area)["name"]?.string,
            clock: FormClock(zone: site.zone, now: site.now), language: language)
        for id in source.peopleNamed {
            let entry: RegisterReference = read(["type": "person", "id": .string(id)])
            source.people[id] = try? answers.get(entry)
        }
        return source
    }

    /// The permit's events as `permit.history` answers them.
    private func history(of permit: PermitID) throws -> [JSONObject] {
        try site.events.filter { $0.subject == permit.text }.compactMap { event in
            try JSONParser.parse(EventCoding.bytes(of: event, instance: "test")).object
        }
    }
}
