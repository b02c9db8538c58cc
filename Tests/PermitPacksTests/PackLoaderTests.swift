import Foundation
import PermitCore
import PermitPacks
import PermitTestKit
import PermitWire
import Testing

@Suite("Packs on disk")
struct PackLoaderTests {
    private static let head = read("cn-general.yaml")
    private static let hot = read("cn-general-hot.yaml")

    private static func read(_ name: String) -> String {
        let data = FileManager.default.contents(atPath: "\(Packs.directory)/cn-general/\(name)") ?? Data()
        return String(decoding: data, as: UTF8.self)
    }

    /// Loads a pack of these files, and gives its faults with the directory cut off.
    private func faults(
        _ files: [String: Data], loaded: (LoadedPack) throws -> Void = { _ in }
    ) throws -> [String] {
        let directory = FileManager.default.temporaryDirectory.appending(path: "pack-\(UUID())")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        for (name, data) in files { try data.write(to: directory.appending(path: name)) }
        do {
            try loaded(try PackLoader.load(directory: directory.path))
            return []
        } catch let fault as PackFault {
            return fault.lines.map { $0.replacing(directory.path + "/", with: "").replacing(directory.path, with: ".") }
        }
    }

    private func faults(
        head: String = head, hot: String = hot, loaded: (LoadedPack) throws -> Void = { _ in }
    ) throws -> [String] {
        try faults(["a.yaml": Data(head.utf8), "b.yaml": Data(hot.utf8)], loaded: loaded)
    }

    /// The line on which a text first stands.
    private func line(of part: String, in text: String) throws -> Int {
        let place = try #require(text.range(of: part))
        return text[..<place.lowerBound].count { $0 == "\n" } + 1
    }

    @Test("The packs of this repository load, twice with the same digest")
    func loads() throws {
        let first = try PackLoader.load(directory: "\(Packs.directory)/cn-general")
        let second = try PackLoader.load(directory: "\(Packs.directory)/cn-general")
        #expect(first.reference == second.reference)
        #expect(first.pack.kinds.map(\.kind) == ["hot"])
        #expect(try faults() == [])
    }

    @Test("A change of any rule changes the digest, a comment does not")
    func digest() throws {
        let changed = Self.hot.replacing("longest: 8h", with: "longest: 7h")
        let commented = Self.hot + "\n# site rules\n"
        let directory = FileManager.default.temporaryDirectory.appending(path: "pack-\(UUID())")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try Data(Self.head.utf8).write(to: directory.appending(path: "a.yaml"))
        let digests = try [Self.hot, commented, changed].map { hot in
            try Data(hot.utf8).write(to: directory.appending(path: "b.yaml"))
            return try PackLoader.load(directory: directory.path).reference.digest
        }
        #expect(digests[0] == digests[1])
        #expect(digests[0] != digests[2])
    }

