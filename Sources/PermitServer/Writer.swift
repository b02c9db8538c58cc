import Logging
import PermitCore
import PermitLog
import PermitWire
import Synchronization
import ZeroMQ

/// The one thread that decides: it owns every socket and the state, and lends the log to the thread that stores.
///
/// A turn: wait; answer handshakes; take in requests; decide each while those that follow are read and those before are
/// stored; one transaction; and of what is stored: waiting reads, replies, events. No step is skipped but for a disk
/// that is not ready: what waits for it leaves in the next turn. Other threads get copies alone: to read requests, to
/// write a snapshot.
final class Writer {
    let engine: Engine
    private let commands: CommandSocket
    let eventSockets: [EventSocket]
    private var zap: ZAPHandler
    private let wakeUp: WakeUp
    let mailbox: Mailbox
    private var door: DoorCheck?
    private let options: Daemon.Options
    private let logger: Logger
    private var connections: ConnectionWatch
    private var isServing = false
    private var space: SpaceWatch
    private let resumption: Resumption
    /// What was taken from the socket and read ahead, and has its turn still to come; and what follows, being read.
    private var ahead: ArraySlice<Engine.ReadRequest> = []
    private var reading: Reading?
    private let readers = Helpers("reader")
    private let storer = Helpers("storer", count: 1)
    private var nextHeartbeat: Int64 = 0
    private var nextLoggedCheckpoint: Int64 = 0

    init(
        _ engine: Engine, _ options: Daemon.Options, _ mailbox: Mailbox, _ resumption: Resumption
    ) throws {
        self.engine = engine
        self.resumption = resumption
        self.mailbox = mailbox
        logger = options.logger
        wakeUp = mailbox.wakeUp
        self.options = options
        let settings = options.settings
        space = SpaceWatch(settings.spaceMarks)
        let security = Security(
            serverKeys: settings.serverKeys, hasLocalIdentity: settings.localIdentity != nil)
        // The handler is bound before any socket: without it, handshakes would fail.
        zap = try ZAPHandler(options.context, refusalDelayMilliseconds: Limits.refusalDelayMilliseconds)
        commands = try CommandSocket(bind: settings.commands, options.context, security)
        var sockets = [
            try EventSocket(
                .everything, domain: Security.eventsDomain, bind: settings.events, options.context, security)
        ]
        for (index, audience) in settings.audiences.enumerated() {
            sockets.append(
                try EventSocket(
                    .area(audience.area), domain: "audience-\(index)", bind: audience.events, options.context,
                    security))
        }
        eventSockets = sockets
        connections = ConnectionWatch(
            over: [commands.endpoint] + sockets.map(\.endpoint), in: engine.watch.process, options.logger)
    }

    /// Where the sockets are bound.
    var endpoints: Endpoints {
        let audiences = eventSockets.compactMap { socket -> Settings.Audience? in
            guard case .area(let area) = socket.content else { return nil }
            return Settings.Audience(events: socket.endpoint, area: area)
        }
        return Endpoints(
            commands: commands.endpoint, events: eventSockets[0].endpoint, audiences: audiences)
    }

    /// Turns until told to stop. Throws what ends the process; then nothing more was answered.
    func run() throws {
        defer { resumption.end() }
        while true {
            let now = monotonicMilliseconds()
            try wait(at: now)
            let begun = monotonicNanoseconds()
            for letter in mailbox.take() where try !open(letter) {
                return try drain()
            }
            // Who may come in is judged by what is on disk.
            if engine.storing?.batch.changesRegister == true || engine.batch.changesRegister { try finishAll() }
            zap.serve(now: monotonicMilliseconds(), decide: judge)
            for socket in eventSockets where try !socket.drain(now: monotonicMilliseconds(), &connections.doorkeeper) {
                try socket.rebind()
            }
            if isServing { try takeIn() }
            connections.keep(at: monotonicMilliseconds())
            try engine.tickIfDue(engine.surroundings())
            engine.endWaits(at: monotonicMilliseconds())
            try finishTurn()
            engine.watch.note(turn: monotonicNanoseconds() - begun, now: monotonicMilliseconds())
            mailbox.noteTurn()
        }
    }

    private func wait(at now: Int64) throws(ZeroMQError) {
        var items = [mailbox.wakeUp.pollItem(), zap.pollItem()] + eventSockets.map { $0.pollItem() }
        if isServing { items.append(commands.pollItem()) }
        var wake = ahead.isEmpty && reading == nil ? max(now, nextHeartbeat) : now
        if let look = connections.nextLook { wake = min(wake, max(now, look)) }
        if let due = zap.nextDue { wake = min(wake, due) }
        if let due = engine.waiting.nextDeadline { wake = min(wake, due) }
        if let due = engine.nextDeadline {
            let left = (due - engine.surroundings().now).milliseconds
            wake = min(wake, now + max(0, left))
        }
        _ = try poll(&items, timeoutMilliseconds: Int(min(max(0, wake - now), Limits.heartbeatMilliseconds)))
    }

