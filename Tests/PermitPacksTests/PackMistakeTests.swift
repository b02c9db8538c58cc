import Foundation
import PermitCore
import PermitPacks
import PermitTestKit
import Testing

/// One mistake: what the right text is replaced by, and what is said of it at that line.
struct Mistake: Sendable, CustomTestStringConvertible {
    let wrong: String
    let right: String
    let says: String
    let file: String
    /// A text on the line that is named, where it is not the line of the replacement.
    let line: String?

    init(_ right: String, _ wrong: String, _ says: String, in file: String = "small-hot.yaml", at line: String? = nil) {
        self.right = right
        self.wrong = wrong
        self.says = says
        self.file = file
        self.line = line
    }

    var testDescription: String { wrong }

    static let ofThePack = [
        Mistake("edition:", "colour: red\nedition:", "colour: unknown field"),
        Mistake("2026-12-31", "2025-12-31", "inForceThrough: ends before it begins, on 2026-01-01"),
        Mistake("inForceThrough: 2026-12-31\n", "", "does not say when it ends", at: "supersededBy"),
        Mistake("supersededBy: large", "supersededBy: \"1\"", "supersededBy: can't supersede itself"),
        Mistake("source: \"29.1\"", "source: LAW", "sources.1.source: twice: LAW"),
        Mistake("kind: cert.watch", "kind: cert.weld", "credentials.1.kind: twice: cert.weld"),
        Mistake("fact: tall", "fact: zone", "areaFacts.1.fact: twice: zone"),
        Mistake("post: clerk", "post: boss", "posts.1.post: twice: boss"),
        Mistake("post: clerk", "post: leader", "posts.1.post: leader is a role already"),
        Mistake(
            "en: Weld}, clause: LAW}", "en: Weld}, clause: LAWS}", "credentials.0.clause: cites none of the sources"),
    ].map { Mistake($0.right, $0.wrong, $0.says, in: "small.yaml", at: $0.line) }

    static let ofNames = [
        Mistake("fact: pipe, type", "fact: wet, type", "facts.1.fact: twice: wet"),
        Mistake("grade: \"2\"", "grade: \"1\"", "grades.1.grade: twice: 1"),
        Mistake("rank: 1", "rank: 2", "grades.1.rank: overlaps grade 1, which has the same rank"),
        Mistake("check: plan", "check: clean", "checks.1.check: twice: clean"),
        Mistake("trade: helper", "trade: welder", "trades.1.trade: twice: welder"),
        Mistake("point: low", "point: top", "gas.points.1.point: twice: top"),
        Mistake("gas: methane", "gas: oxygen", "gas.limits.1.gas: twice: oxygen"),
        Mistake("item: shut", "item: swept", "restoration.1.item: twice: swept"),
        Mistake("demand: low", "demand: dry", "demands.1.demand: twice: dry"),
        Mistake("countersign: [clerk]", "countersign: [cook]", "grades.0.countersign.0: no such post: cook"),
        Mistake("countersign: [clerk]", "countersign: [leader]", "grades.0.countersign.0: no such post: leader"),
        Mistake(
            "countersign: [], approve: boss", "countersign: [], approve: cook", "grades.1.approve: no such post: cook"),
        Mistake("[], approve: boss", "[], approve: boss, approveUpgraded: cook", "approveUpgraded: no such post: cook"),
        Mistake("by: [clerk]", "by: [clerk, cook]", "checks.1.by.1: no such role: cook"),
        Mistake("by: [supervisor]", "by: [cook]", "briefing.by.0: no such role: cook"),
        Mistake("with: dig", "with: lift", "conflicts.0.with: no such kind: lift; known: any, dig, hot"),
        Mistake("kind: dig", "kind: lift", "links.0.kind: no such kind: lift; known: dig, hot"),
        Mistake(
            "[cert.weld, tr", "[cert.welt, tr", "trades.0.credentials.0: not among the pack's credentials: cert.welt"),
        Mistake("credentials: [cert.watch]", "credentials: [cert.w]", "supervisor.credentials.0: not among the pack's"),
        Mistake("leaderCredentials: [cert.watch]", "leaderCredentials: [cert.w]", "leaderCredentials.0: not among"),
        Mistake("[gasOutOfRange, stopWork]", "[gasOutOfRang]", "latches.0: no such cause of suspension: gasOutOfRang"),
        Mistake("\"LAW 1\"", "\"the law 1\"", "clause: cites none of the sources LAW, 29.1, nor says [site]"),
        Mistake("\"29.1.\"", "\"29.12\"", "checks.0.clause: cites none of the sources"),
    ]

