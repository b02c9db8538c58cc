/// The states of a permit. Work is allowed in ``active`` alone.
///
/// ```
///            return          approve         start            finish            watch over        close
/// requested ───────▶ returned    │   approved ─────▶ active ─────────▶ fireWatch ─────────▶ acceptance ─────▶ closed
///     ▲  └──────────────┼────────┘       │         ▲   │ suspend         ▲  (no watch: straight to acceptance)
///     └──── amend ──────┘                │  resume └── suspended ────────┤
///   reject ▶ rejected   cancel ▶ cancelled          until ▶ expired ─────┤
///                                                  revoke ▶ revoked ─────┘
/// ```
public enum PermitState: String, Sendable, CaseIterable {
    case requested, returned, approved, active, suspended, expired, revoked, fireWatch, acceptance
    case closed, rejected, cancelled

    /// Whether nothing can happen to the permit any more.
    public var isEnded: Bool { Set<PermitState>.ended.contains(self) }

    /// Whether suspending it means something: work goes on, or may be started or resumed.
    var isSuspendable: Bool { self == .approved || self == .active || self == .suspended }

    /// Whether the work is over, so that an act which stops work finds nothing left to stop.
    var isPastWork: Bool { !Set<PermitState>([.requested, .returned, .approved, .active, .suspended]).contains(self) }
}

extension Set<PermitState> {
    static let all = Set(PermitState.allCases)
    static let ended: Set = [.closed, .rejected, .cancelled]
    static let unfinishedOrOwing = all.subtracting(ended)
    /// Where preparations are confirmed.
    static let prepared: Set = [.approved, .active, .suspended]
    /// Where the supervisor's presence means something and posts may change hands.
    public static let onSite = unfinishedOrOwing.subtracting([.requested, .returned])
}
