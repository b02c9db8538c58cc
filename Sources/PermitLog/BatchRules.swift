/// What every log demands of a batch before it stores any of it.
extension LogBatch {
    /// Checks order, ranges and characters; what is already recorded only the log itself knows.
    ///
    /// - Throws: `.corrupt`, named by the first event at fault.
    func check(after head: UInt64) throws(LogFailure) {
        var expected = head
        for event in events {
            expected += 1
            guard event.sequence == expected else {
                throw .corrupt(sequence: expected, "the batch brings event \(event.sequence) in its place")
            }
            guard event.topic.hasNoZeroByte, event.subject.hasNoZeroByte else {
                throw .corrupt(sequence: expected, "its topic or subject holds a zero byte")
            }
        }
        var claimed = head
        for request in requests {
            try request.check()
            guard let first = request.firstSequence, let last = request.lastSequence else { continue }
            guard claimed < first, first <= last, last <= expected else {
                throw .corrupt(sequence: first, "\(request.name) claims events \(first) to \(last), not its to claim")
            }
            claimed = last
        }
    }

    /// The place in `requests` of the one that made this event, nil if none did.
    func requestIndex(madeEvent sequence: UInt64) -> Int? {
        requests.firstIndex { request in
            guard let first = request.firstSequence, let last = request.lastSequence else { return false }
            return first <= sequence && sequence <= last
        }
    }
}

extension RecordedRequest {
    /// How a fault names it.
    var name: String { "request \(id) of \(key)" }

    fileprivate func check() throws(LogFailure) {
        guard (firstSequence == nil) == (lastSequence == nil) else {
            throw .corrupt(sequence: firstSequence ?? lastSequence, "\(name) names only one end of its events")
        }
        guard key.hasNoZeroByte, id.hasNoZeroByte, signer?.hasNoZeroByte ?? true else {
            throw .corrupt(sequence: firstSequence, "\(name) holds a zero byte in key, id or signer")
        }
        guard signature?.isEmpty != true else {
            throw .corrupt(sequence: firstSequence, "\(name) brings an empty signature")
        }
    }
}

extension LogFailure {
    static var alreadyRecorded: LogFailure {
        .corrupt(sequence: nil, "the batch repeats a request id of one key, or a signed body of one person")
    }
}

extension String {
    /// SQLite ends some texts at a zero byte, and the chain separates texts by one.
    fileprivate var hasNoZeroByte: Bool { !utf8.contains(0) }
}
