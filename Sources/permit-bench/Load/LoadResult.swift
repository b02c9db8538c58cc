/// What became of a load.
struct LoadResult: Codable, Equatable {
    /// Answered as wished, before the clock stopped.
    var done = 0
    /// Answered as wished after that.
    var doneLate = 0
    /// Refused, by code.
    var refused: [String: Int] = [:]
    /// Sent and never answered.
    var unanswered = 0
    /// From the first message to the end of the time, or to the last answer when the messages were used up before.
    var seconds = 0.0
    /// From a message's moment to its answer.
    var latency = Quantiles([])
    /// The mean size of an answer.
    var replyBytes = 0

    /// Answered as wished in a second.
    var rate: Double { seconds > 0 ? Double(done) / seconds : 0 }

    /// What should not be, in words; nil if nothing.
    func fault(besides expected: String? = nil) -> String? {
        let codes = refused.filter { $0.key != expected }.sorted { $0.key < $1.key }
        var words = codes.map { "\($0.value) \($0.key)" }
        if unanswered > 0 { words.append("\(unanswered) unanswered") }
        return words.isEmpty ? nil : words.joined(separator: ", ")
    }
}
