import Foundation
import PermitPacks

/// A pack with no mistake, small enough to put one in: two kinds of work in files of their own.
struct SmallPack {
    /// The text of each file by its name.
    var files = ["small.yaml": Self.head, "small-dig.yaml": Self.dig, "small-hot.yaml": Self.hot]

    /// The faults of the pack as they are told, with the directory left out.
    func faults() throws -> [String] {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("pack-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        for (name, text) in files {
            try Data(text.utf8).write(to: directory.appendingPathComponent(name))
        }
        do {
            _ = try PackLoader.load(directory: directory.path)
            return []
        } catch {
            return error.lines.map { $0.replacing("\(directory.path)/", with: "") }
        }
    }

    static let head = """
        pack: small
        edition: "1"
        title: {zh: 小, en: Small}
        inForceFrom: 2026-01-01
        inForceThrough: 2026-12-31
        supersededBy: large
        sources:
          - {source: LAW, title: {zh: 法, en: Law}, verified: true}
          - {source: "29.1", title: {zh: 规, en: Rule}, verified: false}
        credentials:
          - {kind: cert.weld, title: {zh: 焊, en: Weld}, clause: LAW}
          - {kind: cert.watch, title: {zh: 看, en: Watch}, clause: LAW}
        areaFacts:
          - {fact: zone, type: text, title: {zh: 区, en: Zone}}
          - {fact: tall, type: number, title: {zh: 高, en: Tall}}
        posts:
          - {post: boss, title: {zh: 长, en: Boss}, areaPost: true}
          - {post: clerk, title: {zh: 员, en: Clerk}, safetyPost: true}

        """

    static let hot = """
        kind: hot
        title: {zh: 火, en: Hot}
        clause: "LAW 1"
        facts:
          - {fact: wet, type: boolean, title: {zh: 湿, en: Wet}}
          - {fact: pipe, type: text, title: {zh: 管, en: Pipe}}
        grades:
          - {grade: "1", title: {zh: 一, en: One}, rank: 2, when: {fact: wet, is: true}, longest: 8h,
             countersign: [clerk], approve: boss, clause: LAW}
          - {grade: "2", title: {zh: 二, en: Two}, rank: 1, when: {not: {fact: zone, is: a}}, longest: 24h,
             countersign: [], approve: boss, clause: "[site]"}
        checks:
          - {check: clean, title: {zh: 净, en: Clean}, by: [leader], lives: day, clause: "29.1."}
          - {check: plan, title: {zh: 案, en: Plan}, by: [clerk], lives: day, clause: LAW,
             required: {fact: grade, is: "1"}}
        condition: {lives: day, clause: LAW}
        briefing: {by: [supervisor], lives: permit, clause: LAW}
        trades:
          - {trade: welder, title: {zh: 焊工, en: Welder}, credentials: [cert.weld, training.any], clause: LAW}
          - {trade: helper, title: {zh: 帮手, en: Helper}, credentials: [], clause: needs nothing}
        supervisor: {credentials: [cert.watch], lapsesAfter: 30m, warnBefore: 5m, onePermit: true, clause: LAW}
        leaderCredentials: [cert.watch]
        gas:
          required: {fact: tall, over: 3}
          points:
            - {point: top, title: {zh: 上, en: Top}}
            - {point: low, title: {zh: 下, en: Low}}
          limits:
            - {gas: oxygen, title: {zh: 氧, en: Oxygen}, unit: "%vol", min: 19, clause: LAW}
            - {gas: methane, title: {zh: 甲烷, en: Methane}, unit: "%LEL", max: 10, clause: LAW}
          oldest: [{when: {fact: wet, is: true}, is: 10m}, {is: 30m}]
          retestAfterBreak: 0m
          daily: true
          every: 15m
          warnBefore: 3m
          clause: LAW
        fireWatch:
          lasts: 30m
          round: 15m
          clause: LAW
        restoration:
          - {item: swept, title: {zh: 扫, en: Swept}, clause: LAW}
          - {item: shut, title: {zh: 关, en: Shut}, clause: LAW}
        demands:
          - {demand: dry, must: {fact: wet, is: false}, title: {zh: 干, en: Dry}, clause: LAW}
          - {demand: low, must: {fact: tall, atMost: 9}, title: {zh: 低, en: Low}, clause: LAW}
        upgrade: {raise: posts, occasions: [night], when: {fact: zone, is: b}, clause: LAW}
        conflicts:
          - {with: dig, near: fact, fact: pipe, effect: block, title: {zh: 撞, en: Clash}, clause: LAW}
          - {with: any, near: same, effect: warn, title: {zh: 同, en: Same}, clause: LAW}
        links:
          - {kind: dig, when: {any: [{fact: wet, is: true}, {fact: tall, over: 1}]}, clause: LAW}
        latches: [gasOutOfRange, stopWork]
        handover: {lapsesAfter: 1h, clause: LAW}
        alarmEvery: 5m

        """

    static let dig = """
        kind: dig
        title: {zh: 土, en: Dig}
        clause: LAW
        facts: []
        grades:
          - {grade: only, title: {zh: 唯一, en: Only}, rank: 1, when: always, longest: 1d, countersign: [], approve: boss,
             clause: LAW}
        checks: []
        condition: {lives: day, clause: LAW}
        briefing: {by: [leader], lives: permit, clause: LAW}
        trades: [{trade: digger, title: {zh: 挖, en: Digger}, credentials: [], clause: LAW}]
        supervisor: {credentials: [], lapsesAfter: 30m, warnBefore: 5m, onePermit: true, clause: LAW}
        restoration: []
        alarmEvery: 5m

        """
}
