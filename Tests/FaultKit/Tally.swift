/// What came of many lives of a log on a simulated disk.
public struct Tally: CustomStringConvertible {
    /// Lives begun.
    public var lives = 0
    /// Operations of the disk that failed.
    public var faults = 0
    /// Starts after a failure.
    public var restarts = 0
    /// Acts that were acknowledged.
    public var acknowledged = 0
    /// Those of them that were gone afterwards.
    public var lost = 0
    /// Acts that took effect more than once.
    public var doubled = 0
    /// Logs that could not be opened again, or held half of something.
    public var broken = 0
    /// What was found first.
    public private(set) var first: String?

    /// Nothing yet.
    public init(lives: Int = 0) {
        self.lives = lives
    }

    /// Whether nothing was lost, doubled or broken.
    public var isClean: Bool { lost == 0 && doubled == 0 && broken == 0 }

    /// One line for a table.
    public var description: String {
        "lives \(lives), faults \(faults), restarts \(restarts), acknowledged \(acknowledged), lost \(lost), "
            + "doubled \(doubled), broken \(broken)" + (first.map { "; first: \($0)" } ?? "")
    }

    /// Keeps the first finding.
    public mutating func note(_ text: String) {
        first = first ?? text
    }

    /// Adds what came of another life.
    public static func += (total: inout Tally, one: Tally) {
        total.lives += one.lives
        total.faults += one.faults
        total.restarts += one.restarts
        total.acknowledged += one.acknowledged
        total.lost += one.lost
        total.doubled += one.doubled
        total.broken += one.broken
        total.first = total.first ?? one.first
    }
}
