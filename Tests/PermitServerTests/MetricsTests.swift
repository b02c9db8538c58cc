import PermitCore
import PermitWire
import Testing
import ZeroMQ

@testable import PermitServer

@Suite("What the daemon counts")
struct MetricsTests {
    private func lines(_ desk: Desk) throws -> [String] {
        let answer = try desk.ask("daemon.status", ["metrics": true])
        let text = try #require(answer?.result["metrics"]?.string)
        return text.split(separator: "\n").map(String.init)
    }

    @Test("Requests by operation and outcome, events by type, batches")
    func counts() throws {
        let desk = try Desk()
        try desk.ask("area.put", area, id: "a")
        try desk.ask("permit.get", ["permit": "x"])
        try desk.put([Array("no".utf8)])
        try desk.put([desk.body("permit.fly", [:])])
        _ = try desk.replies()
        let found = try lines(desk)
        for line in [
            #"permitd_requests_total{operation="area.put",outcome="ok"} 1"#,
            #"permitd_requests_total{operation="permit.get",outcome="notFound"} 1"#,
            #"permitd_requests_total{operation="none",outcome="malformed"} 1"#,
            #"permitd_requests_total{operation="none",outcome="unknownOperation"} 1"#,
            #"permitd_events_total{type="area.put"} 1"#, #"permitd_alarm{code="diskFull",severity="critical"} 0"#,
            #"permitd_permits{state="active"} 0"#, "permitd_log_events \(desk.log.head)",
        ] {
            #expect(found.contains(line), "\(line)")
        }
    }

    @Test("A retry is counted as one")
    func repeated() throws {
        let desk = try Desk()
        let body = desk.body("area.put", area)
        let frames = [body, try desk.signature(body)]
        for _ in 0..<3 { try desk.put(frames) }
        _ = try desk.replies()
        #expect(try lines(desk).contains(#"permitd_requests_total{operation="area.put",outcome="repeated"} 2"#))
    }

    @Test("Nothing that a client wrote, and no name or key, becomes a label")
    func nothingPersonal() throws {
        let desk = try Desk()
        try desk.ask("person.put", ["person": "p-zhang", "name": "Zhang San", "employer": "Sinopec"])
        try desk.put([desk.body("op\"}\n", [:], id: "secret-id")])
        _ = try desk.replies()
        let text = try lines(desk).joined(separator: "\n")
        for word in ["zhang", "Zhang", "Sinopec", "p-admin", "secret", "op\"", desk.keys.publicKey.z85] {
            #expect(!text.contains(word), "\(word)")
        }
    }
}
