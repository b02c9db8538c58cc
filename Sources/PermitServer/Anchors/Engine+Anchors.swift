import Logging
import PermitCore
import PermitLog
import PermitProof

extension Engine {
    /// Compares the log with everything outside that remembers it.
    ///
    /// - Throws: the first ``AnchorFault``; then nothing may be served.
    func check(_ anchors: [Anchor]) throws {
        let keys = try trustedKeys()
        for anchor in anchors where !keys.isEmpty {
            let checkpoints = try anchor.checkpoints(signedBy: keys)
            if checkpoints.isEmpty {
                logger.warning("no checkpoint yet", metadata: ["anchor": "\(anchor)"])
            }
            for checkpoint in checkpoints { try check(checkpoint, of: "\(anchor)") }
        }
    }

    /// Compares the log with one checkpoint.
    func check(_ checkpoint: Checkpoint, of anchor: String) throws {
        guard checkpoint.size <= log.head else {
            throw AnchorFault.rolledBack(anchor: anchor, remembered: checkpoint.size, held: log.head)
        }
        guard try log.prover.root(checkpoint.size) == checkpoint.root else {
            throw AnchorFault.rewritten(anchor: anchor, size: checkpoint.size)
        }
    }

    /// Keeps the newest checkpoint in every anchor, if the log has grown since the last time or an anchor failed then.
    func keepCheckpoint(in anchors: [Anchor]) throws(LogFailure) {
        guard anchoredSize != log.head, let note = try notary?.checkpoint(of: log.frontier) else { return }
        let failures = anchors.compactMap { anchor -> [AlarmPanel.Figure]? in
            do {
                try anchor.keep(note)
                return nil
            } catch {
                return [("anchor", "\(anchor)"), ("reason", "\(error)")]
            }
        }
        anchorsFailed = failures.count
        let moment = surroundings().now
        watch.set(.anchorUnwritable, !failures.isEmpty, failures.first ?? [], at: moment)
        guard failures.isEmpty else { return }
        anchoredSize = log.head
        if !anchors.isEmpty { watch.instruments.note(checkpointIn: "anchor", at: moment) }
    }

    /// Writes the newest checkpoint to the log of the program, where the journal keeps it.
    func logCheckpoint() throws(LogFailure) {
        guard loggedSize != log.head, let note = try notary?.checkpoint(of: log.frontier) else { return }
        loggedSize = log.head
        var metadata: Logger.Metadata = [:]
        for (name, value) in CheckpointLine.metadata(of: note) { metadata[name] = "\(value)" }
        logger.notice("checkpoint", metadata: metadata)
        watch.instruments.note(checkpointIn: "journal", at: surroundings().now)
    }
}