    /// A mistake in the hot work: what is replaced, by what, and how the fault goes on after `b.yaml:LINE: `, the line
    /// being that of `place` in the spoiled file.
    private static let mistakes: [(part: String, other: String, place: String, says: String)] = [
        ("kind: hot", "kind: hot\nkindness: 3", "kindness: 3", "kindness: unknown field"),
        ("kind: hot", "kind: hot\n\"a/b~c\": 3", "\"a/b~c\"", "a/b~c: unknown field"),
        ("    longest: 8h", "    longest: 8 hours", "longest: 8 hours", "grades.0.longest: a time above zero"),
        ("    rank: 2", "    rank: two", "rank: two", "grades.0.rank: a whole number"),
        ("    rank: 2\n", "", "- grade: \"1\"", "grades.0.rank: missing"),
        ("    approve: safetyDept", "    approve: king", "approve: king", "grades.0.approve: no such post: king"),
        (
            "    countersign: [areaUnit]", "    countersign: [areaUnit, king]", "countersign: [areaUnit, king]",
            "grades.0.countersign.1: no such post: king"
        ),
        ("    by: [leader]\n", "    by: [leeder]\n", "by: [leeder]", "checks.0.by.0: no such role: leeder"),
        (
            "briefing: {by: [leader, supervisor]", "briefing: {by: [leader, superviser]", "briefing: {by",
            "briefing.by.1: no such role: superviser"
        ),
        ("condition: {lives: day, ", "condition: {lives: night, ", "condition: {", "condition.lives: one of"),
        (
            "    when: always", "    when: {fact: occupied, is: true, over: 1}", "when: {fact",
            "grades.1.when: a condition"
        ),
        ("    when: always", "    when: {fact: occupied, is: [true]}", "when: {fact", "grades.1.when: a condition"),
        ("  warnBefore", "  warnBehind", "warnBehind", "supervisor.warnBehind: unknown field"),
        ("alarmEvery: 5m", "alarmEvery: 0m", "alarmEvery: 0m", "alarmEvery: a time above zero"),
        ("  round: 15m", "  round: 0s", "round: 0s", "fireWatch.round: a time above zero"),
        ("  lapsesAfter: 30m", "  lapsesAfter: 0h", "lapsesAfter: 0h", "supervisor.lapsesAfter: a time above zero"),
        ("  - grade: \"2\"", "  - grade: \"1\"", "- grade: \"1\"\n    title: {zh: 二级", "grades.1.grade: twice: 1"),
        ("    rank: 1", "    rank: 2", "rank: 2\n    when: always", "grades.1.rank: overlaps grade 1"),
        (
            "check: planMade", "check: riskIdentified", "check: riskIdentified\n    title: {zh: 已制定",
            "checks.1.check: twice"
        ),
        ("trade: electrician", "trade: welder", "trade: welder\n    title: {zh: 电工", "trades.1.trade: twice: welder"),
        (
            "fact: occupied,", "fact: contractor,", "fact: contractor, type: boolean, title: {zh: 是否由",
            "facts.3.fact: twice"
        ),
        (
            "item: siteCleared", "item: embersChecked", "item: embersChecked\n    title: {zh: 现场",
            "restoration.1.item: twice"
        ),
        ("      max: 10\n", "", "- gas: combustible", "gas.limits.0.max: a min or a max is wanted"),
        ("      max: 10", "      max: 10\n      min: 11", "max: 10", "gas.limits.0.max: below min"),
        ("title: {zh: 动火作业, en: Hot work}", "title: {en: Hot work}", "title: {en: Hot work}", "title: texts by"),
    ]

    @Test("A mistake is named with file and line", arguments: mistakes)
    func mistake(part: String, other: String, place: String, says: String) throws {
        let spoiled = Self.hot.replacing(part, with: other, maxReplacements: 1)
        #expect(spoiled != Self.hot)
        let wanted = "b.yaml:\(try line(of: place, in: spoiled)): \(says)"
        let found = try faults(hot: spoiled)
        #expect(found.contains { $0.hasPrefix(wanted) }, "\(wanted) is not in \(found)")
    }

