import Testing

@testable import PermitLog

/// What every log must do, whatever it keeps its bytes in.
enum Kind: CaseIterable {
    case memory
    case sqlite

    func make(_ scratch: Scratch) throws -> any EventLog {
        switch self {
        case .memory: MemoryLog()
        case .sqlite: try scratch.open()
        }
    }
}

@Suite struct EventLogContractTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test(arguments: Kind.allCases) func startsEmptyWithAnEpoch(kind: Kind) throws {
        let log = try kind.make(scratch)
        #expect(log.head == 0)
        #expect(log.epoch.count == 36 && log.epoch == log.epoch.lowercased())
        #expect(try log.events(after: 0, limit: 10).isEmpty)
        #expect(try log.recordedReply(key: "tablet", id: "a") == nil)
        #expect(try log.request(forEvent: 1) == nil)
    }

    @Test(arguments: Kind.allCases) func readsWhatWasAppended(kind: Kind) throws {
        let log = try kind.make(scratch)
        try log.append(LogBatch(events: [.sample(1), .sample(2)]))
        try log.append(LogBatch(events: [.sample(3)]))
        #expect(log.head == 3)
        #expect(try log.events(after: 0, limit: 10) == [.sample(1), .sample(2), .sample(3)])
        #expect(try log.events(after: 1, limit: 1) == [.sample(2)])
        #expect(try log.events(after: 3, limit: 1).isEmpty)
        #expect(try log.events(after: .max, limit: 1).isEmpty)
        #expect(try log.events(after: 0, limit: 0).isEmpty)
        #expect(try log.events(after: 0, limit: -1).isEmpty)
    }

    @Test(arguments: Kind.allCases) func takesAnEmptyBatch(kind: Kind) throws {
        let log = try kind.make(scratch)
        try log.append(LogBatch())
        #expect(log.head == 0)
    }

    @Test(arguments: Kind.allCases) func keepsEmptyBytesAsTheyAre(kind: Kind) throws {
        let log = try kind.make(scratch)
        let event = StoredEvent(sequence: 1, topic: "", subject: "", body: [])
        let request = RecordedRequest(key: "", id: "", body: [], reply: [], firstSequence: 1, lastSequence: 1)
        try log.append(LogBatch(events: [event], requests: [request]))
        #expect(try log.events(after: 0, limit: 1) == [event])
        #expect(try log.request(forEvent: 1) == request)
        #expect(try log.recordedReply(key: "", id: "")?.reply == [])
    }

    @Test(arguments: Kind.allCases) func answersARetryByKeyAndID(kind: Kind) throws {
        let log = try kind.make(scratch)
        try log.append(LogBatch(requests: [.sample(id: "a")]))
        let reply = try log.recordedReply(key: "tablet", id: "a")
        #expect(reply?.reply == Array("reply to a".utf8))
        // What sha256sum says of "request a".
        let digest = "2e957d2a4a743921f605066d2d656d009068c09fc190d368fe6eb43129e8bbb3"
        let digits = reply?.bodyDigest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        #expect(digits?.joined() == digest)
        #expect(try log.recordedReply(key: "tablet", id: "b") == nil)
        #expect(try log.recordedReply(key: "other", id: "a") == nil)
    }

    @Test(arguments: Kind.allCases) func findsASignedBodyWhicheverKeyBringsIt(kind: Kind) throws {
        let log = try kind.make(scratch)
        try log.append(LogBatch(requests: [.sample(id: "a", signer: "ann"), .sample(id: "b")]))
        let digest = Chain.digest(Array("request a".utf8))
        #expect(try log.recordedReply(signer: "ann", bodyDigest: digest)?.reply == Array("reply to a".utf8))
        #expect(try log.recordedReply(signer: "bob", bodyDigest: digest) == nil)
        #expect(try log.recordedReply(signer: "ann", bodyDigest: Chain.digest([])) == nil)
    }

    @Test(arguments: Kind.allCases) func findsRepliesWhileAnotherThreadAppends(kind: Kind) throws {
        let log = try kind.make(scratch)
        let appender = Appender(log, batches: 200)
        appender.start()
        var next = 0
        while next < 200 {
            // What is found once stays found.
            guard let reply = try log.recordedReply(key: "tablet", id: "\(next)") else { continue }
            #expect(reply.reply == Array("reply to \(next)".utf8))
            next += 1
        }
        #expect(appender.end() == nil)
        #expect(log.head == 200)
    }

    @Test(arguments: Kind.allCases) func takesAnIDOncePerKey(kind: Kind) throws {
        let log = try kind.make(scratch)
        try log.append(LogBatch(requests: [.sample(id: "a"), .sample(key: "other", id: "a")]))
        let again = LogBatch(events: [.sample(1)], requests: [.sample(id: "a", body: "else", events: 1...1)])
        #expect(failure { try log.append(again) } == .alreadyRecorded)
        let twice = LogBatch(requests: [.sample(id: "b"), .sample(id: "b", body: "else")])
        #expect(failure { try log.append(twice) } == .alreadyRecorded)
        #expect(log.head == 0)
        #expect(try log.recordedReply(key: "tablet", id: "b") == nil)
        try log.append(LogBatch(events: [.sample(1)]))
    }

    @Test(arguments: Kind.allCases) func takesASignedBodyOncePerPerson(kind: Kind) throws {
        let log = try kind.make(scratch)
        try log.append(
            LogBatch(requests: [
                .sample(id: "a", body: "same", signer: "ann"), .sample(id: "b", body: "same", signer: "bob"),
                .sample(id: "c", body: "same"), .sample(id: "d", body: "same"),
            ])
        )
        let again = LogBatch(requests: [.sample(key: "other", id: "e", body: "same", signer: "ann")])
        #expect(failure { try log.append(again) } == .alreadyRecorded)
    }

    @Test(arguments: Kind.allCases) func tellsNamesApartByTheirBytes(kind: Kind) throws {
        let log = try kind.make(scratch)
        let (composed, decomposed) = ("\u{e9}", "e\u{301}")
        try log.append(
            LogBatch(
                events: [.sample(1, subject: composed), .sample(2, subject: decomposed)],
                requests: [.sample(id: composed), .sample(id: decomposed)]
            )
        )
        #expect(try log.history(subject: composed, after: 0, limit: 9).map(\.sequence) == [1])
    }

    @Test(arguments: Kind.allCases) func givesTheHistoryOfOneSubject(kind: Kind) throws {
        let log = try kind.make(scratch)
        try log.append(LogBatch(events: (1...6).map { .sample($0, subject: $0 % 2 == 0 ? "even" : "odd") }))
        #expect(try log.history(subject: "even", after: 0, limit: 9).map(\.sequence) == [2, 4, 6])
        #expect(try log.history(subject: "even", after: 2, limit: 1).map(\.sequence) == [4])
        #expect(try log.history(subject: "none", after: 0, limit: 9).isEmpty)
        #expect(try log.history(subject: "odd", after: 0, limit: -1).isEmpty)
    }

    @Test(arguments: Kind.allCases) func namesTheRequestOfAnEvent(kind: Kind) throws {
        let log = try kind.make(scratch)
        let second = RecordedRequest.sample(id: "b", signer: "ann", events: 2...3)
        try log.append(
            LogBatch(
                events: (1...5).map { .sample($0) },
                requests: [.sample(id: "a"), second, .sample(id: "c", events: 5...5)]
            )
        )
        #expect(try log.request(forEvent: 1) == nil)
        #expect(try log.request(forEvent: 2) == second)
        #expect(try log.request(forEvent: 3) == second)
        #expect(try log.request(forEvent: 4) == nil)
        #expect(try log.request(forEvent: 5)?.id == "c")
        #expect(try log.request(forEvent: 6) == nil)
        #expect(try log.request(forEvent: 0) == nil)
        #expect(try log.request(forEvent: .max) == nil)
    }

    private static let broken: [(name: String, batch: LogBatch, at: UInt64)] = [
        ("repeats an event", LogBatch(events: [.sample(1)]), 2),
        ("leaves a hole", LogBatch(events: [.sample(3)]), 2),
        ("leaves a hole inside", LogBatch(events: [.sample(2), .sample(4)]), 3),
        ("zero byte in a subject", LogBatch(events: [.sample(2, subject: "P\0")]), 2),
        ("zero byte in an id", LogBatch(requests: [.sample(id: "\0")]), 0),
        ("claims a stored event", LogBatch(events: [.sample(2)], requests: [.sample(id: "x", events: 1...2)]), 1),
        ("claims a later event", LogBatch(events: [.sample(2)], requests: [.sample(id: "x", events: 2...3)]), 2),
        (
            "claims an event twice",
            LogBatch(
                events: [.sample(2)], requests: [.sample(id: "x", events: 2...2), .sample(id: "y", events: 2...2)]),
            2
        ),
        (
            "names one end of its events",
            LogBatch(
                events: [.sample(2)],
                requests: [RecordedRequest(key: "", id: "", body: [], reply: [], firstSequence: 2)]),
            2
        ),
        (
            "empty signature",
            LogBatch(requests: [RecordedRequest(key: "", id: "", body: [], signature: [], reply: [])]), 0
        ),
    ]

    @Test(arguments: Kind.allCases, broken.indices) func refusesABrokenBatch(kind: Kind, index: Int) throws {
        let log = try kind.make(scratch)
        let (name, batch, at) = Self.broken[index]
        try log.append(LogBatch(events: [.sample(1)]))
        #expect(corruptSequence(failure { try log.append(batch) }) == at, "\(name)")
        #expect(try log.events(after: 0, limit: 9) == [.sample(1)], "\(name)")
        try log.append(LogBatch(events: [.sample(2)]))
    }
}
