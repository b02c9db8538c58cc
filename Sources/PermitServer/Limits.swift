import PermitCore
import PermitWire

/// Every limit of the server, by name and unit. `daemon.status` tells clients those that concern them.
enum Limits {
    /// The most requests that one turn takes in; what is beyond them waits in the socket.
    static let requestsPerTurn = 1_024
    /// How long one turn takes requests in, in milliseconds, before what is on disk goes out, and heartbeats do.
    static let turnMilliseconds: Int64 = 20
    /// The most bytes of replies that one turn gathers; then it waits for the disk to let them go.
    static let replyBytesPerTurn = 4 * 1_024 * 1_024
    /// The most requests that are read at once, before the first of them is decided.
    static let requestsReadAhead = 32
    /// The fewest requests that are worth waking another thread for.
    static let requestsWorthAReader = 4
    /// The fewest requests that are stored as soon as the disk is free, while more of them wait.
    static let requestsWorthASync = 12
    /// The fewest requests and events of a batch that are worth having another thread store it.
    static let recordsWorthAStorer = 4
    /// How long what is waiting is answered once the daemon is told to stop, in milliseconds.
    static let drainMilliseconds: Int64 = 5_000
    /// The most requests of one key in a second; beyond them all but safer acts get `busy`.
    static let requestsOfOneKeyPerSecond = 5_000
    /// The most bytes that one key reads in a second; beyond them its reads get `busy`.
    static let bytesReadByOneKeyPerSecond = 8 * 1_024 * 1_024
    /// The most subscriptions of one key to one socket in a minute, and the most bytes of them; beyond them the key is
    /// shut out of the socket for as long.
    static let subscriptionsPerMinute = 5_000
    static let subscriptionBytesPerMinute = 1_024 * 1_024
    /// How long a handshake may take, in milliseconds; then its connection is closed.
    static let handshakeMilliseconds = 5_000
    /// The most bytes that the log keeps of one key's requests in an hour, with their events; beyond them all but safer
    /// acts get `busy`.
    static let bytesKeptOfOneKeyPerHour = 256 * 1_024 * 1_024
    /// The most connections of one key; the newest beyond them are cut.
    static let connectionsOfOneKey = 64
    /// The most bytes that come in by one connection, or by all together, without a whole message; beyond them it is
    /// cut. libzmq itself takes a message of any number of frames.
    static let unfinishedBytesOfOneConnection: UInt64 = 4 * 1_024 * 1_024
    static let unfinishedBytes: UInt64 = 64 * 1_024 * 1_024
    /// The most requests of one connection that wait to be taken in; those beyond wait in the network.
    static let requestsWaitingOfOneConnection = 64
    /// The time between two looks at the connections, in milliseconds, and by how many bytes the process may grow
    /// before the next look comes sooner.
    static let connectionsSeenMilliseconds: Int64 = 1_000
    static let growthBetweenLooks: UInt64 = 32 * 1_024 * 1_024
    /// The time between two looks at the memory of the process, in milliseconds.
    static let memorySeenMilliseconds: Int64 = 100
    /// The most requests in one transaction, and the events after which it takes no more requests: a stop of an area
    /// makes many by itself.
    static let requestsPerBatch = 128
    static let eventsPerBatch = 256
    /// The most waiting `events.read` at once; one more gets `busy`.
    static let waitingReads = 1_000
    /// What `busy` asks a client to wait, in milliseconds.
    static let retryAfterMilliseconds = 250
    /// The most events that one `events.read` looks at.
    static let eventsExamined = 5_000
    /// The most bytes of events in one answer.
    static let bytesPerPage = 512 * 1_024
    /// The most snapshots kept for paging, in all and for one key.
    static let snapshots = 64
    static let snapshotsOfOneKey = 2
    /// How long a snapshot is kept, in milliseconds.
    static let snapshotMilliseconds: Int64 = 60_000
    /// The time between heartbeats, in milliseconds.
    static let heartbeatMilliseconds: Int64 = 1_000
    /// The time between two lines that tell how far the log is verified, in milliseconds.
    static let verificationProgressMilliseconds: Int64 = 3_000
    /// The same while the daemon serves, where nobody waits for it.
    static let backgroundProgressMilliseconds: Int64 = 30_000
    /// The longest rest between two slices of what is verified while the daemon serves, in milliseconds.
    static let verificationRestMilliseconds: Int64 = 1_000
    /// How many events the log must hold for a snapshot of the state: fewer are verified whole before anyone is served.
    static let eventsWorthASnapshot: UInt64 = 10_000
    /// The most events between two snapshots while acts come in, and while none do: a start replays as many.
    static let eventsBetweenSnapshots: UInt64 = 10_000
    static let eventsBetweenIdleSnapshots: UInt64 = 500
    /// How long no event must have come, in milliseconds, to be idle.
    static let snapshotIdleMilliseconds: Int64 = 10_000
    /// How many times as long as a snapshot took none is begun after it, so that snapshots take little of the machine.
    static let snapshotRest: Int64 = 20
    /// What a snapshot that could not be written counts as having taken, and how long until a log that could not be
    /// read is read again, in milliseconds.
    static let snapshotRetryMilliseconds: Int64 = 10_000
    /// How long the end of the daemon may wait for a last snapshot, in milliseconds.
    static let snapshotAtStopMilliseconds = 8_000
    /// The time between checkpoints in the journal, in milliseconds.
    static let loggedCheckpointMilliseconds: Int64 = 3_600_000
    /// How late a refused handshake is answered, in milliseconds, so that a client that tries again at once can't
    /// storm.
    static let refusalDelayMilliseconds = 2_000

    static var published: JSONObject {
        [
            "frameBytes": .count(Envelope.largestFrame), "maxDelayMs": .count(Int(oldestEnablingAct.milliseconds)),
            "maxClockSkewMs": .count(Int(greatestClockSkew.milliseconds)),
            "requestsOfOneKeyPerSecond": .count(requestsOfOneKeyPerSecond),
            "bytesReadByOneKeyPerSecond": .count(bytesReadByOneKeyPerSecond),
            "bytesKeptOfOneKeyPerHour": .count(bytesKeptOfOneKeyPerHour),
            "connectionsOfOneKey": .count(connectionsOfOneKey),
            "unfinishedBytesOfOneConnection": .count(Int(unfinishedBytesOfOneConnection)),
            "requestsWaitingOfOneConnection": .count(requestsWaitingOfOneConnection),
            "handshakeMs": .count(handshakeMilliseconds), "waitingReads": .count(waitingReads),
            "subscriptionsPerMinute": .count(subscriptionsPerMinute),
            "subscriptionBytesPerMinute": .count(subscriptionBytesPerMinute),
            "waitMs": 30_000, "listLimit": 1_000, "pageBytes": .count(bytesPerPage),
            "snapshotMs": .count(Int(snapshotMilliseconds)), "snapshotsOfOneKey": .count(snapshotsOfOneKey),
        ]
    }
}
