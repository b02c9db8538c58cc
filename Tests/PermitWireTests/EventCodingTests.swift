import PermitCore
import PermitWire
import Testing

@Suite("Events as bytes")
struct EventCodingTests {
    private static let instance = "11111111-2222-4333-8444-555555555555"
    private static let time = Instant(milliseconds: 1_795_507_200_000)

    private static func event(
        _ type: EventType, sequence: UInt64 = 418, previous: UInt64 = 412, text: String = "作业",
        origin: Event.Origin = .system, cause: String? = nil, effects: JSONObject = [:]
    ) -> Event {
        let stamp = Event.PermitStamp(
            permit: PermitID(Requests.permit), number: "HOT-20261124-001", kind: "hot", state: .suspended, revision: 9)
        return Event(
            sequence: sequence, previous: previous, type: type, subject: Requests.permit,
            area: type.isRegisters ? nil : AreaID("binhai/home"), time: time, origin: origin,
            permit: type.isPermits ? stamp : nil, cause: cause,
            args: ["text": .string(text), "n": 1_000_000_000, "list": [nil, true, [:]]], effects: effects)
    }

    private static var device: Event.Origin {
        var origin = Event.Origin(
            actor: "p-chen", device: "tablet-1", at: Instant(milliseconds: 1_795_507_199_001), request: "r-1",
            isProven: false)
        origin.isLate = true
        return origin
    }

    @Test("Every type reads back as the same event, whatever its texts", arguments: EventType.allCases)
    func roundTrip(type: EventType) throws {
        for text in Awkward.texts {
            for event in [
                Self.event(type, text: text),
                Self.event(type, text: text, origin: Self.device, cause: text, effects: ["said": .string(text)]),
            ] {
                let bytes = EventCoding.bytes(of: event, instance: Self.instance)
                let read = try EventCoding.event(from: bytes, sequence: 418)
                #expect(read == event)
                #expect(EventCoding.bytes(of: read, instance: Self.instance) == bytes)
            }
        }
    }

    @Test(
        "Any sequence reads back, round ones included",
        arguments: [1, 9, 10, 999_999_999, 1_000_000_000, 10_000_000_000, 100_000_000_000_000_000] as [UInt64])
    func sequences(sequence: UInt64) throws {
        let event = Self.event(.permitNoted, sequence: sequence, previous: sequence - 1)
        let next = Self.event(.permitNoted, sequence: sequence + 1, previous: sequence)
        for event in [event, next] {
            let bytes = EventCoding.bytes(of: event, instance: Self.instance)
            #expect(try EventCoding.event(from: bytes, sequence: event.sequence) == event)
        }
    }

    @Test("The bytes of a permit's event stay as they are: they are stored and chained")
    func permitBytes() {
        let event = Self.event(.permitSuspended, origin: Self.device, cause: "stopWork", effects: ["latched": true])
        #expect(
            String(decoding: EventCoding.bytes(of: event, instance: Self.instance), as: UTF8.self) == """
                {"specversion":"1.0","id":"418","sequence":"00000000000000000418",\
                "source":"/permitd/11111111-2222-4333-8444-555555555555","prev":412,"type":"permit.suspended",\
                "subject":"01938e6e-4a8b-7c3d-8e9f-0a1b2c3d4e5f","time":"2026-11-24T08:00:00.000Z",\
                "datacontenttype":"application/json",\
                "data":{"permit":"01938e6e-4a8b-7c3d-8e9f-0a1b2c3d4e5f","number":"HOT-20261124-001","kind":"hot",\
                "area":"binhai/home","state":"suspended","revision":9,"cause":"stopWork","actor":"p-chen",\
                "device":"tablet-1","at":"2026-11-24T07:59:59.001Z","request":"r-1","proven":false,"late":true,\
                "args":{"text":"作业","n":1000000000,"list":[null,true,{}]},"effects":{"latched":true}}}
                """)
    }

    @Test("So do those of the register's, and a heartbeat's")
    func otherBytes() {
        let event = Self.event(.personPut, sequence: 1, previous: 0)
        #expect(
            String(decoding: EventCoding.bytes(of: event, instance: "i"), as: UTF8.self) == """
                {"specversion":"1.0","id":"1","sequence":"00000000000000000001","source":"/permitd/i","prev":0,\
                "type":"person.put","subject":"01938e6e-4a8b-7c3d-8e9f-0a1b2c3d4e5f",\
                "time":"2026-11-24T08:00:00.000Z","datacontenttype":"application/json",\
                "data":{"actor":"system","device":null,"at":"2026-11-24T08:00:00.000Z","request":null,"proven":true,\
                "args":{"text":"作业","n":1000000000,"list":[null,true,{}]}}}
                """)
        let heartbeat = EventCoding.heartbeat(instance: "i", epoch: "e", sequence: 7, at: Self.time)
        #expect(
            String(decoding: heartbeat, as: UTF8.self)
                == "{\"instance\":\"i\",\"epoch\":\"e\",\"seq\":7,\"at\":\"2026-11-24T08:00:00.000Z\"}")
    }

    @Test("Topics name the area or the register, and end in the type")
    func topics() {
        #expect(Self.event(.permitNoted).topic == "area/binhai/home/permit.noted")
        #expect(Self.event(.areaStopped).topic == "area/binhai/home/area.stopped")
        #expect(Self.event(.areaPut).topic == "register/area.put")
    }

    /// What is put in the place of one part of the bytes of a sound event.
    private static let spoiled: [(part: String, other: String)] = [
        ("\"id\":\"418\"", "\"id\":\"419\""), ("\"id\":\"418\"", "\"id\":418"), ("\"prev\":412", "\"prev\":\"412\""),
        ("\"prev\":412", "\"prev\":-1"), ("\"prev\":412", "\"prev\":1.5"), ("\"prev\":412,", ""),
        ("permit.suspended", "permit.vanished"), ("permit.suspended", "heartbeat"), ("\"subject\":", "\"object\":"),
        ("\"time\":\"2026", "\"time\":\"20x6"), ("\"data\":{", "\"date\":{"), ("\"actor\":", "\"author\":"),
        ("\"args\":{", "\"arguments\":{"), ("\"state\":\"suspended\"", "\"state\":\"asleep\""),
        ("\"revision\":9", "\"revision\":null"), ("\"number\":", "\"numeral\":"), ("\"permit\":", "\"licence\":"),
        ("\"area\":\"binhai/home\"", "\"area\":\"Binhai\""), ("\"area\":\"binhai/home\",", ""),
        ("\"specversion\"", "\"id\""), ("{\"specversion\"", "[{\"specversion\""), ("}}}", "}}"), ("}}}", "}}}{}"),
    ]

    @Test("What is no event of this daemon is refused by its sequence", arguments: spoiled)
    func refuses(part: String, other: String) {
        let event = Self.event(.permitSuspended)
        let text = String(decoding: EventCoding.bytes(of: event, instance: Self.instance), as: UTF8.self)
        #expect(text.contains(part))
        let spoiled = text.replacing(part, with: other, maxReplacements: 1)
        let fault = #expect(throws: ReplayFault.self) {
            try EventCoding.event(from: Array(spoiled.utf8), sequence: 418)
        }
        #expect(fault?.sequence == 418)
    }

    @Test("Bytes that are no text are refused", arguments: [[], [0xFF], [0x5B, 0x5D]] as [[UInt8]])
    func refusesBytes(bytes: [UInt8]) {
        #expect(throws: ReplayFault.self) { try EventCoding.event(from: bytes, sequence: 1) }
    }
}
