import PermitCore
import PermitLog

/// Snapshots that are being paged: every page is true at the same sequence.
struct Snapshots {
    struct Snapshot {
        let key: String
        let sequence: UInt64
        let items: [JSONObject]
        let expires: Int64
    }

    private var byID: [UInt64: Snapshot] = [:]
    private var newest: UInt64 = 0

    var count: Int { byID.count }

    mutating func keep(_ snapshot: Snapshot, now: Int64) -> UInt64 {
        byID = byID.filter { $0.value.expires > now }
        let own = byID.filter { $0.value.key == snapshot.key }.keys
        if own.count >= Limits.snapshotsOfOneKey, let oldest = own.min() { byID[oldest] = nil }
        if byID.count >= Limits.snapshots, let oldest = byID.keys.min() { byID[oldest] = nil }
        newest += 1
        byID[newest] = snapshot
        return newest
    }

    func snapshot(_ id: UInt64, key: String, now: Int64) -> Snapshot? {
        byID[id].flatMap { $0.key == key && $0.expires > now ? $0 : nil }
    }
}

extension Engine {
    /// `board.snapshot`: the first page makes the snapshot, the others read on in it.
    func snapshot(_ arguments: SnapshotArguments, _ key: String, _ answers: Answers) throws -> JSONObject {
        let now = monotonicMilliseconds()
        guard let cursor = arguments.after else {
            let snapshot = Snapshots.Snapshot(
                key: key, sequence: state.head, items: answers.snapshot(topics: arguments.topics),
                expires: now + Limits.snapshotMilliseconds)
            return page(of: snapshot, from: 0) { snapshots.keep(snapshot, now: now) }
        }
        let parts = cursor.split(separator: ".").compactMap { UInt64($0) }
        guard parts.count == 2, let from = Int(exactly: parts[1]),
            let snapshot = snapshots.snapshot(parts[0], key: key, now: now), from <= snapshot.items.count
        else {
            throw Refusal(.cursorExpired, Message("the snapshot is gone: take a new one", "快照已失效，请重新获取"))
        }
        return page(of: snapshot, from: from) { parts[0] }
    }

    private func page(of snapshot: Snapshots.Snapshot, from: Int, id: () -> UInt64) -> JSONObject {
        var shown: [JSONValue] = []
        var size = 0
        for item in snapshot.items[from...] {
            let value = JSONValue.object(item)
            size += value.utf8.count
            guard shown.isEmpty || size <= Limits.bytesPerPage else { break }
            shown.append(value)
        }
        let end = from + shown.count
        let next: JSONValue = end < snapshot.items.count ? .string("\(id()).\(end)") : .null
        return [
            "seq": .sequence(snapshot.sequence), "epoch": .string(log.epoch), "items": .array(shown), "next": next,
        ]
    }
}
