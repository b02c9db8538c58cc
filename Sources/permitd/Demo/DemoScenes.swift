import PermitCore

extension DemoStory {
    func request() async throws {
        say("08:00, the request. The kitchen is occupied and has gas: the rules make it grade 1.")
        try await isRefused(
            "p-ma", "permit.request", content(welder: "p-he"), with: "gateUnmet", for: "credentialExpired",
            "Ma Jun asks for He Yong to weld, whose certificate has expired")
        let requested = try await does(
            "p-ma", "permit.request", content(welder: "p-wang"), "Ma Jun asks again, with Wang Min")
        digest = requested["contentDigest"]?.string ?? ""
        print("      \(requested["number"]?.string ?? ""), grade \(requested["effectiveGrade"]?.string ?? "")")
    }

    func approve() async throws {
        say("Approval: the head of the unit countersigns, the safety department approves on the spot.")
        try await isRefused(
            "p-chen", "permit.start", with: "wrongState", "Chen Jing tries to start before any approval")
        try await isRefused(
            "p-ma", "permit.approve", ["contentDigest": .string(digest), "siteVisited": true],
            with: "separationOfDuties", "Ma Jun, who is of the safety department too, tries to approve his own request")
        try await isRefused(
            "p-sun", "permit.approve", ["contentDigest": .string(digest), "siteVisited": false], with: "gateUnmet",
            for: "siteVisitMissing", "Sun Jie tries to approve from the office")
        try await does("p-zhao", "permit.countersign", ["contentDigest": .string(digest)], "Zhao Lei countersigns")
        try await does(
            "p-sun", "permit.approve", ["contentDigest": .string(digest), "siteVisited": true],
            "Sun Jie visits the site and approves")
    }

    func prepare() async throws {
        say("Approved is not ready. The daemon names everything that is still unmet.")
        try await isRefused(
            "p-chen", "permit.start", with: "gateUnmet", for: "supervisorAbsent", "Chen Jing tries to start")
        say("Preparation.")
        for check in ["riskIdentified", "planMade", "techniqueBriefed"] {
            try await does(
                "p-li", "permit.check", ["check": .string(check), "outcome": "done"], "Li Qiang confirms \(check)")
        }
        try await does("p-chen", "permit.arrive", "Chen Jing is on site")
        for check in ["ticketOnSite", "workersConfirmed", "commandNamed", "protectionInPlace"] {
            try await does(
                "p-chen", "permit.check", ["check": .string(check), "outcome": "done"], "Chen Jing confirms \(check)")
        }
        try await does("p-chen", "permit.condition", ["person": "p-wang", "fit": true], "Chen Jing finds Wang Min fit")
        try await does("p-li", "permit.brief", ["briefed": ["p-wang"]], "Li Qiang briefs Wang Min")
        try await does("p-li", "permit.accept", ["contentDigest": .string(digest)], "Li Qiang accepts the permit")
        try await testGas(4, "Zhou Ping tests the gas: 4 %LEL")
    }

    func start() async throws {
        try await passes(.minutes(26), "26 minutes pass: a pot had to be moved")
        try await does("p-chen", "permit.present", "Chen Jing is still there")
        try await passes(.minutes(6), "6 minutes more")
        try await isRefused(
            "p-chen", "permit.start", with: "gateUnmet", for: "gasTestStale",
            "Chen Jing tries to start: the gas test is older than 30 minutes")
        try await testGas(3, "Zhou Ping tests again: 3 %LEL")
        try await does("p-chen", "permit.start", "Chen Jing starts the work")
        try await expectState("active")
    }

    func lapse() async throws {
        try await passes(.minutes(26), "26 minutes: no sign of the supervisor, the console is warned")
        try await passes(.minutes(5), "5 minutes more: work is suspended by itself")
        try await expectState("suspended")
        try await isRefused(
            "p-chen", "permit.resume", with: "gateUnmet", for: "supervisorAbsent",
            "Chen Jing tries to resume from the car park")
        try await does("p-chen", "permit.present", "Chen Jing is back at the kitchen")
        try await does("p-chen", "permit.resume", "Chen Jing resumes the work")
    }

    func alarm() async throws {
        say("The detector alarms.")
        try await testGas(35, "Zhou Ping reads 35 %LEL: the permit suspends itself")
        try await expectState("suspended")
        try await isRefused(
            "p-chen", "permit.resume", with: "gateUnmet", for: "gasOutOfRange", "Chen Jing tries to resume")
        try await testGas(2, "A valve is closed, the room aired: 2 %LEL")
        try await does("p-li", "permit.accept", ["contentDigest": .string(digest)], "Li Qiang accepts the permit anew")
        try await does("p-chen", "permit.resume", "Chen Jing resumes")
        try await does(
            nil, "permit.suspend", ["reason": "a resident walked in"],
            "Somebody presses stop on the tablet: no name, no signature needed")
        try await does(
            "p-li", "permit.accept", ["contentDigest": .string(digest)], "Li Qiang accepts, the door is locked")
        try await does("p-chen", "permit.resume", "Chen Jing resumes")
    }

    func finish() async throws {
        say("The seam is done.")
        try await does("p-li", "permit.finish", ["outcome": "completed"], "Li Qiang hands back: everyone out")
        try await expectState("fireWatch")
        try await isRefused(
            "p-zheng", "permit.close", with: "wrongState", "Zheng Hai can't close while the fire watch runs")
        for minute in [14, 28] {
            try await passes(.minutes(14), "minute \(minute) of the watch")
            try await does("p-wu", "permit.watch", "Wu Xia makes a round: nothing found")
        }
        try await passes(.minutes(2), "minute 30: the watch is over")
        try await expectState("acceptance")
        try await isRefused(
            "p-zheng", "permit.close", with: "gateUnmet", for: "restorationMissing", "Zheng Hai tries to close")
        for item in ["embersChecked", "siteCleared", "fireSystemRestored"] {
            try await does("p-li", "permit.restore", ["item": .string(item), "outcome": "done"], "Li Qiang: \(item)")
        }
        try await does("p-zheng", "permit.close", "Zheng Hai accepts the site and closes the permit")
        try await expectState("closed")
    }

    private func does(_ person: String, _ operation: String, _ text: String) async throws {
        try await does(person, operation, [:], text)
    }

    private func testGas(_ value: Int, _ text: String) async throws {
        try await does(
            "p-zhou", "permit.gasTest",
            [
                "point": "work", "sampledAt": .moment(stage.clock.now()), "instrument": "gas-1",
                "readings": [["gas": "combustible", "value": .count(value), "unit": "%LEL"]],
            ], text)
    }

    private func content(welder: String) -> JSONObject {
        let now = stage.clock.now()
        return [
            "kind": "hot", "area": .string(DemoCast.area), "work": "weld the bracket of the extraction hood",
            "method": "manual arc welding", "from": .moment(now), "until": .moment(now + .hours(6)),
            "facts": ["flammableArea": true, "enclosedVessel": false, "occupied": true, "contractor": false],
            "leader": "p-li", "supervisor": "p-chen",
            "crew": [["person": .string(welder), "trade": "welder"]],
            "analysis": [["step": "weld", "hazard": "grease burns", "control": "clean, cover, extinguisher at hand"]],
        ]
    }
}
