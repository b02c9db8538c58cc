/// A person who may act, work or sign.
public struct Person: Record, Hashable {
    /// Whether a person may be put to work.
    public enum Status: String, Sendable, CaseIterable {
        case active, blocked
    }

    /// The person's id.
    public let person: PersonID
    /// The name in full.
    public let name: String
    /// Who employs the person.
    public let employer: String
    /// `blocked` keeps the person out of every crew and post.
    public let status: Status

    /// Reads `person.put`.
    public init(reading fields: inout FieldReader) {
        person = fields.required("person", .id())
        if person.text == Event.Origin.systemName {
            fields.add("person", Message("the name of the daemon itself", "该名称为守护进程保留"))
        }
        name = fields.required("name", .text(100))
        employer = fields.required("employer", .text(200))
        status = fields.optional("status", .choice(.active), default: .active)
    }

    /// The entry as `register.get` shows it.
    public var json: JSONObject {
        [
            "person": .id(person), "name": .string(name), "employer": .string(employer),
            "status": .string(status.rawValue),
        ]
    }
}
