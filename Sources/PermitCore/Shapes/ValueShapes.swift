/// The values that many fields share. Lengths are limited in bytes of UTF-8, which JSON Schema can't count: what it
/// counts are characters, of which there are never more.
extension Shape {
    /// `true` or `false`.
    public static let bool = Shape(["type": "boolean"])
    /// A text of any length.
    public static let anyText = Shape(["type": "string"])
    /// A number, read as a decimal.
    public static let decimal = Shape(["type": "number"]).noted("At most 18 digits, read as a decimal.")
        .named("decimal")
    /// How many there are.
    public static let count = Shape(["type": "integer", "minimum": 0])

    /// A whole number within bounds.
    static func integer(_ range: ClosedRange<Int>) -> Shape {
        var schema: JSONObject = ["type": "integer", "minimum": .count(range.lowerBound)]
        if range.upperBound != Int.max { schema["maximum"] = .count(range.upperBound) }
        return Shape(schema)
    }

    /// A text of 1 to `limit` bytes, without control characters save line ends and tabs.
    static func text(_ limit: Int) -> Shape {
        Shape([
            "type": "string", "minLength": 1, "maxLength": .count(limit), "pattern": .string(cleanText),
            "description": .string("1 to \(limit) bytes of UTF-8."),
        ])
    }

    private static let cleanText = #"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$"#

    /// A text that a regular expression fits, and what that means.
    public static func pattern(_ pattern: String, _ sentence: String) -> Shape {
        Shape(["type": "string", "pattern": .string(pattern), "description": .string(sentence)])
    }

    /// An id of a pack, a client or the register.
    public static let id = pattern("^[A-Za-z0-9._-]{1,64}$", "1 to 64 of A-Z a-z 0-9 . _ -").named("id")
    /// A UUID in lower case.
    public static let uuid = pattern(
        "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", "A UUID in lower case."
    ).named("uuid")
    /// A SHA-256 digest.
    public static let digest = pattern("^[0-9a-f]{64}$", "A SHA-256 digest in lower-case hex.").named("digest")
    /// A moment as a client may write it.
    public static let instant = pattern(
        #"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,3})?Z$"#,
        "RFC 3339 with Z and at most three decimals."
    ).named("instant")
    /// A moment as the daemon writes it.
    public static let moment = pattern(
        #"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$"#,
        "RFC 3339 with Z and exactly three decimals."
    ).named("moment")
    /// A day.
    public static let date = pattern(
        "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "A day, good through its end in the installation's time zone."
    ).named("date")
    /// A moment, or a day in the installation's time zone.
    static let bound = either([date, instant]).noted("A moment, or a day: from its start, until its end.")
        .named("bound")
    /// A length of time as packs write it.
    static let span = pattern("^[0-9]{1,9}[smhd]$", "A time such as 30m, 8h or 7d.").named("span")
    /// An area's path.
    public static let area = Shape([
        "type": "string", "maxLength": .count(AreaID.longest),
        "pattern": "^[a-z0-9-]{1,32}(/[a-z0-9-]{1,32}){0,7}$",
        "description": "A path of at most 8 segments, 150 bytes in all; what holds for an area holds below it.",
    ]).named("area")
    /// `["*"]` or a list of areas.
    static let areaScope = Shape(
        [
            "type": "array", "minItems": 1, "maxItems": 100,
            "items": .object(either([only("*"), area]).schema),
            "description": "[\"*\"] for everything, or the areas.",
        ], of: [area]
    ).named("areaScope")
    /// A text in every language.
    public static let message = object(["en": anyText, "zh": anyText]).named("message")
    /// A CURVE public key.
    static let curveKey = pattern(
        #"^[0-9A-Za-z.\-:+=^!/*?&<>()\[\]{}@%$#]{40}$"#, "A CURVE public key, 40 characters of Z85."
    ).named("curveKey")

    /// Prefixes of topics.
    static let topics = list(Shape(["type": "string", "maxLength": 200]), 1...200)
        .noted("Prefixes of topics, each of at most 200 bytes; an empty one is every topic.").named("topics")

    /// So many bytes in padded base64.
    static func base64(_ count: Int) -> Shape {
        let padding = (3 - count % 3) % 3
        let digits = (count + 2) / 3 * 4 - padding
        let end = String(repeating: "=", count: padding)
        return pattern("^[A-Za-z0-9+/]{\(digits)}\(end)$", "\(count) bytes in base64.")
    }

    /// Facts by name.
    static let facts = Shape(
        [
            "type": "object", "maxProperties": 100, "propertyNames": .object(id.schema),
            "additionalProperties": [
                "type": ["boolean", "number", "string"], "maxLength": 500, "pattern": .string(cleanText),
            ],
            "description": "What is told of the work, by name: true, false, a number or a text of at most 500 bytes.",
        ], of: [id]
    ).named("facts")
}
