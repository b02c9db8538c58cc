import PermitClient
import PermitCore

/// Which reads are wanted, one at a time.
extension BoardState {
    /// Changes whenever a stop, a danger or the weather does: what rows want may then be another thing.
    var circumstances: Int {
        guard let board else { return 0 }
        return board.items.reduce(into: 0) { stamp, item in
            if item.value.content["type"] != "permit" { stamp = stamp &* 31 &+ Int(clamping: item.value.sequence) &+ 1 }
        }
    }

    /// The next read to begin; nil for none now.
    mutating func nextRead(_ looksThroughRows: Bool) -> BoardRead? {
        guard asking == nil, board?.isLive == true else { return nil }
        if !queue.isEmpty {
            asking = queue.removeFirst()
        } else if looksThroughRows, view == .board, budget > 0, let row = firstUnknown() {
            budget -= 1
            asking = .readiness(row)
        }
        return asking
    }

    /// Asks for the opened permit where something has happened to it since.
    mutating func refreshOpened() {
        guard view == .permit, let id = opened?.id else { return }
        let sequence = board?.items[.permit(id)]?.sequence
        let isOld = known[id].map { scene.now - $0.at > Self.freshness } ?? false
        if sequence != openedSequence || isOld { askForOpened() }
    }

    /// Asks for all of the opened permit.
    mutating func askForOpened() {
        guard let id = opened?.id else { return }
        openedSequence = board?.items[.permit(id)]?.sequence
        for read in [BoardRead.permit(id), .readiness(id), .history(id)] where !queue.contains(read) {
            queue.append(read)
        }
    }

    /// The first row in sight of which nothing fresh is known.
    private mutating func firstUnknown() -> String? {
        let stamp = circumstances
        let layout = layout()
        for block in layout.blocks where block.start < scroll + height && block.start + block.height > scroll {
            guard case .permit(let id) = block.subject, let item = board?.items[.permit(id)]?.content,
                item["state"]?.string != PermitState.active.rawValue
            else { continue }
            guard let known = known[id], known.circumstances == stamp, known.revision == item["revision"]?.integer,
                scene.now - known.at <= Self.freshness
            else { return id }
        }
        return nil
    }
}
