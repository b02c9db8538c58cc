import Crypto
import Logging
import PermitCore
import PermitLog
import PermitWire
import ZeroMQ

/// The daemon without its sockets: bytes in, decisions, one log, bytes out.
///
/// Invariants: one thread, but for what is being stored; time is read once for each request and never runs back;
/// deadlines that have passed take effect before anything else is decided; nothing leaves ``takeStored()`` before it is
/// on disk, and batches leave in their order; after a failed commit nothing leaves at all, and the process ends.
final class Engine {
    let storage: Storage
    /// What was begun to be put on disk, and has not left yet.
    private(set) var storing: Storing?
    let instance: String
    let clock: any WallClock
    let logger: Logger
    let watch: Watch
    /// What remembers the log outside of it.
    var anchors: [Anchor] = []
    /// How long the log was when anchors were last written, and when it was last told to the journal.
    var anchoredSize: UInt64 = 0
    var loggedSize: UInt64 = 0
    /// How many anchors the last checkpoint didn't get to.
    var anchorsFailed = 0
    private(set) var house: Settings.House
    var localKey: ClientKey?
    private(set) var state: State
    var batch = Batch()
    var waiting = WaitingReads()
    var snapshots = Snapshots()
    var quotas = Quotas()
    private var agenda = Agenda()
    /// The server's time, and whether it is to be trusted.
    private var time: TrustedTime
    /// When deadlines were last taken by a time later than the server's own.
    private var tickedAtLatest: Instant?
    let startedAt: ClockReading
    /// Set while the disk is nearly full: only safer acts are taken.
    var isShortOfSpace = false
    /// Set once the daemon is shutting down.
    var isClosing = false

    init(
        log: any EventLog, state: State, instance: String, house: Settings.House, clock: any WallClock, logger: Logger
    ) {
        storage = Storage(log, logger)
        self.state = state
        self.instance = instance
        self.house = house
        self.clock = clock
        self.logger = logger
        watch = Watch(logger)
        startedAt = clock.reading()
        time = TrustedTime(startedAt, newest: state.latest)
        noteTrust(before: .trusted, at: max(startedAt.wall, state.latest))
        // What was live before this start falls due though no event of it tells of that.
        agenda.note(.everyone, state, surroundings())
    }

    /// The log, once nothing is being put into it.
    var log: any EventLog { storage.log }

    /// Signs what the log is; nil where there is no key to do so.
    var notary: Notary? {
        get { storage.notary }
        set { storage.notary = newValue }
    }

    /// Whether the server's clock can be trusted, and if not, why.
    var clockTrust: TrustedTime.Trust { time.trust }

    /// How long the daemon has been up, in seconds.
    var uptime: Int { Int(max(0, clock.reading().elapsed - startedAt.elapsed) / 1_000) }

    /// The next moment at which something becomes due.
    var nextDeadline: Instant? { agenda.next }

    /// The surroundings of a decision made now.
    func surroundings() -> Surroundings {
        let before = time.trust
        let read = time.read(clock.reading(), newest: state.latest)
        noteTrust(before: before, at: read.now)
        return Surroundings(
            now: read.now, atLatest: read.atLatest, zone: house.zone, signaturesRequired: house.signaturesRequired,
            digest: Signing.digest)
    }

    /// Goes by other rules of the installation from now on. In another time zone days end at other moments.
    func enter(_ house: Settings.House) {
        self.house = house
        agenda.note(.everyone, state, surroundings())
    }

    /// Somebody has looked at the machine's clock and says that it is right.
    func trustClock() {
        guard time.trust != .trusted else { return }
        let before = time.trust
        let reading = clock.reading()
        time.accept(reading, newest: state.latest)
        noteTrust(before: before, at: max(reading.wall, state.latest))
    }

