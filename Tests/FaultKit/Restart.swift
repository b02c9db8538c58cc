/// How a machine comes back after a failure.
public enum Restart: CaseIterable {
    case powerCut
    case processEnd
    case processEndAndCacheForgotten
}

extension SimulatedDisk {
    /// No longer fails, and holds what such a restart leaves of it.
    public func comeBack(_ restart: Restart) {
        heal()
        switch restart {
        case .powerCut: cutPower()
        case .processEnd: endProcess(forgettingCache: false)
        case .processEndAndCacheForgotten: endProcess(forgettingCache: true)
        }
    }
}
