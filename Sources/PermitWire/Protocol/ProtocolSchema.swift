import PermitCore

/// The protocol for programs: one JSON Schema document, and one AsyncAPI document that refers to it. Both are made
/// from the types that read requests and from the shapes beside the views, so they say what this daemon does.
public enum ProtocolDocument {
    /// The name of the file with the schemas.
    public static let schemaName = "permitd-v1.schema.json"
    /// The name of the AsyncAPI document.
    public static let asyncAPIName = "permitd-v1.asyncapi.json"

    /// The JSON Schema document.
    public static var schema: String { JSONValue.object(schemaObject).pretty }

    /// The AsyncAPI document.
    public static var asyncAPI: String { JSONValue.object(asyncAPIObject).pretty }

    static func reference(_ name: String) -> JSONValue { ["$ref": .string(Shape.definitionsPath + name)] }

    private static var schemaObject: JSONObject {
        let messages = messageShapes
        var definitions: JSONObject = [:]
        for group in groups { definitions[group.name] = .object(group.schema) }
        for (name, shape) in messages { definitions[name] = .object(shape.schema) }
        let parts = messages.reduce(into: [:]) { parts, message in
            parts.merge(message.shape.definitions) { one, _ in one }
        }
        for (name, part) in parts.sorted(by: { $0.key < $1.key }) { definitions[name] = .object(part) }
        return [
            "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": .string("urn:permitd:v1:" + schemaName),
            "title": "permitd, protocol version 1",
            "description": .string(
                "A request is held to request.<op>, its answer to reply.<op> or refusal, an event to event.<type>."),
            "anyOf": .array(groups.map { reference($0.name) } + [reference("refusal"), reference("heartbeat")]),
            "$defs": .object(definitions),
        ]
    }

    /// Every message by the name of its definition.
    private static var messageShapes: [(name: String, shape: Shape)] {
        let acts = Operation.allCases
        return acts.map { ("request.\($0.rawValue)", .request($0)) }
            + acts.map { ("reply.\($0.rawValue)", .answer($0)) }
            + [("refusal", .refused)] + EventType.allCases.map { ("event.\($0.rawValue)", .event($0)) }
            + [("heartbeat", .heartbeat)]
    }

    /// Any request, any answer, any event.
    private static var groups: [(name: String, schema: JSONObject)] {
        func any(_ names: [String], of group: String) -> (String, JSONObject) {
            (group, ["anyOf": .array(names.map { reference("\(group).\($0)") })])
        }
        return [
            any(Operation.allCases.map(\.rawValue), of: "request"),
            any(Operation.allCases.map(\.rawValue), of: "reply"), any(EventType.allCases.map(\.rawValue), of: "event"),
        ]
    }
}