    private func noteTrust(before: TrustedTime.Trust, at moment: Instant) {
        guard time.trust.word != before.word else { return }
        let figures = time.trust.message.map { message -> [AlarmPanel.Figure] in
            [
                ("reason", message.english), ("clock", "\(clock.reading().wall)"), ("newest", "\(state.latest)"),
            ]
        }
        watch.set(.clockUntrusted, figures != nil, figures ?? [], at: moment)
    }

    /// Takes every deadline that has passed into effect.
    func tickIfDue(_ house: Surroundings) throws {
        guard let due = agenda.next, due <= house.atLatest else { return }
        if due > house.now {
            // While the clock is in doubt, what must not be early stays due by the later time: once a second will do.
            if let last = tickedAtLatest, last <= house.atLatest, house.atLatest < last + .seconds(1) { return }
            tickedAtLatest = house.atLatest
        }
        try take(try tick(state, house, due: agenda.permits(dueAt: house.atLatest)), house)
    }

    /// Takes events into the state and the batch.
    func take(_ events: [Event], _ house: Surroundings) throws {
        guard !events.isEmpty else { return }
        var concern = Concern()
        for event in events { try state.apply(event, noting: &concern) }
        publish(events)
        agenda.note(concern, state, house)
    }

    /// Takes what was decided into the state and the batch.
    func take(_ decision: Decision, _ house: Surroundings) {
        guard !decision.events.isEmpty else { return }
        assert(adds(decision.events, upTo: decision.after), "the events don't add up to what was decided")
        state = decision.after
        publish(decision.events)
        agenda.note(decision.concern, state, house)
    }

    private func publish(_ events: [Event]) {
        for event in events {
            batch.events.append(PublishedEvent(event: event, bytes: EventCoding.bytes(of: event, instance: instance)))
        }
    }

    /// Whether the events lead from the state to another: what a replay will make of them.
    private func adds(_ events: [Event], upTo after: State) -> Bool {
        var replayed = state
        do {
            for event in events { try replayed.apply(event.asStored) }
        } catch {
            return false
        }
        let permits = events.compactMap { $0.permit?.permit }
        return replayed.head == after.head && permits.allSatisfy { replayed.permit($0) == after.permit($0) }
            && (events.allSatisfy { !$0.type.isRegisters } || replayed.register == after.register)
    }

    /// Whether another thread still stores what was begun.
    var isStoring: Bool { storing?.isStored == false }

    /// Begins to put the batch on disk; what was begun before has left.
    ///
    /// - Parameters:
    ///   - storer: the thread that does it if it is worth one; where there is none, it is done on return.
    ///   - bell: rung when that thread has done it.
    func store(with storer: Helpers? = nil, bell: WakeUp? = nil) {
        assert(storing == nil, "a batch was begun that has not left")
        let begun = Storing(batch, in: storage, bell: bell)
        batch = Batch()
        storing = begun
        begun.begin(with: storer)
    }

    /// Hands over what was begun to be put on disk, and may now be seen; waits for it. Throws what ends the process.
    func takeStored() throws(LogFailure) -> Batch {
        guard let begun = storing else { return Batch() }
        storing = nil
        let stored = try begun.result()
        guard stored.batch.hasRecords else { return stored.batch }
        if stored.tookReserve { isShortOfSpace = true }
        watch.note(commit: stored.nanoseconds, requests: stored.batch.requests.count)
        for published in stored.batch.events { watch.instruments.note(event: published.event.type) }
        return stored.batch
    }

    /// Puts the batch on disk and hands over what may now be seen. Throws what ends the process.
    func commit() throws(LogFailure) -> Batch {
        store()
        return try takeStored()
    }

    /// The key of a caller, if it is enrolled: a CURVE key by its Z85 text, or the local identity.
    func clientKey(_ userID: String) -> ClientKey? {
        if let local = localKey, local.key == userID { return local }
        return state.register.clientKeys[userID]
    }

    /// What the holder of a key may see now.
    func viewer(of key: ClientKey, actor: PersonID? = nil) -> Viewer {
        Viewer(of: key, actor: actor, in: state, surroundings())
    }
}
