import PermitCore
import PermitServer
import Synchronization

/// A clock that begins at eight in the morning, so that the shift never runs into another day, and is moved by hand.
final class SteppingClock: WallClock {
    private let ahead: Mutex<Span>
    private let system = SystemClock()

    /// Begins at 08:00 of today in a zone.
    init(zone: TimeZoneTable) {
        let now = system.now()
        ahead = Mutex(zone.start(of: zone.date(at: now)) + .hours(8) - now)
    }

    func now() -> Instant { system.now() + ahead.withLock { $0 } }

    func advance(by span: Span) {
        ahead.withLock { $0 = Span(milliseconds: $0.milliseconds + span.milliseconds) }
    }
}
