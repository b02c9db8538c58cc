import PermitLog

/// How the process and its files stand at a moment.
struct Vitals {
    var files: LogFigures
    var residentBytes: UInt64
    var descriptors: UInt64
    var descriptorLimit: UInt64

    static func taken(of log: SQLiteLog, _ process: OwnProcess?) -> Vitals {
        Vitals(
            files: log.figures(), residentBytes: process?.residentBytes ?? 0,
            descriptors: UInt64(process?.descriptors.count ?? 0),
            descriptorLimit: UInt64(clamping: process?.mostDescriptors ?? 0))
    }

    var descriptorsPercent: UInt64 { descriptors * 100 / max(1, descriptorLimit) }
}
