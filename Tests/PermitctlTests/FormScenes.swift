import PermitCore
import PermitTestKit

/// A permit at a moment of its life that a form is compared with.
struct FormScene: Sendable {
    let file: String
    let play: @Sendable (inout FormSite) throws -> Void

    static let all = [
        FormScene(file: "hot-requested") { try $0.requestHotWork() },
        FormScene(file: "confined-active") { try $0.enterTheTank() },
        FormScene(file: "hot-suspended") { try $0.stopHotWork() },
        FormScene(file: "hot-closed") { try $0.closeHotWork() },
    ]
}

extension FormSite {
    private static let permit = Site.permitID

    private static let railing: JSONObject = [
        "area": .string(AreaID.kitchen.text), "work": "更换厨房灶台支架\nWeld a new frame for the range",
        "method": "手工电弧焊 Arc welding",
        "facts": [
            "flammableArea": true, "enclosedVessel": false, "occupied": true, "contractor": true, "zone": "K-2",
        ],
        "equipment": .strings([Home.machine.text]),
        "analysis": [
            ["step": "切割旧支架", "hazard": "火花引燃油污", "control": "清洗灶台，铺防火毯，备灭火器 2 具"],
            [
                "step": "Weld the frame", "hazard": "Sparks, fumes, gas left in the pipe",
                "control": "Gas shut off and tested; the supervisor stays; air from the window",
            ],
        ],
    ]

    /// Asked for and countersigned; the approval is waited for.
    mutating func requestHotWork() throws {
        try site.request(Site.content(Self.permit, Self.railing))
        let digest = JSONValue.text(site.permit(Self.permit)?.contentDigest)
        try site.advance(.minutes(7))
        try site.perform(.permitCountersign, by: .unitHead, on: Self.permit, ["contentDigest": digest])
    }

    /// Two permits of one job; a smell of gas, then a gas alarm that stops the area.
    mutating func stopHotWork() throws {
        let other = JSONValue.strings([Site.otherID.text])
        try site.request(Site.content(Self.permit, Self.railing.merging(["related": other])))
        try site.request(
            Site.otherContent(["area": .string(AreaID.kitchen.text), "related": .strings([Self.permit.text])]))
        try work(Self.permit)
        try site.perform(
            .permitSuspend, by: .welder, on: Self.permit, ["reason": "灶台后面有煤气味\nIt smells of gas"])
        try site.advance(.minutes(4))
        try site.perform(.permitGasTest, by: .analyst, on: Self.permit, site.gas(14))
        try site.stop(.kitchen, by: .supervisor)
        try site.advance(.minutes(6))
    }

    /// Through a suspension, a change of supervisor, a finding of the watch and a refused acceptance to the end.
    mutating func closeHotWork() throws {
        try site.request(Site.content(Self.permit, Self.railing))
        try work(Self.permit)
        try site.advance(.minutes(10))
        try site.perform(.permitSuspend, by: .helper, on: Self.permit, ["reason": "smoke"])
        try site.accept(Self.permit)
        try site.resume(Self.permit)
        try site.perform(
            .permitHandover, by: .supervisor, on: Self.permit, ["role": "supervisor", "to": .id(.supervisor2)])
        try site.perform(.permitTakeover, by: .supervisor2, on: Self.permit, ["role": "supervisor", "inside": []])
        if site.permit(Self.permit)?.state == .suspended {
            try site.perform(.permitArrive, by: .supervisor2, on: Self.permit)
            try site.accept(Self.permit)
            try site.resume(Self.permit)
        }
        try site.advance(.minutes(15))
        try site.finish(Self.permit)
        try site.advance(.minutes(5))
        try site.perform(.permitWatch, by: .watcher, on: Self.permit, ["finding": "墙角有余烬，已浇水"])
        try site.watch(Self.permit)
        try site.restore(Self.permit)
        let defects: JSONValue = [["item": "siteCleared", "text": "焊渣未清理 Slag under the range"]]
        try site.perform(.permitRefuseAcceptance, by: .acceptor, on: Self.permit, ["defects": defects])
        try site.advance(.minutes(3))
        try site.restore(Self.permit)
        try site.perform(.permitClose, by: .acceptor, on: Self.permit)
    }

    /// Approves, prepares and starts hot work in the kitchen.
    private mutating func work(_ permit: PermitID) throws {
        try site.approve(permit)
        try site.advance(to: Home.from)
        try site.prepare(permit)
        try site.perform(
            .permitCheck, by: .leader, on: permit,
            ["check": "contractorAgreement", "outcome": "notApplicable", "reason": "框架协议已签 (2026)"])
        try site.start(permit)
    }
}
