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

    /// The arguments as they were requested, those that no rule looks at included. They are read from ``contentText``
    /// each time, as they are seldom wanted and would take more room than all the rest of the permit.
    public var requested: JSONObject {
        let content = try? JSONParser.parse(Array(contentText.utf8)).object
        return content?.without("number", "pack", "edition", "grade", "effectiveGrade") ?? [:]
    }
}