    static let ofConditions = [
        Mistake(
            "fact: wet, is: true}, longest", "fact: wett, is: true}, longest", "grades.0.when.fact: no such fact"),
        Mistake(
            "{fact: wet, is: true}, longest", "{fact: wet, is: \"true\"}, longest", "grades.0.when.is: wet is a boolean"
        ),
        Mistake(
            "{fact: wet, is: true}, longest", "{fact: wet, over: 1}, longest",
            "when.over: wet is a boolean, not a number"),
        Mistake("fact: wet, is: true}, longest", "fact: grade, is: \"1\"}, longest", "the grade is not known here yet"),
        Mistake("{fact: zone, is: a}", "{fact: sone, is: a}", "grades.1.when.not.fact: no such fact: sone"),
        Mistake("is: \"1\"}", "is: \"3\"}", "checks.1.required.is: no such grade; known: \"1\", \"2\""),
        Mistake("is: \"1\"}", "is: 1}", "checks.1.required.is: no such grade"),
        Mistake("{fact: grade, is: \"1\"}", "{fact: grade, over: 1}", "required.over: a grade is compared by is alone"),
        Mistake("required: {fact: tall", "required: {fact: tal", "gas.required.fact: no such fact: tal"),
        Mistake("en: Top}", "en: Top}, required: {fact: x, is: 1}", "gas.points.0.required.fact: no such fact: x"),
        Mistake("min: 19,", "min: 19, required: {fact: x, is: 1},", "gas.limits.0.required.fact: no such fact: x"),
        Mistake("[{when: {fact: wet", "[{when: {fact: wed", "gas.oldest.0.when.fact: no such fact: wed"),
        Mistake(
            "round: 15m", "round: 15m\n  required: {fact: x, is: 1}", "fireWatch.required.fact: no",
            at: "  required: {fact: x"),
        Mistake("en: Swept}", "en: Swept}, required: {fact: x, is: 1}", "restoration.0.required.fact: no such fact: x"),
        Mistake("must: {fact: wet", "must: {fact: wed", "demands.0.must.fact: no such fact: wed"),
        Mistake("must: {fact: wet, is: false}", "must: {fact: grade, is: \"1\"}", "the grade is not known here yet"),
        Mistake("{fact: zone, is: b}", "{fact: zone, is: true}", "upgrade.when.is: zone is a text"),
        Mistake("fact: pipe, effect", "fact: zone, effect", "conflicts.0.fact: no such fact of the request: zone"),
        Mistake("{fact: tall, over: 1}", "{fact: tal, over: 1}", "links.0.when.any.1.fact: no such fact: tal"),
        Mistake("fact: wet, type: boolean", "fact: grade, type: text", "facts.0.fact: grade is what facts lead to"),
        Mistake("fact: pipe, type: text", "fact: tall, type: text", "facts.1.type: is a number in areaFacts"),
    ]

