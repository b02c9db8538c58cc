/// How the daemon stands, in the few words that a service manager shows.
public struct Standing: Sendable, Equatable {
    /// Permits that still owe something.
    public var livePermits = 0
    /// The codes of the alarms that are raised, the worst first.
    public var alarms: [String] = []

    /// In words.
    public var text: String {
        let permits = livePermits == 1 ? "1 live permit" : "\(livePermits) live permits"
        return alarms.isEmpty ? permits : "\(permits); alarms: \(alarms.joined(separator: ", "))"
    }
}
