extension Permit {
    /// The exact JSON text that people sign: the arguments as requested, and what they led to.
    static func contentText(
        of args: JSONObject, _ number: String, _ pack: PackReference, _ effects: JSONObject
    ) -> String {
        var content = args
        content["number"] = .string(number)
        content["pack"] = .string(pack.pack)
        content["edition"] = .string(pack.edition)
        content["grade"] = effects["grade"] ?? .null
        content["effectiveGrade"] = effects["effectiveGrade"] ?? .null
        return JSONValue.object(content).text
    }
}

extension Event {
    /// The exact JSON text of a permit's content, of which its digest is made.
    ///
    /// It is made anew from the event that ``Permit/contentEvent`` names each time: it is seldom wanted, and would take
    /// more room than all the rest of the permit.
    func contentText(of permit: Permit) -> String {
        Permit.contentText(of: args, permit.number, permit.pack, effects)
    }
}
