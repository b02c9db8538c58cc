import Foundation
import PermitCore
import PermitServer
import PermitWire

/// The installation's clock as people read it.
struct BoardClock: Sendable {
    let zone: TimeZoneTable

    init(zone: TimeZoneTable) {
        self.zone = zone
    }

    /// The zone that `daemon.status` names, or else this machine's.
    init(status: JSONObject) {
        let named = status["timezone"]?.string.flatMap { TimeZoneTable(iana: $0) }
        let own = TimeZone.current
        zone =
            named ?? TimeZoneTable(iana: own.identifier)
            ?? TimeZoneTable(name: own.identifier, earliestOffsetSeconds: own.secondsFromGMT(), stretches: [])
    }

    /// `HH:MM`, with the day where it is another than today's.
    func short(_ moment: Instant?, now: Instant) -> String {
        guard let moment else { return "?" }
        let time = zone.clock(at: moment)
        return zone.date(at: moment) == zone.date(at: now) ? time : "\(zone.date(at: moment)) \(time)"
    }

    /// `HH:MM:SS`.
    func exact(_ moment: Instant) -> String {
        // No zone is off by a part of a minute since 2000.
        let second = (moment.milliseconds / 1_000) % 60
        return "\(zone.clock(at: moment)):\(second < 10 ? "0" : "")\(second)"
    }

    /// `YYYY-MM-DD HH:MM:SS`.
    func full(_ moment: Instant) -> String { "\(zone.date(at: moment)) \(exact(moment))" }

    /// How long it is until a moment, in few letters: `2d 3h`, `3h12m`, `12m`, `45s`; past it, with a minus.
    static func left(until moment: Instant, now: Instant, _ language: Language) -> String {
        let span = (moment - now).milliseconds
        let seconds = abs(span) / 1_000
        let (minutes, hours, days) = (seconds / 60, seconds / 3_600, seconds / 86_400)
        let units = language == .english ? ["d ", "h", "m", "s"] : ["天", "时", "分", "秒"]
        func padded(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let text =
            if days > 0 {
                "\(days)\(units[0])\(hours % 24)\(units[1])"
            } else if hours > 0 {
                "\(hours)\(units[1])\(padded(minutes % 60))\(units[2])"
            } else if minutes > 1 {
                "\(minutes)\(units[2])"
            } else {
                "\(seconds)\(units[3])"
            }
        return span < 0 ? "-\(text)" : text
    }
}

/// What the daemon's clock shows between two times it was heard.
struct DaemonTime: Sendable {
    private var heard: Instant
    private var heardAt: Int64

    /// - Parameter at: this machine's clock for waits, in milliseconds.
    init(_ heard: Instant, at: Int64) {
        self.heard = heard
        heardAt = at
    }

    /// Sets it by what was just heard.
    mutating func hear(_ moment: Instant, at: Int64) {
        guard moment != heard else { return }
        self = DaemonTime(moment, at: at)
    }

    /// What it shows.
    func now(at: Int64) -> Instant { Instant(milliseconds: heard.milliseconds + max(0, at - heardAt)) }
}
