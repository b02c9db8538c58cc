import PermitCore
import Testing

/// What is told of arguments is what is read.
struct ArgumentShapeTests {
    /// Fields of which one or another is wanted, so that neither is required by itself.
    static let alternatives: [PermitCore.Operation: Set<String>] = [
        .permitEnter: ["person"], .permitExit: ["person"], .permitCrew: ["add"], .keyEnroll: ["person"],
        .keyRevoke: ["key"], .keyRotate: ["key", "signing"],
    ]

    @Test(
        "A schema names the arguments that are read, and requires those that are required",
        arguments: ArgumentTable.rows)
    func shape(row: ArgumentTable.Row) {
        let schema = row.operation.arguments.schema
        let form = schema["anyOf"]?.array?.first?.object ?? schema
        let properties = Set((form["properties"]?.object ?? [:]).members.map(\.name))
        let required = Set((form["required"]?.array ?? []).compactMap(\.string))
        #expect(properties.isSuperset(of: row.args.members.map(\.name)))
        #expect(required == Set(row.required.members.map(\.name)).subtracting(Self.alternatives[row.operation] ?? []))
    }

    @Test("A schema names no argument that is not read", arguments: ArgumentTable.rows)
    func names(row: ArgumentTable.Row) throws {
        let properties = row.operation.arguments.schema["properties"]?.object?.members ?? []
        for property in properties where row.args[property.name] == nil {
            let more = row.args.merging(JSONObject(members: [.init(name: property.name, value: .array([]))]))
            let faults = Requests.refusal(Requests.object(row.operation.rawValue, more))?.fields ?? []
            let unknown = faults.contains {
                $0.path == "/args/\(property.name)" && $0.message.english == "unknown field"
            }
            #expect(!unknown, "\(property.name)")
        }
    }
}
