import PermitCore

/// Everything that a form is made of: what the daemon answered, and nothing that has to be asked for on the way.
struct FormSource {
    /// What `permit.get` answers.
    var permit: JSONObject
    /// What `permit.readiness` answers, in the form's language.
    var readiness: JSONObject = [:]
    /// The events of `permit.history`, oldest first.
    var events: [JSONObject] = []
    /// What `rules.form` answers for the kind, where it is of the permit's own pack: titles come from it.
    var rules: JSONObject = [:]
    /// What `register.get` answers of people, by id, where the reader may see it.
    var people: [String: JSONObject] = [:]
    /// The name of the area, where the reader may see it.
    var areaName: String?
    let clock: FormClock
    let language: Language
}

extension FormSource {
    func text(_ message: Message) -> String { message.text(in: language) }

    func text(_ english: String, _ chinese: String) -> String { Message(english, chinese).text(in: language) }

    /// A member of the permit as text; empty where there is none.
    func member(_ name: String) -> String { permit.text(name) }

    var state: String { member("state") }

    /// Whether the permit has ended for good.
    var isEnded: Bool { PermitState(rawValue: state)?.isEnded == true }

    /// A person's name, with the id that the permit knows the person by.
    func person(_ id: String?) -> String {
        guard let id, !id.isEmpty else { return "" }
        if id == Event.Origin.systemName { return text("the daemon", "系统") }
        guard let name = people[id]?["name"]?.string, name != id else { return PlainLetters.inLine(id) }
        return "\(PlainLetters.inLine(name)) (\(PlainLetters.inLine(id)))"
    }

    /// Everyone whom the form names, each once, the leader first; devices that acted alone are among them.
    var peopleNamed: [String] {
        let posts = [member("leader"), member("supervisor")]
        let lists = ["crew", "conditions", "briefed", "inside"].flatMap { permit.objects($0).map { $0.text("person") } }
        let signers = permit.objects("approvals").map { $0.text("signedBy") }
        let testers = permit.objects("gasTests").map { $0.text("by") }
        let offered = permit.objects("offers").map { $0.text("to") }
        let acting = events.map(FormEvent.init).flatMap { [$0.actor, $0.args.text("person"), $0.args.text("to")] }
        var known: Set<String> = ["", Event.Origin.systemName]
        return (posts + lists + signers + testers + offered + acting).filter { known.insert($0).inserted }
    }

    /// The unit that a person works for; empty where the reader may not see it.
    func employer(_ id: String) -> String { PlainLetters.inLine(people[id]?["employer"]?.string ?? "") }

    /// Who did something and when.
    func by(_ id: String?, _ moment: String?) -> String {
        [person(id), clock.text(moment)].filter { !$0.isEmpty }.joined(separator: ", ")
    }

    /// A title in the form's language, with the id that it belongs to.
    func titled(_ title: JSONValue?, _ id: String) -> String {
        let name = words(title)
        return name.isEmpty || name == id ? id : "\(name) (\(id))"
    }

    /// A text of a pack: in the form's language, else in the other.
    func words(_ title: JSONValue?) -> String {
        if let plain = title?.string { return plain }
        let texts = title?.object ?? [:]
        let others = Language.allCases.compactMap { texts[$0.rawValue]?.string }
        return texts[language.rawValue]?.string ?? others.first ?? ""
    }

    /// The title of a thing of a list of the pack: `("posts", "post", "areaUnit")`.
    func titled(_ list: String, _ member: String, _ id: String) -> String {
        titled(rules.objects(list).first { $0.text(member) == id }?["title"], id)
    }

    /// The events of some types, oldest first.
    func events(_ types: EventType...) -> [FormEvent] {
        let wanted = Set(types.map(\.rawValue))
        return events.filter { wanted.contains($0.text("type")) }.map(FormEvent.init)
    }

    /// Whether the next step wants something about a subject that has one of these codes.
    func isWanted(_ subject: String? = nil, _ codes: UnmetCode...) -> Bool {
        readiness.objects("unmet").contains { unmet in
            codes.contains { $0.rawValue == unmet.text("code") } && subject.map { $0 == unmet.text("subject") } ?? true
        }
    }
}

/// An event of the permit's history as forms read it.
struct FormEvent {
    let type: String
    /// The daemon's time, which orders events.
    let time: String
    let data: JSONObject

    init(_ body: JSONObject) {
        type = body.text("type")
        time = body.text("time")
        data = body["data"]?.object ?? [:]
    }

    var actor: String { data.text("actor") }
    var args: JSONObject { data["args"]?.object ?? [:] }
    var effects: JSONObject { data["effects"]?.object ?? [:] }

    /// When it was done: by the device's clock, but not later than the daemon heard of it.
    var done: String {
        guard let at = data["at"]?.string, let done = Instant(at), let heard = Instant(time) else { return time }
        return done < heard ? at : time
    }
}

extension JSONObject {
    /// A member as text; empty where there is none.
    func text(_ name: String) -> String {
        switch self[name] {
        case nil, .null?: ""
        case .string(let text)?: text
        case let value?: value.text
        }
    }

    /// The objects of a list; empty where there is none.
    func objects(_ name: String) -> [JSONObject] { (self[name]?.array ?? []).compactMap(\.object) }
}
