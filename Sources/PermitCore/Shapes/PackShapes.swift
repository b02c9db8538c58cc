/// The values that only packs hold.
extension Shape {
    /// A time of day.
    static let timeOfDay = pattern("^([01][0-9]|2[0-3]):[0-5][0-9]$", "A time of day, HH:MM.").named("timeOfDay")

    /// A condition over facts, which may hold others.
    static let condition: Shape = {
        let own: JSONObject = ["$ref": .string(definitionsPath + "condition")]
        let several = Shape(["type": "array", "minItems": 1, "items": .object(own)])
        let one = Shape(own)
        let comparisons = Condition.Comparison.allCases.map { comparison -> Shape in
            .object([
                Member(name: "fact", shape: id, isRequired: true),
                Member(name: comparison.rawValue, shape: decimal, isRequired: true),
            ])
        }
        let value = Shape(["type": ["boolean", "number", "string"]])
        return either(
            [
                only("always"), object(["fact": id, "is": value]), object(["any": several]), object(["all": several]),
                object(["not": one]),
            ] + comparisons
        ).named("condition")
    }()
}
