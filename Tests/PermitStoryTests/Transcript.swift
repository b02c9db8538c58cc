import PermitCore
import PermitTestKit
import Testing

/// A story told to the daemon in memory, and every answer and event of it as lines that an inspector can read.
///
/// Every sign-off is signed, because these sites require it. A refusal is a line like any other: the file that the
/// lines are compared with says which is which.
struct Transcript {
    private(set) var site: Site
    private(set) var lines: [String]
    private var day: CalendarDate?
    private var isQuiet = false
    private var asked: [JSONValue: JSONObject] = [:]

    init(_ title: String, site: Site) {
        self.site = site
        self.site.signaturesRequired = true
        lines = ["# \(title)", "# Local time of \(site.zone.name); ✍ signed; rN is the permit's revision."]
    }

    /// What the reader should know before the next act.
    mutating func say(_ remark: String) {
        guard !isQuiet else { return }
        beginDay(of: site.now)
        lines.append("")
        write("-- \(remark)", wrapped: 3)
    }

    /// What another story tells at length: done, and not written down.
    mutating func quietly(_ acts: (inout Transcript) -> Void) {
        isQuiet = true
        acts(&self)
        isQuiet = false
    }

    /// One act, and what came of it.
    @discardableResult
    mutating func act(
        _ operation: Operation, _ person: PersonID?, on permit: PermitID? = nil, _ args: JSONObject = [:],
        age: Span = .seconds(0), expect: Int? = nil, unsigned: Bool = false, over way: Site.Way = .own
    ) -> JSONObject {
        beginDay(of: site.now)
        let head = site.state.head
        var isSigned = operation.rule.isSignOff && !unsigned
        if case .tablet = way, person != nil { isSigned = true }
        var words = [site.zone.clock(at: site.now), person?.text ?? "(\(Home.tablet))", operation.rawValue]
        if isSigned { words.append("✍") }
        if let permit { words.append(site.permit(permit)?.number ?? permit.text) }
        if age != .seconds(0) { words.append("done \(age) ago") }
        if let expect { words.append("seen r\(expect)") }
        words += text.members(news(of: args, asking: operation))
        do {
            let result = try site.perform(
                operation, by: person, on: permit, args, age: age, expect: expect,
                signature: isSigned ? .valid : .absent, over: way)
            write((words + ["→ ok"] + text.members(result, of: operation)).joined(separator: " "), wrapped: 6)
            tell(after: head)
            // Deadlines that the act made due at once are the daemon's next doing.
            wait(.seconds(0))
            return result
        } catch {
            tell(error, after: words)
            return [:]
        }
    }

    /// One step as a table holds it.
    mutating func act(_ step: Step) { act(step.operation, step.person, step.args) }

    /// Lets time pass; what the daemon does by itself meanwhile is told.
    mutating func wait(_ span: Span) { wait(until: site.now + span) }

    /// Lets time pass until a moment.
    mutating func wait(until moment: Instant) {
        let head = site.state.head
        do {
            try site.advance(to: moment)
        } catch {
            Issue.record("\(error.message.english)")
        }
        var told: Instant?
        for event in site.events(after: head) {
            if told != event.time {
                beginDay(of: event.time)
                write("\(site.zone.clock(at: event.time)) (the clock)", wrapped: 6)
                told = event.time
            }
            tell(event)
        }
    }

    /// Lets time pass until the local clock shows `HH:MM` next.
    mutating func wait(until clock: String) {
        var moment = site.now
        repeat { moment = moment + .minutes(1) } while site.zone.clock(at: moment) != clock
        wait(until: moment)
    }

    private var text: TranscriptText { TranscriptText(site: site) }

    /// Of a request like the one before, only what is different.
    private mutating func news(of args: JSONObject, asking operation: Operation) -> JSONObject {
        let told = args.without("contentDigest", "method", "analysis")
        guard operation == .permitRequest, let permit = args["permit"] else { return told.without("permit") }
        let before = asked[permit] ?? [:]
        asked[permit] = told
        let news = told.members.filter { before[$0.name] != $0.value && $0.name != "permit" }
        return JSONObject(members: news)
    }

    private mutating func tell(after head: UInt64) { for event in site.events(after: head) { tell(event) } }

    private mutating func tell(_ event: Event) { write(text.line(event), at: 6, wrapped: 12) }

    private mutating func tell(_ refusal: Refusal, after words: [String]) {
        #expect(refusal.code != .internal, "\(refusal.message.english)")
        let end = "→ \(refusal.code.rawValue): \(refusal.message.english)"
        write((words + [end]).joined(separator: " "), wrapped: 6)
        for fault in refusal.fields { write("\(fault.path): \(fault.message.english)", at: 6, wrapped: 8) }
        for unmet in refusal.unmet {
            let subject = text.name(unmet.subject)
            let line = "\(unmet.gate.rawValue): \(unmet.code.rawValue) \(subject) — \(unmet.message.english)"
            write(line, at: 6, wrapped: 8)
        }
    }

    private mutating func beginDay(of moment: Instant) {
        let today = site.zone.date(at: moment)
        guard today != day, !isQuiet else { return }
        day = today
        lines += ["", "== \(today)"]
    }

    /// Writes a line, broken at spaces where it grows too long.
    private mutating func write(_ text: String, at indent: Int = 0, wrapped: Int) {
        guard !isQuiet else { return }
        var line = String(repeating: " ", count: indent)
        var isEmpty = true
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            if !isEmpty, line.count + 1 + word.count > 118 {
                lines.append(line)
                line = String(repeating: " ", count: wrapped) + word
            } else {
                line += isEmpty ? String(word) : " \(word)"
            }
            isEmpty = false
        }
        lines.append(line)
    }
}
