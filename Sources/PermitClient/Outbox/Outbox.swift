public import PermitCore

/// Brings requests to the daemon. A ``Client`` does; tests have others.
public protocol Courier: Sendable {
    /// Sends a request and waits for its answer.
    func send(_ request: PreparedRequest, _ options: Client.Options) async throws -> Answer
    /// How it stands to the daemon.
    var state: ConnectionState { get }
    /// The same, now and each time it changes.
    func states() -> AsyncStream<ConnectionState>
}

extension Client: Courier {}

/// Sends what is kept until the daemon has answered it: through lost connections, crashes, restarts and a change of
/// keys. A refusal stops its chain until a person has looked at it; the others go on.
public actor Outbox {
    /// What a tablet shows of its outbox.
    public struct Overview: Hashable, Sendable {
        /// How many acts wait to be sent.
        public var waiting = 0
        /// The refused acts that a person has to look at.
        public var held: [KeptAct] = []
        /// How many acts could not be kept on the full disk: they are lost if this process ends before it is online.
        public var unkept = 0
        /// Whether the daemon refuses this device's key: nothing can be sent until it has another one.
        public var isKeyRefused = false
    }

    /// What became of an act.
    public enum Outcome: Sendable {
        /// The daemon took it.
        case done(Answer)
        /// It waits to be sent, and survives whatever happens to the device.
        case kept
        /// It waits to be sent, but only in memory: the disk is full.
        case unkept
    }

    private let store: OutboxStore
    private let now: @Sendable () -> Instant
    private var courier: any Courier
    private var order: SendingOrder
    private var unkept: Set<String> = []
    private var waiters: [String: CheckedContinuation<Answer?, Never>] = [:]
    private var watchers: [Int: AsyncStream<Overview>.Continuation] = [:]
    private var watcherCount = 0
    private var isKeyRefused = false
    private var connection: Task<Void, Never>?
    /// The acts that came back unanswered and rest before they are sent again.
    private var resting: [String: Task<Void, Never>] = [:]
    private var backOffs: [String: BackOff] = [:]
    private let firstRest: Int64
    private var isClosed = false

    /// Takes up what was kept and begins to send it.
    /// - Parameters:
    ///   - store: where acts are kept.
    ///   - courier: what brings them.
    ///   - now: the device's clock.
    /// - Throws: an ``OutboxFault``.
    public init(_ store: OutboxStore, _ courier: any Courier, now: @escaping @Sendable () -> Instant)
        async throws(OutboxFault)
    {
        try await self.init(store, courier, firstRest: 200, now: now)
    }

    /// - Parameter firstRest: how long an act rests that came back unanswered for the first time, in milliseconds.
    init(_ store: OutboxStore, _ courier: any Courier, firstRest: Int64, now: @escaping @Sendable () -> Instant)
        async throws(OutboxFault)
    {
        self.firstRest = firstRest
        self.store = store
        self.courier = courier
        self.now = now
        order = SendingOrder(try store.acts())
        follow(courier)
    }

    /// Goes on over another client, with other keys: what was signed stays as it was signed.
    public func use(_ courier: any Courier) {
        self.courier = courier
        isKeyRefused = false
        for rest in resting.values { rest.cancel() }
        follow(courier)
    }

    /// Ends the sending. What is kept stays kept.
    public func close() {
        isClosed = true
        connection?.cancel()
        for rest in resting.values { rest.cancel() }
        for waiter in waiters.values { waiter.resume(returning: nil) }
        waiters = [:]
        for watcher in watchers.values { watcher.finish() }
    }

    /// Keeps an act and sends it as soon as it can be.
    ///
    /// - Parameters:
    ///   - request: the act, prepared.
    ///   - urgency: how it is sent; at least ``Urgency/first`` for what the person knows to be safer than its words
    ///     tell, such as a gas reading over its limit.
    ///   - waitMilliseconds: how long the person waits for the answer. A refusal in that time is thrown and settles the
    ///     act; a later one is held for a person to look at.
    /// - Throws: ``Refused``, or an ``OutboxFault``: the act is not kept and will not be sent.
    public func put(
        _ request: PreparedRequest, _ urgency: Urgency, waitMilliseconds: Int = 0
    ) async throws -> Outcome {
        guard urgency.isKept else { throw OutboxFault.notKept(urgency) }
        let act = KeptAct(request, urgency, madeAt: now())
        guard !order.acts.contains(where: { $0.id == act.id }) else { throw OutboxFault.alreadyKept(act.id) }
        do {
            try store.keep(act)
        } catch {
            if case .alreadyKept = error { throw error }
            guard urgency == .first else { throw error }
            // Whatever is wrong with the disk, what makes things safer is sent if it can be.
            unkept.insert(act.id)
        }
        order.add(act)
        tell()
        guard waitMilliseconds > 0 else {
            send()
            return unkept.contains(act.id) ? .unkept : .kept
        }
        let answer = await answer(to: act.id, within: waitMilliseconds)
        guard let answer else { return unkept.contains(act.id) ? .unkept : .kept }
        if let refusal = answer.refusal { throw refusal }
        return .done(answer)
    }

    /// Sends what may be sent and waits for one act's answer; nil when the time is over.
    private func answer(to id: String, within milliseconds: Int) async -> Answer? {
        let deadline = Task { [weak self] in
            try? await Task.sleep(for: .milliseconds(milliseconds))
            await self?.endWait(id, nil)
        }
        let answer = await withCheckedContinuation { (continuation: CheckedContinuation<Answer?, Never>) in
            waiters[id] = continuation
            send()
        }
        deadline.cancel()
        return answer
    }

    /// What is in the outbox.
    public var overview: Overview {
        Overview(
            waiting: order.acts.count { $0.refusal == nil }, held: order.acts.filter { $0.refusal != nil },
            unkept: unkept.count, isKeyRefused: isKeyRefused)
    }

    /// What is in the outbox, now and each time it changes.
    public func overviews() -> AsyncStream<Overview> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            watcherCount += 1
            let watcher = watcherCount
            watchers[watcher] = continuation
            continuation.yield(overview)
            continuation.onTermination = { [weak self] _ in Task { await self?.forget(watcher) } }
        }
    }

    /// How an act ended; nil while it waits, and for what was never kept or ended long ago.
    public func ending(of id: String) throws(OutboxFault) -> SettledAct? { try store.ending(of: id) }

    /// Sends a refused act again, because what it was refused for has been put right.
    public func retry(_ id: String) throws(OutboxFault) {
        _ = try held(id)
        try store.hold(id, nil)
        order.hold(id, nil)
        tell()
        send()
    }

    /// Takes a refused act back, because a person has seen that it did not happen.
    public func drop(_ id: String) throws(OutboxFault) {
        let act = try held(id)
        try store.settle(SettledAct(act, .dropped, act.refusal?.content ?? [:], at: now()))
        order.remove(id)
        tell()
        send()
    }

    private func held(_ id: String) throws(OutboxFault) -> KeptAct {
        guard let act = order.acts.first(where: { $0.id == id && $0.refusal != nil }) else {
            throw OutboxFault.unknown(id)
        }
        return act
    }

    private func follow(_ courier: any Courier) {
        connection?.cancel()
        connection = Task { [weak self] in
            for await state in courier.states() { await self?.stand(state) }
        }
    }

    private func stand(_ state: ConnectionState) {
        if state != .offline { isKeyRefused = state == .keyRefused }
        // A new connection is a new chance for what rests.
        if state == .online { for rest in resting.values { rest.cancel() } }
        tell()
        send()
    }

    private func send() {
        guard !isClosed, courier.state == .online else { return }
        for act in order.takeNext() {
            let courier = courier
            Task { [weak self] in
                var options = Client.Options()
                options.timeoutMilliseconds = 60_000
                let result: Result<Answer, any Error>
                do {
                    result = .success(try await courier.send(act.request, options))
                } catch {
                    result = .failure(error)
                }
                await self?.take(result, of: act)
            }
        }
    }

    private func take(_ result: Result<Answer, any Error>, of act: KeptAct) async {
        switch result {
        case .failure: rest(act)
        case .success(let answer):
            guard let refusal = answer.refusal else {
                return settle(act, .done, answer)
            }
            switch refusal.code {
            case .busy, .unavailable, .internal:
                rest(act, atLeast: Int64(refusal.retryAfterMilliseconds ?? 0))
            case .clockSkew:
                // The device's clock runs ahead: what was done is true once the server's clock has come so far.
                rest(act, atLeast: 5_000)
            case .unauthorized where await isKeyUnknown():
                isKeyRefused = true
                rest(act, atLeast: 10_000)
            default:
                if waiters[act.id] != nil { return settle(act, .refused, answer) }
                order.hold(act.id, refusal)
                // If this can't be stored the act is sent again after a restart, and refused again.
                try? store.hold(act.id, refusal)
                tell()
                send()
            }
        }
    }

    /// Whether it is the key that is refused, not this person's act: whoever is enrolled may ask how the daemon stands.
    private func isKeyUnknown() async -> Bool {
        let body: JSONObject = [
            "v": 1, "id": "key-probe", "op": "daemon.status", "at": .moment(now()), "args": [:],
        ]
        let probe = PreparedRequest(
            id: "key-probe", operation: "daemon.status", body: JSONValue.object(body).utf8, signature: nil)
        return (try? await courier.send(probe, Client.Options()))?.refusal?.code == .unauthorized
    }

    /// Lets an act rest before it is sent again. It stays under way meanwhile, so that its chain keeps its order.
    private func rest(_ act: KeptAct, atLeast least: Int64 = 0) {
        tell()
        let pause = max(least, backOffs[act.id, default: BackOff(first: firstRest, longest: 10_000)].next())
        resting[act.id] = Task { [weak self] in
            try? await Task.sleep(for: .milliseconds(pause))
            await self?.endRest(of: act.id)
        }
    }

    private func endRest(of id: String) {
        resting[id] = nil
        order.putBack(id)
        send()
    }

    private func settle(_ act: KeptAct, _ ending: SettledAct.Ending, _ answer: Answer) {
        // If this can't be stored the act is sent again after a restart, and gets the recorded reply.
        try? store.settle(SettledAct(act, ending, answer.content, at: now()))
        order.remove(act.id)
        backOffs[act.id] = nil
        unkept.remove(act.id)
        endWait(act.id, answer)
        tell()
        send()
    }

    private func endWait(_ id: String, _ answer: Answer?) {
        waiters.removeValue(forKey: id)?.resume(returning: answer)
    }

    private func tell() {
        for watcher in watchers.values { watcher.yield(overview) }
    }

    private func forget(_ watcher: Int) { watchers[watcher] = nil }
}
