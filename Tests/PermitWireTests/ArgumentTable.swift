import PermitCore

/// Every operation with all the arguments it may have, each right.
enum ArgumentTable {
    struct Row: Sendable, CustomStringConvertible {
        let operation: PermitCore.Operation
        let required: JSONObject
        let optional: JSONObject

        init(_ operation: PermitCore.Operation, _ required: JSONObject = [:], optional: JSONObject = [:]) {
            self.operation = operation
            self.required = required
            self.optional = optional
        }

        var args: JSONObject { required.merging(optional) }
        var description: String { operation.rawValue }
    }

    static let permit: JSONValue = .string(Requests.permit)
    static let other: JSONValue = "11938e6e-4a8b-7c3d-8e9f-0a1b2c3d4e5f"
    static let digest: JSONValue = .string(String(repeating: "0a", count: 32))
    static let evidence: JSONValue = [["sha256": digest, "mediaType": "image/jpeg", "name": "weld.jpg"]]
    static let curveKey: JSONValue = "0123456789abcdefghijABCDEFGHIJ.-:+=^!/*?"
    static let signingKey: JSONValue = .string(String(repeating: "A", count: 43) + "=")

    static let content: JSONObject = [
        "permit": permit, "kind": "hot", "area": "binhai/home", "work": "weld", "method": "arc",
        "from": "2026-11-24T08:00:00Z", "until": "2026-11-24T16:00:00Z", "facts": ["enclosed": true],
        "leader": "p-1", "supervisor": "p-2", "crew": [["person": "p-3", "trade": "welder"]],
        "analysis": [["step": "cut", "hazard": "fire", "control": "blanket"]],
    ]
    static let contentOptions: JSONObject = [
        "equipment": ["e-1"], "isolations": [["id": "i-1", "point": "valve", "energy": "steam", "method": "lock"]],
        "related": [other], "supersedes": other,
    ]

    private static let onlyPermit: JSONObject = ["permit": permit]
    private static let withReason: JSONObject = ["permit": permit, "reason": "smoke"]
    private static let withDigest: JSONObject = ["permit": permit, "contentDigest": digest]
    private static let withEvidence: JSONObject = ["evidence": evidence]
    private static let page: JSONObject = ["limit": 10, "after": "c"]

    static let rows: [Row] = permits + posts + areas + hazards + register + reads

    private static let permits: [Row] = [
        Row(.permitRequest, content, optional: contentOptions),
        Row(.permitAmend, content, optional: contentOptions),
        Row(.permitReturn, withReason), Row(.permitReject, withReason), Row(.permitCancel, withReason),
        Row(.permitSuspend, withReason), Row(.permitRelease, withReason), Row(.permitRevoke, withReason),
        Row(.permitCountersign, withDigest), Row(.permitAccept, withDigest),
        Row(
            .permitApprove, withDigest.merging(["siteVisited": true]), optional: ["siteVisitBy": "p-1"]),
        Row(
            .permitCheck, ["permit": permit, "check": "c-1", "outcome": "done"],
            optional: ["reason": "none", "evidence": evidence]),
        Row(.permitCondition, ["permit": permit, "person": "p-1", "fit": true], optional: ["remarks": "well"]),
        Row(
            .permitGasTest,
            [
                "permit": permit, "point": "work", "sampledAt": "2026-11-24T08:00:00Z", "instrument": "i-1",
                "readings": [["gas": "ch4", "value": .decimal("0.5"), "unit": "%LEL", "lel": 5]],
            ], optional: ["mode": "periodic"]),
        Row(.permitBrief, ["permit": permit, "briefed": ["p-1"]]),
        Row(.permitBriefed, onlyPermit, optional: withEvidence), Row(.permitArrive, onlyPermit, optional: withEvidence),
        Row(.permitPresent, onlyPermit, optional: withEvidence), Row(.permitLeave, onlyPermit, optional: withEvidence),
        Row(.permitStart, onlyPermit, optional: withEvidence), Row(.permitResume, onlyPermit, optional: withEvidence),
        Row(.permitClose, onlyPermit, optional: withEvidence),
        Row(.permitEnter, ["permit": permit, "person": "p-1"], optional: ["basis": "rescue"]),
        Row(.permitExit, ["permit": permit, "person": "p-1"], optional: ["basis": "observed"]),
        Row(.permitFinish, ["permit": permit, "outcome": "completed"], optional: ["remarks": "clean"]),
        Row(.permitWatch, onlyPermit, optional: ["finding": "embers"]),
        Row(.permitRestore, ["permit": permit, "item": "floor", "outcome": "done"], optional: withEvidence),
        Row(.permitRefuseAcceptance, ["permit": permit, "defects": [["item": "floor", "text": "burnt"]]]),
        Row(.permitNote, ["permit": permit, "text": "seen"], optional: withEvidence),
    ]

    private static let isolation: JSONObject = ["permit": permit, "isolation": "i-1"]

