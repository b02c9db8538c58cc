/// A set of rules as data: one edition of one pack, in force from a day on.
///
/// The core never looks at files: a pack reaches it as the JSON text that `packs.adopted` keeps in the log, so that
/// a permit can be judged for ever by the edition it was issued under.
public struct Pack: Record, Hashable {
    /// A post that signs, as the pack names it.
    public struct Post: Record, Hashable {
        /// The role that grants name.
        public let post: String
        /// The post's name.
        public let title: Message
        /// Whether it is the safety post.
        public let isSafetyPost: Bool
        /// Whether it is the area's post.
        public let isAreaPost: Bool

        /// Reads a post.
        public init(reading fields: inout FieldReader) {
            post = fields.required("post", .name)
            title = fields.required("title", .message)
            isSafetyPost = fields.optional("safetyPost", .bool, default: false)
            isAreaPost = fields.optional("areaPost", .bool, default: false)
        }
    }

    /// A text that rules cite.
    public struct Source: Record, Hashable {
        /// How clauses cite it.
        public let source: String
        /// The text's name.
        public let title: Message
        /// Whether the numbers taken from it were checked against it.
        public let isVerified: Bool

        /// Reads a source.
        public init(reading fields: inout FieldReader) {
            source = fields.required("source", .name)
            title = fields.required("title", .message)
            isVerified = fields.required("verified", .bool)
        }
    }

    /// The pack's id.
    public let pack: String
    /// The edition; permits keep the one they were issued under.
    public let edition: String
    /// The pack's name.
    public let title: Message
    /// The first day it is in force.
    public let inForceFrom: CalendarDate
    /// The last day it is in force; nil while nothing ends it.
    public let inForceThrough: CalendarDate?
    /// The pack or edition that takes its place.
    public let supersededBy: String?
    /// How long records are kept at the least, in days.
    public let retentionDays: Int
    /// Holidays, rest days and night.
    public let calendar: WorkCalendar?
    /// When shifts begin, in minutes after midnight.
    public let shifts: [Int]
    /// What is known of kinds of certificate.
    public let credentials: [CredentialRule]
    /// What is told of areas, beside the facts of requests: conditions may ask for it.
    public let areaFacts: [FactRule]
    /// The posts that sign.
    public let posts: [Post]
    /// The texts that rules cite.
    public let sources: [Source]
    /// The kinds of work it rules.
    public let kinds: [KindRules]
    /// The pack as it was read.
    public let json: JSONObject

    /// Reads a pack from the object that its files were joined into.
    public init(reading fields: inout FieldReader) {
        json = fields.object
        pack = fields.required("pack", .name)
        edition = fields.required("edition", .name)
        title = fields.required("title", .message)
        inForceFrom = fields.required("inForceFrom", .date)
        inForceThrough = fields.optional("inForceThrough", .date)
        supersededBy = fields.optional("supersededBy", .text(100))
        retentionDays = fields.optional("retentionDays", .integer(365...36_500), default: 365)
        calendar = fields.optional("calendar", .record(WorkCalendar.self))
        shifts = fields.optional("shifts", .list(1...24, .timeOfDay), default: [0])
        credentials = fields.optional("credentials", .list(1...100, .record(CredentialRule.self)), default: [])
        areaFacts = fields.optional("areaFacts", .list(1...100, .record(FactRule.self)), default: [])
        posts = fields.required("posts", .list(1...50, .record(Post.self)))
        sources = fields.required("sources", .list(1...50, .record(Source.self)))
        kinds = fields.required("kinds", .list(1...50, .record(KindRules.self)))
    }

    /// Whether it is in force on a day.
    public func isInForce(on day: CalendarDate) -> Bool {
        inForceFrom <= day && inForceThrough.map { day <= $0 } ?? true
    }

    /// The rules for a kind of work.
    public func rules(for kind: String) -> KindRules? {
        kinds.first { $0.kind == kind }
    }

    /// The posts that may speak for safety.
    public var safetyPosts: [String] { posts.filter(\.isSafetyPost).map(\.post) }
    /// The posts that answer for an area.
    public var areaPosts: [String] { posts.filter(\.isAreaPost).map(\.post) }
}

extension FieldKind where Value == Message {
    /// A text in every language: `{zh: …, en: …}`.
    static var message: FieldKind {
        FieldKind(Message("", ""), Message("texts by language: {zh, en}", "各语言文本：{zh, en}"), .message) {
            value in
            guard let texts = value.object, texts.members.count == Language.allCases.count,
                let english = texts["en"]?.string, let chinese = texts["zh"]?.string
            else { return nil }
            return Message(english, chinese)
        }
    }
}
