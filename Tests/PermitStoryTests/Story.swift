import PermitCore
import PermitTestKit
import Testing

/// One story: its file, its title, the rules it happens under, and how it goes.
struct Story: Sendable, CustomTestStringConvertible {
    let file: String
    let title: String
    let packs: [JSONObject]
    let tell: @Sendable (inout Transcript) -> Void

    var testDescription: String { file }

    static let all = [
        kitchen, septicTank, tankRepair, handover, gasAlarm, certificate, sevenDays, defects,
    ]

    /// Its transcript.
    func told() -> [String] {
        var transcript = Transcript(title, site: Cast.site(packs))
        tell(&transcript)
        return transcript.lines
    }
}

extension PermitID {
    /// The permit of a story, and others beside it.
    static let first: Self = "00000000-0000-4000-8000-000000000001"
    static let second: Self = "00000000-0000-4000-8000-000000000002"
}

extension Transcript {
    /// The permit's number, the digest of what it says.
    func digest(of permit: PermitID) -> JSONValue { .text(site.permit(permit)?.contentDigest) }

    /// Countersignatures in their order, then the approval after a visit.
    mutating func approve(_ permit: PermitID) {
        for line in site.permit(permit)?.signOffs ?? [] {
            let signer = Cast.holder(of: line.post)
            if line.step == .countersign {
                act(.permitCountersign, signer, on: permit, ["contentDigest": digest(of: permit)])
            } else {
                act(.permitApprove, signer, on: permit, ["contentDigest": digest(of: permit), "siteVisited": true])
            }
        }
    }

    /// The checks that a refusal of `permit.start` or `permit.resume` would name now, confirmed by whom the pack says.
    mutating func confirmChecks(_ permit: PermitID, step: Operation = .permitStart) {
        guard let now = site.permit(permit) else { return }
        let refusal = site.refusal(step, by: now.supervisor, on: permit, signature: .valid)
        for unmet in refusal?.unmet ?? [] where unmet.code == .checkMissing {
            let by = unmet.detail["by"]?.array?.first?.string ?? ""
            act(
                .permitCheck, Cast.holder(of: by, on: now), on: permit,
                ["check": .string(unmet.subject), "outcome": "done"])
        }
    }

    /// Everyone's condition, by the supervisor.
    mutating func lookAtEveryone(_ permit: PermitID) {
        guard let now = site.permit(permit) else { return }
        for member in now.crew {
            act(.permitCondition, now.supervisor, on: permit, ["person": .id(member.person), "fit": true])
        }
    }

    /// The briefing of everyone who works, signed by each where the pack wants it.
    mutating func brief(_ permit: PermitID) {
        guard let now = site.permit(permit), let rules = site.state.rules(for: now) else { return }
        let briefer = Cast.holder(of: rules.briefing.by[0], on: now)
        let people = now.crew.map(\.person)
        act(.permitBrief, briefer, on: permit, ["briefed": .strings(people.map(\.text))])
        if rules.briefing.isSigned { for person in people { act(.permitBriefed, person, on: permit) } }
    }

    /// The leader's acceptance.
    mutating func accept(_ permit: PermitID) {
        act(.permitAccept, site.permit(permit)?.leader, on: permit, ["contentDigest": digest(of: permit)])
    }

    /// Everything that the pack wants put right.
    mutating func restore(_ permit: PermitID) {
        guard let now = site.permit(permit), let rules = site.state.rules(for: now) else { return }
        for rule in rules.restoration {
            act(.permitRestore, now.leader, on: permit, ["item": .string(rule.item), "outcome": "done"])
        }
    }

    /// A gas test with the four-gas detector: oxygen, combustible, hydrogen sulfide, carbon monoxide.
    mutating func gas(
        _ permit: PermitID, _ point: String, oxygen: String? = "20.9", lel: String = "2", sulfide: String? = "1",
        by person: PersonID = .wu, mode: String = "test"
    ) {
        func reading(_ gas: String, _ value: String, _ unit: String) -> JSONValue {
            ["gas": .string(gas), "value": DecimalNumber(value).map { .number($0) } ?? .null, "unit": .string(unit)]
        }
        let readings = [
            oxygen.map { reading("oxygen", $0, "%vol") }, reading("combustible", lel, "%LEL"),
            sulfide.map { reading("hydrogenSulfide", $0, "ppm") },
            sulfide.map { _ in reading("carbonMonoxide", "3", "ppm") },
        ].compactMap(\.self)
        act(
            .permitGasTest, person, on: permit,
            [
                "point": .string(point), "sampledAt": .moment(site.now), "instrument": .id(Home.detector),
                "readings": .array(readings), "mode": .string(mode),
            ])
    }
}