    private static let posts: [Row] = [
        Row(.permitIsolate, isolation, optional: ["lock": "L-7"]),
        Row(.permitVerifyIsolation, isolation, optional: withEvidence),
        Row(.permitRemoveIsolation, isolation.merging(["purpose": "test"])),
        Row(.permitSanctionTest, isolation.merging(["until": "2026-11-24T16:00:00Z"])),
        Row(
            .permitCrew, ["permit": permit, "add": [["person": "p-4", "trade": "welder"]], "reason": "relief"]),
        Row(.permitHandover, ["permit": permit, "role": "leader", "to": "p-5"]),
        Row(.permitTakeover, ["permit": permit, "role": "supervisor", "inside": ["p-3", "grinder 3"]]),
        Row(.permitAssign, ["permit": permit, "role": "supervisor", "to": "p-5", "reason": "absent"]),
        Row(.permitExtend, ["permit": permit, "until": "2026-11-24T18:00:00Z"]),
    ]

    private static let hazards: [Row] = [
        Row(
            .hazardReport, ["hazard": other, "area": "binhai", "level": "major", "text": "crack"],
            optional: ["permit": permit, "evidence": evidence]),
        Row(
            .hazardAssign,
            ["hazard": other, "to": "p-1", "deadline": "2026-12-01", "level": "general", "measures": ["rope it off"]]),
        Row(.hazardRectify, ["hazard": other, "text": "welded", "evidence": evidence]),
        Row(.hazardVerify, ["hazard": other, "outcome": "passed"]),
        Row(.hazardReopen, ["hazard": other, "reason": "open again"]),
        Row(.hazardGet, ["hazard": other]),
        Row(.hazardList, optional: page.merging(["area": "binhai", "state": ["reported"], "level": "major"])),
    ]

    private static let areas: [Row] = [
        Row(.areaWeather, ["area": "binhai", "windBeaufort": 6, "conditions": ["fog"]]),
        Row(.areaStop, ["area": "binhai", "reason": "leak"], optional: ["adjacent": true]),
        Row(.areaAcknowledge, ["stop": 7], optional: ["area": "binhai"]),
        Row(.areaLift, ["area": "binhai", "stop": 7, "reason": "sealed"]),
    ]

    private static let register: [Row] = [
        Row(
            .areaPut, ["area": "binhai", "name": "滨海", "risk": "red"],
            optional: ["adjacent": ["binhai-2"], "facts": ["tanks": 3]]),
        Row(.personPut, ["person": "p-1", "name": "陈", "employer": "Binhai"], optional: ["status": "blocked"]),
        Row(
            .credentialPut,
            [
                "credential": "c-1", "person": "p-1", "kind": "special-work.welding", "number": "T-1",
                "issuer": "MEM", "issued": "2024-02-29", "expires": "2030-02-28",
            ], optional: ["reviewDue": "2027-02-28"]),
        Row(.credentialVerify, ["credential": "c-1", "method": "asked"], optional: withEvidence),
        Row(.credentialRevoke, ["credential": "c-1", "reason": "forged"]),
        Row(
            .grantPut,
            [
                "grant": "g-1", "person": "p-1", "role": "leader", "areas": ["*"], "from": "2026-01-01",
                "until": "2026-12-31T00:00:00Z",
            ], optional: ["kinds": ["hot"]]),
        Row(.grantRevoke, ["grant": "g-1", "reason": "left"]),
        Row(.instrumentPut, ["instrument": "i-1", "kind": "four gas", "calibrationDue": "2027-01-01"]),
        Row(
            .equipmentPut,
            [
                "equipment": "e-1", "kind": "crane", "registration": "R-1", "inspectionDue": "2027-01-01",
                "status": "inUse",
            ]),
        Row(.keyEnroll, ["key": curveKey, "person": "p-1"], optional: ["areas": ["binhai"]]),
        Row(.keyRevoke, ["key": curveKey, "reason": "lost"]),
        Row(.keyRotate, ["key": curveKey]),
    ]

    private static let reads: [Row] = [
        Row(.permitGet, ["permit": "HOT-20261124-001"]), Row(.permitHistory, onlyPermit),
        Row(.permitReadiness, onlyPermit), Row(.permitDossier, onlyPermit, optional: page),
        Row(.permitTicket, onlyPermit), Row(.logCheckpoint, optional: ["known": "permitd/i"]),
        Row(.logProof, ["seq": 7], optional: ["size": 9]),
        Row(
            .permitList,
            optional: page.merging(["area": "binhai", "state": ["active", "closed"], "kind": "hot", "person": "p-1"])),
        Row(.areaBoard, ["area": "binhai"]), Row(.registerGet, ["type": "person", "id": "p-1"]),
        Row(.registerList, ["type": "key"], optional: page), Row(.rulesList),
        Row(.rulesForm, ["kind": "hot"], optional: ["area": "binhai", "facts": [:]]),
        Row(.rulesExplain, ["kind": "hot", "facts": ["enclosed": true]], optional: ["area": "binhai"]),
        Row(
            .eventsRead, ["after": 1_000_000_000],
            optional: ["limit": 1_000, "topics": ["", "area/binhai/"], "waitMs": 30_000]),
        Row(.boardSnapshot, optional: ["topics": ["area/binhai/"], "after": "c"]),
        Row(.daemonStatus, optional: ["metrics": true]),
    ]
}
