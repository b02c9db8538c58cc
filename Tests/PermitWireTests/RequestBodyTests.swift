import PermitCore
import PermitWire
import Testing

@Suite("The body of a request")
struct RequestBodyTests {
    private static let right = Requests.object("permit.suspend", ["permit": .string(Requests.permit), "reason": "gas"])

    private func changed(_ changes: JSONObject, without names: [String] = []) -> JSONObject {
        let object = Self.right.merging(changes)
        return JSONObject(members: object.members.filter { !names.contains($0.name) })
    }

    private func fault(_ bytes: [UInt8]) throws -> RequestBody.Fault {
        do {
            _ = try RequestBody(bytes)
        } catch {
            return error
        }
        throw Refusal(.internal, Message("the body was taken", "请求体被接受"))
    }

    @Test("A sound body says what is asked")
    func sound() throws {
        let body = try RequestBody(JSONValue.object(Self.right).utf8)
        #expect(body.id == "r-1")
        #expect(body.operationName == "permit.suspend")
        #expect(body.language == .chinese)
        let fields = try body.fields()
        #expect(fields.operation == .permitSuspend)
        #expect(fields.actor?.text == "p-chen")
        #expect(fields.at == Instant("2026-11-24T08:00:00Z"))
        #expect(fields.expect == 3)
        #expect(fields.args["reason"] == "gas")
        #expect(fields.arguments.permit?.text == Requests.permit)
    }

    private static let notOneObject: [String] = [
        "", "null", "1", "\"{}\"", "[]", "[{}]", "{\"v\":1}{}", "{\"v\":1,}", "{\"v\":2,\"v\":1}", "\u{FEFF}{\"v\":1}",
        "{\"v\":2,\"id\":\"r-1\",\"x\":[1,]}",
    ]

    @Test("What is not one JSON object is malformed before all else, and its id is not read", arguments: notOneObject)
    func malformed(text: String) throws {
        let fault = try fault(Array(text.utf8))
        #expect(fault.refusal.code == .malformed)
        #expect(fault.id == nil)
        #expect(fault.language == .english)
    }

    @Test("Another version is refused before anything else in the object, with the versions spoken")
    func version() throws {
        for version in [nil, 0, 2, "1", [1], .hugeNumber("1e400")] as [JSONValue] {
            let fault = try fault(JSONValue.object(changed(["v": version, "id": "bad id", "op": "no.such"])).utf8)
            #expect(fault.refusal.code == .unsupportedVersion)
            #expect(fault.refusal.details["supported"] == [1])
            #expect(fault.id == nil)
            #expect(fault.language == .chinese)
        }
        let absent = try fault(JSONValue.object(changed([:], without: ["v"])).utf8)
        #expect(absent.refusal.code == .unsupportedVersion)
        #expect(absent.id == "r-1")
    }

    @Test(
        "An id that can't be read is named with every other fault", arguments: ["", "a b", "作", nil, 7] as [JSONValue])
    func id(id: JSONValue) throws {
        let fault = try fault(JSONValue.object(changed(["id": id, "at": "now", "x": 1])).utf8)
        #expect(fault.id == nil)
        #expect(fault.refusal.code == .invalid)
        #expect(fault.refusal.fields.map(\.path) == ["/id", "/at", "/x"])
    }

    @Test("An unknown operation comes before its fields")
    func operation() {
        for name in ["permit.explode", "permit.Suspend", "permit", "", nil, 5] as [JSONValue] {
            let refusal = Requests.refusal(changed(["op": name, "at": "now", "x": 1]))
            #expect(refusal?.code == .unknownOperation)
        }
        let long = Requests.refusal(changed(["op": .string(String(repeating: "x", count: 60_000))]))
        #expect(long?.code == .unknownOperation)
        #expect((long?.message.english.utf8.count ?? 0) < 200)
    }

    private static let faulty: [(changes: JSONObject, paths: [String])] = [
        (["actor": "a b"], ["/actor"]), (["actor": 1], ["/actor"]), (["at": nil], ["/at"]),
        (["at": "2026-11-24T08:00:00+08:00"], ["/at"]), (["expect": -1], ["/expect"]),
        (["expect": .decimal("1.5")], ["/expect"]),
        (["expect": "3"], ["/expect"]), (["lang": "fr"], ["/lang"]), (["lang": 1], ["/lang"]),
        (["args": []], ["/args"]),
        (["args": "x"], ["/args"]), (["signature": "x"], ["/signature"]),
        (["args": nil], ["/args/permit", "/args/reason"]),
        (["args": [:]], ["/args/permit", "/args/reason"]),
        (
            ["actor": [], "at": 5, "expect": [], "lang": "", "args": ["permit": "P", "other": 1], "more": nil],
            ["/actor", "/at", "/expect", "/lang", "/more", "/args/permit", "/args/reason", "/args/other"]
        ),
    ]

    @Test("Every field at fault is named at once", arguments: faulty)
    func fields(changes: JSONObject, paths: [String]) {
        let refusal = Requests.refusal(changed(changes))
        #expect(refusal?.code == .invalid)
        #expect(refusal?.fields.map(\.path) == paths)
    }

    @Test("Required fields that are not there are named too, those of absent arguments included")
    func missing() {
        let refusal = Requests.refusal(changed([:], without: ["at", "args"]))
        #expect(refusal?.code == .invalid)
        #expect(refusal?.fields.map(\.path) == ["/at", "/args/permit", "/args/reason"])
    }

    @Test("Actor, expect and lang may be left out or null")
    func optional() {
        #expect(Requests.refusal(changed([:], without: ["actor", "expect", "lang"])) == nil)
        #expect(Requests.refusal(changed(["actor": nil, "expect": nil, "lang": nil])) == nil)
        #expect(Requests.refusal(["v": 1, "id": "r", "op": "daemon.status", "at": "2026-11-24T08:00:00Z"]) == nil)
    }

    @Test(
        "The revision that the person saw is required where the act rests on it",
        arguments: ["permit.start", "permit.resume", "permit.close", "permit.extend", "permit.takeover"])
    func expect(operation: String) throws {
        let row = try #require(ArgumentTable.rows.first { $0.operation.rawValue == operation })
        let object = Requests.object(operation, row.required)
        #expect(Requests.refusal(object) == nil)
        for revision in [nil, -1, "3", .decimal("2.5")] as [JSONValue] {
            #expect(Requests.refusal(object.merging(["expect": revision]))?.fields.map(\.path) == ["/expect"])
        }
        #expect(Requests.refusal(object.without("expect"))?.fields.map(\.path) == ["/expect"])
    }

    @Test("Language is English where it is not told or not known")
    func language() throws {
        for (language, wanted) in [("en", Language.english), ("zh", .chinese), ("fr", .english), (nil, .english)]
            as [(JSONValue, Language)]
        {
            #expect(try RequestBody(JSONValue.object(changed(["lang": language])).utf8).language == wanted)
        }
    }
}
