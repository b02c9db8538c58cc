import PermitCore
import PermitWire
import Testing

@Suite("Replies")
struct ReplyTests {
    private static let now = Instant(milliseconds: 1_795_507_200_000)

    private func refusal(_ refusal: Refusal, id: String? = "r-1", _ language: Language = .english) -> String {
        let bytes = Reply.refusal(id: id, sequence: 417, at: Self.now, refusal, language: language)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("An ok carries its own position and result")
    func ok() {
        let bytes = Reply.ok(id: "r-1", sequence: 1_000_000_000, at: Self.now, result: ["state": "active", "n": []])
        #expect(
            String(decoding: bytes, as: UTF8.self) == """
                {"v":1,"id":"r-1","ok":true,"seq":1000000000,"at":"2026-11-24T08:00:00.000Z",\
                "result":{"state":"active","n":[]}}
                """)
    }

    @Test("A plain refusal has a code and a message, and a null id where it could not be read")
    func plain() {
        let text = refusal(.notFound("permit"), id: nil)
        #expect(
            text == """
                {"v":1,"id":null,"ok":false,"seq":417,"at":"2026-11-24T08:00:00.000Z",\
                "error":{"code":"notFound","message":"no permit here"}}
                """)
    }

    @Test("What helps stands beside the code")
    func details() {
        let message = Message("the act is too old", "操作过期")
        let text = refusal(Refusal(.tooLate, message, details: ["serverTime": .moment(Self.now)]))
        #expect(
            text.hasSuffix(
                """
                "error":{"code":"tooLate","message":"the act is too old","serverTime":"2026-11-24T08:00:00.000Z"}}
                """))
    }

    @Test("Every condition unmet and every field at fault comes along, in the language asked for")
    func lists() {
        let unmet = Unmet(
            .crew, .credentialExpired, "p-wang", Message("expired", "已过期"), detail: ["expires": "2026-11-23"])
        #expect(
            refusal(.gateUnmet([unmet, unmet]), .chinese).hasSuffix(
                """
                "error":{"code":"gateUnmet","message":"还有 2 项条件未满足","unmet":[\
                {"gate":"crew","code":"credentialExpired","subject":"p-wang","message":"已过期",\
                "detail":{"expires":"2026-11-23"}},\
                {"gate":"crew","code":"credentialExpired","subject":"p-wang","message":"已过期",\
                "detail":{"expires":"2026-11-23"}}]}}
                """))
        let fields = Refusal.invalid([FieldFault(path: "/args/a~1b", Message("missing", "缺少"))])
        #expect(
            refusal(fields).hasSuffix(
                """
                "error":{"code":"invalid","message":"wrong fields: /args/a~1b",\
                "fields":[{"path":"/args/a~1b","message":"missing"}]}}
                """))
    }

    @Test("Every code reads back as itself, whatever its texts", arguments: RefusalCode.allCases)
    func codes(code: RefusalCode) throws {
        for text in Awkward.texts {
            let bytes = Reply.refusal(
                id: "r", sequence: 0, at: Self.now, Refusal(code, Message("", text)), language: .chinese)
            let reply = try JSONParser.parse(bytes)
            #expect(reply.object?["ok"] == false)
            #expect(reply.object?["error"] == ["code": .string(code.rawValue), "message": .string(text)])
        }
    }
}