    /// Acts on what another thread asked; false to stop.
    private func open(_ letter: Mailbox.Letter) throws -> Bool {
        switch letter {
        case .serve:
            isServing = true
            resumption.begin()
            door = DoorCheck(
                endpoints.doors, serverKey: options.settings.serverKeys.publicKey, options.context,
                interval: options.doorMilliseconds, now: monotonicMilliseconds())
        case .adopt(let house):
            engine.enter(house)
            try engine.adopt(house.packs)
            engine.watch.set(.reloadRefused, false, at: engine.surroundings().now)
        case .refuseRules(let reason):
            engine.watch.set(.reloadRefused, true, [("reason", reason)], at: engine.surroundings().now)
        case .trustClock:
            engine.trustClock()
        case .stop:
            return false
        case .wake:
            break
        case .end(let fault):
            throw fault
        }
        return true
    }

    /// Takes requests in until none waits or the turn is long enough; false if some may be left. libzmq takes from its
    /// peers in turn, so whoever sends little is not behind whoever sends much.
    @discardableResult
    private func takeIn() throws -> Bool {
        let begun = monotonicMilliseconds()
        var bytes = 0
        for _ in 0..<Limits.requestsPerTurn {
            if ahead.isEmpty {
                guard let next = try reading ?? receive() else { return true }
                reading = try receive()
                ahead = next.take()[...]
            }
            guard let next = ahead.popFirst() else { return true }
            let replies = engine.batch.replies.count
            try engine.handle(next)
            bytes += engine.batch.replies.dropFirst(replies).reduce(0) { $0 + $1.bytes.count }
            if engine.batch.isFull || (engine.batch.isWorthASync && !engine.isStoring) { try finishBatch() }
            if bytes >= Limits.replyBytesPerTurn {
                try finishBatch()
                return false
            }
            if monotonicMilliseconds() - begun >= Limits.turnMilliseconds { return false }
        }
        return false
    }

    /// What waits in the socket, as much of it as is read ahead at once; nil if nothing does.
    private func receive() throws(ZeroMQError) -> Reading? {
        var requests: [Inbound] = []
        while requests.count < Limits.requestsReadAhead, let (message, routingID) = try commands.receive() {
            let user = message.userID ?? ""
            connections.doorkeeper.note(messageBy: message.descriptor, of: user)
            let envelope = Envelope(message.frames)
            requests.append(
                Inbound(
                    route: Route(frames: [routingID] + envelope.frames), userID: user, content: envelope.content,
                    isTruncated: message.truncated || message.frames.count >= Envelope.mostFrames,
                    isExcess: !engine.quotas.admits(user, now: monotonicMilliseconds()),
                    receivedAt: monotonicNanoseconds()))
        }
        guard !requests.isEmpty else { return nil }
        let reading = engine.reading(requests)
        reading.begin(with: readers)
        return reading
    }

    /// Durable before visible: what was stored ends waits, and its replies and events go out while what was decided
    /// since is stored. Waits for what is still being stored.
    private func finishBatch() throws {
        let done = try engine.takeStored()
        try engine.answerWaiting(for: done.events)
        let isCopyDue = done.hasRecords && engine.storage.isCopyDue
        // What this thread stores itself, and what waits for a copy, comes when the former has left.
        let isNext = done.isEmpty ? !engine.batch.isEmpty : engine.batch.isWorthAStorer
        if isNext, !isCopyDue { engine.store(with: storer, bell: wakeUp) }
        for reply in done.replies { try commands.send(reply) }
        engine.watch.note(answered: done.replies, at: monotonicNanoseconds())
        for event in done.events {
            for socket in eventSockets { try socket.publish(event) }
        }
        if isCopyDue {
            storer.begin(Copying(engine.storage))
            if isNext { engine.store(with: storer, bell: wakeUp) }
        }
        if done.changesRegister { try evict() }
    }

    /// Lets leave what can without waiting for the disk, and stores the rest.
    private func finishReady() throws {
        while !engine.isStoring, engine.storing != nil || !engine.batch.isEmpty { try finishBatch() }
    }

    /// Lets all leave that was decided.
    private func finishAll() throws {
        while engine.storing != nil || !engine.batch.isEmpty { try finishBatch() }
    }