    @Test("Every mistake is named at once, in either file")
    func all() throws {
        let head = Self.head.replacing("inForceFrom: 2021-09-01", with: "inForceFrom: 2021-09-31")
        let hot = Self.hot.replacing("clause: \"SD35 item 1\"", with: "note: x", maxReplacements: 1)
        let found = try faults(head: head, hot: hot)
        #expect(
            found.contains { $0.hasPrefix("a.yaml:\((try? line(of: "inForceFrom", in: head)) ?? 0): inForceFrom:") })
        #expect(found.contains { $0.hasSuffix("checks.0.clause: missing") })
        #expect(found.contains { $0.hasSuffix("checks.0.note: unknown field") })
        #expect(found.count == 3)
    }

    /// Files that are no YAML of this kind, and how their only fault begins.
    private static let brokenFiles: [(hot: String, says: String)] = [
        ("", "b.yaml:1: is empty"), ("# nothing\n", "b.yaml:1: is empty"),
        ("- kind: hot\n", "b.yaml:1: must be a mapping"),
        ("kind: hot\nkind: cold\n", "b.yaml:1: the name kind twice"),
        ("kind: hot\n\"kind\": cold\n", "b.yaml:1: the name kind twice"),
        ("kind: hot\nlist:\n  - {1: a, \"1\": b}\n", "b.yaml:3: the name 1 twice"),
        ("kind: hot\na: &x [1]\nb: *x\n", "b.yaml:2: anchors and aliases are not taken"),
        ("kind: hot\nb: *x\n", "b.yaml:2: found undefined alias"), ("kind: hot\n\tb: 1\n", "b.yaml:2: found a tab"),
        ("kind: hot\n? [a]\n: 1\n", "b.yaml:2: a name must be a text"), ("kind: [hot\nb: 1\n", "b.yaml:2: "),
        ("kind: hot\n---\nkind: cold\n", "b.yaml:2: but found another document"),
        ("kind: hot\nb: \"\u{1}\"\n", "b.yaml:2: control characters are not allowed"),
        (
            "kind: hot\nb: \(String(repeating: "[", count: 40))\(String(repeating: "]", count: 40))\n",
            "b.yaml:2: nested"
        ),
        ("kin: hot\n", "b.yaml:1: has neither a pack nor a kind key"),
        ("pack: other\n", "b.yaml:1: a second file with a pack key"),
    ]

    @Test("A file that is no rules at all is named with its line", arguments: brokenFiles)
    func broken(hot: String, says: String) throws {
        let found = try faults(hot: hot)
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix(says) == true, "\(says) is not \(found)")
        #expect(found.first?.contains("\n") == false)
    }

    @Test("A file that is not UTF-8 is refused where it stops being so")
    func encoding() throws {
        let bytes = Data(Self.hot.utf8) + Data("# ".utf8) + Data([0xB6, 0xAF, 0x0A])
        let lines = Self.hot.count { $0 == "\n" }
        #expect(try faults(["a.yaml": Data(Self.head.utf8), "b.yaml": bytes]) == ["b.yaml:\(lines + 1): is not UTF-8"])
    }

    @Test("A directory without a pack is named")
    func directories() throws {
        #expect(try faults(["readme.txt": Data()]) == [".: no file with a pack key"])
        #expect(try faults(["b.yaml": Data(Self.hot.utf8)]) == [".: no file with a pack key"])
        let fault = #expect(throws: PackFault.self) { try PackLoader.load(directory: "/nowhere/at/all") }
        #expect(fault?.lines == ["/nowhere/at/all: can't be read"])
    }

    @Test("Two kinds of one name and posts named twice are named where they stand twice")
    func twice() throws {
        let files = ["a.yaml": Data(Self.head.utf8), "b.yaml": Data(Self.hot.utf8), "c.yaml": Data(Self.hot.utf8)]
        let kindLine = try line(of: "kind: hot", in: Self.hot)
        #expect(try faults(files) == ["c.yaml:\(kindLine): kind: twice: hot"])
        let head = Self.head.replacing("post: areaUnit", with: "post: safetyDept")
        let found = try faults(head: head)
        #expect(found.contains { $0.hasSuffix("posts.1.post: twice: safetyDept") })
    }

    @Test("Kinds in the file that names the pack would be lost, so they are refused")
    func kindsInHead() throws {
        let lines = Self.head.count { $0 == "\n" }
        let found = try faults(head: Self.head + "kinds: []\n")
        #expect(found == ["a.yaml:\(lines + 1): kinds: every kind of work has a file of its own"])
    }

    @Test("Line ends of another system and a byte-order mark change nothing")
    func lineEnds() throws {
        #expect(try faults(hot: Self.hot.replacing("\n", with: "\r\n")) == [])
        #expect(try faults(hot: "\u{FEFF}" + Self.hot) == [])
    }

    @Test("A pack too large for one event is refused")
    func size() throws {
        let padding = String(repeating: "# padding\n", count: PackLoader.largest / 10)
        let found = try faults(hot: Self.hot + padding)
        #expect(found == ["b.yaml: the pack is larger than \(PackLoader.largest) bytes"])
    }

    @Test("However deep a pack may be, it reads back from the event that adopts it")
    func depth() throws {
        var taken = 0
        for depth in 1...JSONParser.deepest {
            let nested = (0..<depth).reduce("always") { condition, _ in "{not: \(condition)}" }
            let hot = Self.hot.replacing("when: always", with: "when: \(nested)")
            let found = try faults(hot: hot) { pack in
                let event = Event(
                    sequence: 1, previous: 0, type: .packsAdopted, subject: "packs", area: nil,
                    time: Instant(milliseconds: 0), origin: .system, permit: nil, cause: nil,
                    args: ["packs": [pack.json]], effects: [:])
                var state = State()
                try state.apply(EventCoding.event(from: EventCoding.bytes(of: event, instance: "i"), sequence: 1))
                #expect(state.packsInForce == [pack.reference])
                taken = depth
            }
            #expect(found.isEmpty || found.allSatisfy { $0.hasSuffix("nested too deep") })
        }
        #expect((8..<JSONParser.deepest).contains(taken))
    }
}
