import Foundation
public import PermitCore

extension TimeZoneTable {
    /// Reads a zone of the IANA database, from 2000 to 2100; nil for a name that isn't there.
    public init?(iana name: String) {
        guard let zone = TimeZone(identifier: name) else { return nil }
        let start = Date(timeIntervalSince1970: 946_684_800)
        let end = Date(timeIntervalSince1970: 4_102_444_800)
        var stretches: [Stretch] = []
        var moment = start
        while let change = zone.nextDaylightSavingTimeTransition(after: moment), change > moment, change < end {
            stretches.append(
                Stretch(
                    start: Instant(milliseconds: Int64(change.timeIntervalSince1970 * 1_000)),
                    offsetSeconds: zone.secondsFromGMT(for: change)))
            moment = change
        }
        self.init(name: name, earliestOffsetSeconds: zone.secondsFromGMT(for: start), stretches: stretches)
    }
}
