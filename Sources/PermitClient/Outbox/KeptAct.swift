public import PermitCore

/// An act that is kept until the daemon has answered it.
public struct KeptAct: Hashable, Sendable {
    /// The request, to the byte.
    public let request: PreparedRequest
    /// How it is sent.
    public let urgency: Urgency
    /// What it must stay in order with: its permit, or else its hidden danger or its area.
    public let chain: String
    /// When the person did it, by the device's clock.
    public let madeAt: Instant
    /// The refusal that a person has to look at; nil while it waits to be sent.
    public var refusal: Refused?

    /// An act as it is kept.
    public init(_ request: PreparedRequest, _ urgency: Urgency, madeAt: Instant, refusal: Refused? = nil) {
        self.request = request
        self.urgency = urgency
        self.madeAt = madeAt
        self.refusal = refusal
        let args = request.args
        chain = ["permit", "hazard", "area"].lazy.compactMap { args[$0]?.string }.first ?? request.operation
    }

    /// The request's id.
    public var id: String { request.id }
}

/// What became of an act that was kept.
public struct SettledAct: Hashable, Sendable {
    /// How it ended.
    public enum Ending: String, Sendable {
        /// The daemon took it.
        case done
        /// The daemon refused it while the person was there to be told.
        case refused
        /// A person took it back after a refusal.
        case dropped
    }

    /// The request's id and its operation.
    public let id, operation: String
    /// What it was in order with.
    public let chain: String
    /// How it ended.
    public let ending: Ending
    /// The answer's result or error; for what was dropped, the refusal.
    public let content: JSONObject
    /// When it ended, by the device's clock.
    public let at: Instant

    /// Names an ending.
    public init(_ act: KeptAct, _ ending: Ending, _ content: JSONObject, at: Instant) {
        self.init(
            id: act.id, operation: act.request.operation, chain: act.chain, ending: ending, content: content, at: at)
    }

    init(id: String, operation: String, chain: String, ending: Ending, content: JSONObject, at: Instant) {
        self.id = id
        self.operation = operation
        self.chain = chain
        self.ending = ending
        self.content = content
        self.at = at
    }
}
