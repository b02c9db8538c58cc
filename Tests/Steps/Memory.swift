import Foundation
import PermitCore
import PermitTestKit
import PermitWire

/// Measures what an open permit takes in memory: the life of one permit is lived again by many, each read from the
/// bytes of its events as on a start of the daemon.
struct Memory {
    private let home: State
    private let life: [(bytes: String, sequence: UInt64)]
    private let number: String

    init(_ target: PermitState) throws {
        var site = Site.home
        home = site.state
        let begun = site.state.head
        try site.request(Self.content)
        try site.bring(Site.permitID, to: target)
        if target == .active {
            for worker in [PersonID.welder, .helper] {
                try site.perform(.permitEnter, by: .supervisor, on: Site.permitID, ["person": .id(worker)])
            }
            try site.perform(.permitGasTest, by: .analyst, on: Site.permitID, site.gas(mode: "periodic"))
        }
        number = site.permit(Site.permitID)?.number ?? ""
        life = site.events(after: begun).map { event in
            (String(decoding: EventCoding.bytes(of: event, instance: "bench"), as: UTF8.self), event.sequence)
        }
    }

    /// A permit as people write them.
    private static let content = Site.content(
        Site.permitID,
        [
            "work": "更换 3 号反应釜出口管线 DN80 短节，割除旧法兰后焊接新法兰，并对焊缝做渗透检测。",
            "method": "先用盲板隔断上下游并置换合格，再气割、打磨、氩弧焊打底、手工电弧焊盖面。",
            "crew": Site.crew((.welder, "welder"), (.helper, "helper"), (.stranger, "helper")),
            "equipment": .strings([Home.machine.text]),
            "analysis": [
                ["step": "拆除旧短节", "hazard": "残余物料喷出，着火", "control": "打开导淋确认无压，接收盘接料，灭火器到位"],
                ["step": "气割与打磨", "hazard": "火花飞溅到下层平台", "control": "铺防火毯，下层设专人监护，清除可燃物"],
                ["step": "焊接新法兰", "hazard": "触电，弧光灼伤", "control": "焊机接地并装漏电保护，遮光屏，防护面罩"],
            ],
        ])

    /// The bytes that each of so many permits adds to what the process holds.
    func bytesEach(_ count: Int) throws -> Int {
        var state = home
        // What is first done takes memory of its own.
        for permit in 0..<100 { try live(permit, in: &state) }
        let before = try Self.residentBytes()
        for permit in 100..<(count + 100) { try live(permit, in: &state) }
        let after = try Self.residentBytes()
        precondition(state.live.count == count + 100, "not every permit is open")
        return (after - before) / count
    }

    /// Lives the life under another id, in an area that ten permits share, with people who are on two permits each.
    private func live(_ permit: Int, in state: inout State) throws {
        let id = "10000000-0000-4000-8000-" + String(format: "%012d", permit)
        let people = ["leader", "supervisor", "welder", "helper", "stranger"].map {
            ("\"p-\($0)\"", "\"p-\($0)-\(permit / 2)\"")
        }
        let names =
            people + [
                (Site.permitID.text, id), (number, "HOT-20261124-" + String(format: "%06d", permit)),
                ("\"\(AreaID.home)\"", "\"\(AreaID.home)/unit-\(permit / 10)\""),
            ]
        for (bytes, sequence) in life {
            let text = names.reduce(bytes) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
            let event = try EventCoding.event(from: Array(text.utf8), sequence: sequence)
            try state.apply(
                Event(
                    sequence: state.head + 1, previous: 0, type: event.type, subject: event.subject, area: event.area,
                    time: event.time, origin: event.origin, permit: event.permit, cause: event.cause, args: event.args,
                    effects: event.effects))
        }
    }

    private static func residentBytes() throws -> Int {
        let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
        return (Int(text.split(separator: " ")[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