    private func finishTurn() throws {
        try finishReady()
        let now = monotonicMilliseconds()
        guard now >= nextHeartbeat else { return }
        nextHeartbeat = now + Limits.heartbeatMilliseconds
        try finishAll()
        try evict()
        noteSpace()
        try lookAfter(now: now)
        let heartbeat = EventCoding.heartbeat(
            instance: engine.instance, epoch: engine.log.epoch, sequence: engine.state.head,
            at: engine.surroundings().now)
        for socket in eventSockets { try socket.publish(heartbeat: heartbeat) }
        resumption.lookAfter(engine, hasRoom: !space.isWarned, now: now)
        (engine.log as? SQLiteLog)?.checkpointIfIdle()
        try engine.keepCheckpoint(in: engine.anchors)
        if now >= nextLoggedCheckpoint {
            nextLoggedCheckpoint = now + Limits.loggedCheckpointMilliseconds
            try engine.logCheckpoint()
        }
    }

    /// Drops the subscribers of a socket that someone on it may no longer read: libzmq can't drop one.
    private func evict() throws {
        for socket in eventSockets {
            let isStale = socket.admitted.contains { user in
                guard let key = engine.clientKey(user) else { return true }
                return !socket.admits(engine.viewer(of: key))
            }
            if isStale {
                logger.notice(
                    "dropping subscribers to have a revoked one refused", metadata: ["socket": "\(socket.domain)"])
                try socket.rebind()
            }
        }
    }

    private func noteSpace() {
        guard let log = engine.log as? SQLiteLog else { return }
        let free = log.spaceLeft()
        space.note(free: free)
        engine.isShortOfSpace = space.isLow
        engine.watch.set(
            .diskLow, space.isWarned, [("freeBytes", "\(free)")], at: engine.surroundings().now)
        if !space.isLow { log.restoreReserve() }
    }

    private func lookAfter(now: Int64) throws {
        engine.lookAfter(now: now)
        let moment = engine.surroundings().now
        let shutOut = eventSockets.filter { $0.hasShutOut(now: now) }.map(\.domain)
        engine.watch.set(
            .keyShutOut, !shutOut.isEmpty, [("sockets", shutOut.joined(separator: ","))], at: moment)
        if case .shut(let unanswered)? = try door?.step(now: now) {
            engine.watch.set(
                .doorUnanswered, !unanswered.isEmpty, [("doors", unanswered.joined(separator: ","))], at: moment)
        }
        mailbox.standing = Standing(
            livePermits: engine.state.live.count, alarms: engine.watch.panel.all.map(\.alarm.rawValue))
    }

    /// Who may connect to which socket, counted.
    private func judge(_ request: ZAPRequest) -> ZAPDecision {
        let decision = admit(request)
        // Until it serves, the daemon waits for the refusal of its own attempts: a start must not take longer for it.
        if !isServing, case .refuse(let reason) = decision { return .refuseAtOnce(reason) }
        var isAllowed = false
        if case .allow = decision { isAllowed = true }
        if case .curve(let key) = request.mechanism, door?.isOwn(key.z85) == true { return decision }
        engine.watch.note(handshakeAllowed: isAllowed, now: monotonicMilliseconds())
        return decision
    }

    /// Who may connect to which socket.
    private func admit(_ request: ZAPRequest) -> ZAPDecision {
        let user: String
        switch request.mechanism {
        case .curve(let key): user = key.z85
        case .null: user = Security.localUser
        default: return .refuse("CURVE is wanted")
        }
        if options.admitsAnyone() { return .allow(userID: user) }
        guard let key = engine.clientKey(user), !key.isRevoked else { return .refuse("not enrolled") }
        guard request.domain != Security.commandsDomain else { return .allow(userID: user) }
        guard let socket = eventSockets.first(where: { $0.domain == request.domain }),
            socket.admits(engine.viewer(of: key)), !socket.isShutOut(user, now: monotonicMilliseconds())
        else { return .refuse("may not see all that is sent here") }
        socket.note(admitted: user)
        return .allow(userID: user)
    }

    /// The last turn: what is waiting is answered (safer acts are still taken), nothing new is begun.
    private func drain() throws {
        engine.isClosing = true
        engine.endWaits(at: nil)
        let deadline = monotonicMilliseconds() + Limits.drainMilliseconds
        while isServing, monotonicMilliseconds() < deadline {
            let isAll = try takeIn()
            try finishAll()
            if isAll { break }
        }
        try finishAll()
        try engine.keepCheckpoint(in: engine.anchors)
        try engine.logCheckpoint()
        resumption.finish(engine, hasRoom: !space.isWarned)
        try (engine.log as? SQLiteLog)?.close()
        logger.notice("stopped", metadata: ["head": "\(engine.state.head)"])
    }
}