    static let ofTimesAndGas = [
        Mistake("longest: 8h", "longest: 0h", "grades.0.longest: a time above zero"),
        Mistake("longest: 8h", "longest: -8h", "grades.0.longest: a time above zero"),
        Mistake(
            "lapsesAfter: 30m, warnBefore: 5m", "lapsesAfter: 30m, warnBefore: 0m",
            "supervisor.warnBefore: a time above"),
        Mistake(
            "lapsesAfter: 30m, warnBefore: 5m", "lapsesAfter: 5m, warnBefore: 5m", "must be shorter than lapsesAfter"),
        Mistake("warnBefore: 3m", "warnBefore: 15m", "gas.warnBefore: 15m must be shorter than every, 15m"),
        Mistake("every: 15m", "every: 0m", "gas.every: a time above zero"),
        Mistake("{is: 30m}]", "{is: 0m}]", "gas.oldest: a time above zero"),
        Mistake("lasts: 30m", "lasts: 0m", "fireWatch.lasts: a time above zero"),
        Mistake("round: 15m", "round: 0m", "fireWatch.round: a time above zero"),
        Mistake("lapsesAfter: 1h", "lapsesAfter: 0h", "handover.lapsesAfter: a time above zero"),
        Mistake("alarmEvery: 5m", "alarmEvery: 0m", "alarmEvery: a time above zero"),
        Mistake(
            "restoration:", "remoteAproval: true\nrestoration:", "remoteAproval: unknown field", at: "remoteAproval"),
        Mistake("min: 19, ", "", "gas.limits.0.max: a min or a max is wanted"),
    ]
}

@Suite("Mistakes in a pack") struct PackMistakeTests {
    @Test("A pack without a mistake is taken")
    func flawless() throws {
        #expect(try SmallPack().faults() == [])
    }

    @Test(
        "Each mistake is refused with its file, its line and what is wrong",
        arguments: Mistake.ofThePack + Mistake.ofNames + Mistake.ofConditions + Mistake.ofTimesAndGas)
    func refused(_ mistake: Mistake) throws {
        var pack = SmallPack()
        let text = try #require(pack.files[mistake.file])
        let place = try #require(text.range(of: mistake.right), "the pack has no \(mistake.right)")
        let edited = text.replacingCharacters(in: place, with: mistake.wrong)
        pack.files[mistake.file] = edited
        let before = try mistake.line.map { edited[..<(try #require(edited.range(of: $0)).lowerBound)] }
        let line = (before ?? text[..<place.lowerBound]).count { $0 == "\n" } + 1
        let faults = try pack.faults()
        let told = faults.filter { $0.contains(mistake.says) }
        #expect(told.count == 1, "\(faults)")
        #expect(told.first?.hasPrefix("\(mistake.file):\(line): ") == true, "line \(line): \(faults)")
    }

    @Test("Lists that must hold something may not be empty", arguments: ["points", "limits"])
    func emptyLists(_ list: String) throws {
        var pack = SmallPack()
        let lines = SmallPack.hot.split(separator: "\n", omittingEmptySubsequences: false)
        let begin = try #require(lines.firstIndex(of: "  \(list):"))
        let entries = lines[(begin + 1)...].prefix { $0.hasPrefix("    - ") }
        let emptied = lines[..<begin] + ["  \(list): []"] + lines[(begin + 1 + entries.count)...]
        pack.files["small-hot.yaml"] = emptied.joined(separator: "\n")
        #expect(try pack.faults() == ["small-hot.yaml:\(begin + 1): gas.\(list): a list of 1 to 50"])
    }

    @Test("Every mistake is named at once")
    func allAtOnce() throws {
        var pack = SmallPack()
        pack.files["small-hot.yaml"] = SmallPack.hot.replacing("[clerk], approve", with: "[cook], approve")
            .replacing("\"LAW 1\"", with: "\"law\"").replacing("lasts: 30m", with: "lasts: 0m")
        #expect(try pack.faults().count == 3)
    }

    @Test("An edition in the log is read whatever mistakes it has")
    func oldEditions() throws {
        let pack = Packs.hot(["latches": ["noSuchCause"]])
        let read = try Pack.read(pack, path: "")
        #expect(read.mistakes().map(\.path) == ["/kinds/0/latches/0"])
    }
}
