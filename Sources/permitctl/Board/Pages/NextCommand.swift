import PermitCore

/// The commands by which someone with the right post brings a permit on: the board shows them and never acts itself.
enum NextCommand {
    /// What to type for the next step, or for what it still wants; each once.
    static func lines(_ readiness: JSONObject, number: String) -> [String] {
        guard let next = readiness["next"]?.string else { return [] }
        let unmet = readiness.entries("unmet")
        guard !unmet.isEmpty else { return step(next).map { ["permitctl permit \($0(number))"] } ?? [] }
        var lines: [String] = []
        for condition in unmet {
            guard let code = condition["code"]?.string.flatMap({ UnmetCode(rawValue: $0) }),
                let line = line(code, number, shell(condition["subject"]?.string ?? "")), !lines.contains(line)
            else { continue }
            lines.append(line)
        }
        return lines
    }

    /// The commands about a stop.
    static func lines(stop: BoardContents.StopRow) -> [String] {
        [
            "permitctl area acknowledge \(stop.stop)",
            "permitctl area lift \(shell(stop.area)) \(stop.stop) --reason '...'",
        ]
    }

    /// The commands about a hidden danger, by how far it has come.
    static func lines(hazard: JSONObject) -> [String] {
        let id = shell(hazard["hazard"]?.string ?? "")
        return switch hazard["state"]?.string {
        case "reported", "reopened":
            ["permitctl hazard assign \(id) --to PERSON --deadline +8h --major --measures '...'"]
        case "assigned": ["permitctl hazard rectify \(id) '...'"]
        case "rectified": ["permitctl hazard verify \(id) --passed"]
        default: []
        }
    }

    private static func step(_ operation: String) -> ((String) -> String)? {
        switch operation {
        case "permit.amend": { "amend FILE --permit \($0)" }
        case "permit.approve": { "approve \($0) --site-visited" }
        case "permit.start": { "start \($0)" }
        case "permit.resume": { "resume \($0)" }
        case "permit.finish": { "finish \($0) --completed" }
        case "permit.close": { "close \($0)" }
        default: nil
        }
    }

    private static func line(_ code: UnmetCode, _ number: String, _ subject: String) -> String? {
        let rest: String? =
            switch code {
            case .countersignMissing: "countersign \(number)"
            case .siteVisitMissing, .approvalMissing: "approve \(number) --site-visited"
            case .releaseMissing: "release \(number) --reason '...'"
            case .conditionCheckMissing, .conditionUnfit: "condition \(number) \(subject) --fit"
            case .checkMissing, .checkFailed: "check \(number) \(subject)"
            case .briefingMissing: "brief \(number) \(subject)"
            case .acceptanceByLeaderMissing: "accept \(number)"
            case .isolationMissing: "isolate \(number) \(subject)"
            case .isolationUnverified: "verify-isolation \(number) \(subject)"
            case .isolationInPlace: "remove-isolation \(number) \(subject) --restore"
            case .gasTestMissing, .gasTestStale, .gasOutOfRange, .gasIncomplete, .gasSilent:
                "gas-test \(number) --point \(subject) --instrument ID GAS=VALUE"
            case .supervisorAbsent: "arrive \(number)"
            case .peopleInside: "exit \(number) \(subject)"
            case .toolsUnaccounted: "exit \(number) \(subject) --tool"
            case .fireWatchRunning: "watch \(number)"
            case .restorationMissing: "restore \(number) \(subject)"
            default: nil
            }
        return rest.map { "permitctl permit \($0)" }
    }

    /// A word as a shell takes it: a name that others chose must not become a command when it is copied.
    private static func shell(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || [0x2D, 0x2E, 0x2F, 0x5F].contains(byte)
        }
        return isPlain && !word.isEmpty ? word : "'\(word.replacing("'", with: "'\\''"))'"
    }
}
