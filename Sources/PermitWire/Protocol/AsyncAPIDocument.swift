import PermitCore

extension ProtocolDocument {
    /// AsyncAPI 3.0, from the daemon's side: it receives requests and sends events.
    static var asyncAPIObject: JSONObject {
        [
            "asyncapi": "3.0.0", "id": "urn:permitd:v1", "info": .object(info),
            "defaultContentType": "application/json",
            "servers": .object(servers), "channels": .object(channels), "operations": .object(operations),
            "components": ["securitySchemes": ["curve": .object(curve)]],
        ]
    }

    private static let info: JSONObject = [
        "title": "permitd", "version": "1",
        "description": .string(
            "Control of dangerous work over ZeroMQ: requests and replies on one socket, events on another."),
    ]

    private static let curve: JSONObject = [
        "type": "asymmetricEncryption",
        "description": "CurveZMQ with the server's key; the client's key must be enrolled (ZAP).",
    ]

    private static let servers: JSONObject = [
        "commands": server(
            "127.0.0.1:5570", "A ROUTER. Connect a DEALER, or a REQ with RELAXED and CORRELATE; set no routing id."),
        "events": server("127.0.0.1:5571", "An XPUB of every event. Connect a SUB; subscribe to prefixes of topics."),
    ]

    private static func server(_ host: String, _ sentence: String) -> JSONValue {
        [
            "host": .string(host), "protocol": "zmtp", "protocolVersion": "3.1", "description": .string(sentence),
            "security": [["$ref": "#/components/securitySchemes/curve"]],
        ]
    }

    private static var channels: JSONObject {
        [
            "commands": channel(
                nil, on: "commands", "Frames: the body, and the signature where there is one. A reply is one frame.",
                Operation.allCases.map { ("request.\($0.rawValue)", "request.\($0.rawValue)") }
                    + Operation.allCases.map { ("reply.\($0.rawValue)", "reply.\($0.rawValue)") }
                    + [("refusal", "refusal")], correlated: true),
            "areaEvents": channel(
                "area/{area}/{type}", on: "events", "Frames: the topic, the body. A topic splits at its last slash.",
                events { !$0.isRegisters }, parameters: ["area": area, "type": type]),
            "registerEvents": channel(
                "register/{type}", on: "events",
                "Frames: the topic, the body. Only for those who may see the register.",
                events(\.isRegisters), parameters: ["type": type]),
            "heartbeat": channel(
                "heartbeat", on: "events", "Each second, after every event up to its seq.", [("heartbeat", "heartbeat")]
            ),
        ]
    }

    private static let area: JSONValue = ["description": "The area's path, which has slashes of its own."]
    private static let type: JSONValue = ["description": "The event's type, which has a dot and no slash."]

    private static func events(_ isWanted: (EventType) -> Bool) -> [(String, String)] {
        EventType.allCases.filter(isWanted).map { ($0.rawValue, "event.\($0.rawValue)") }
    }

    private static func channel(
        _ address: String?, on server: String, _ sentence: String, _ messages: [(name: String, definition: String)],
        parameters: JSONObject = [:], correlated: Bool = false
    ) -> JSONValue {
        var listed: JSONObject = [:]
        for message in messages { listed[message.name] = payload(message.definition, isCorrelated: correlated) }
        var channel: JSONObject = [
            "address": .text(address), "description": .string(sentence),
            "servers": [["$ref": .string("#/servers/\(server)")]], "messages": .object(listed),
        ]
        if !parameters.isEmpty { channel["parameters"] = .object(parameters) }
        return .object(channel)
    }

    private static func payload(_ definition: String, isCorrelated: Bool) -> JSONValue {
        var message: JSONObject = [
            "name": .string(definition),
            "payload": [
                "schemaFormat": "application/schema+json;version=draft-2020-12",
                "schema": ["$ref": .string(schemaName + Shape.definitionsPath + definition)],
            ],
        ]
        if isCorrelated { message["correlationId"] = ["location": "$message.payload#/id"] }
        return .object(message)
    }

    private static var operations: JSONObject {
        var all: JSONObject = [:]
        for operation in Operation.allCases {
            let name = operation.rawValue
            all[name] = [
                "action": "receive", "channel": ["$ref": "#/channels/commands"],
                "messages": [message("request.\(name)", in: "commands")],
                "reply": [
                    "channel": ["$ref": "#/channels/commands"],
                    "messages": [message("reply.\(name)", in: "commands"), message("refusal", in: "commands")],
                ],
            ]
        }
        for channel in ["areaEvents", "registerEvents", "heartbeat"] {
            all[channel] = ["action": "send", "channel": ["$ref": .string("#/channels/\(channel)")]]
        }
        return all
    }

    private static func message(_ name: String, in channel: String) -> JSONValue {
        ["$ref": .string("#/channels/\(channel)/messages/\(name)")]
    }
}
