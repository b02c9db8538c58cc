import PermitTestKit
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Every scene of the small world, looked at breadth first through the real `decide`, `tick` and `apply`; the oracle
/// judges every event and every state.
///
/// A number in `PERMITD_EXPLORE` stops each scene after so many commands; `long` goes on from every state, not some
/// of each depth, until none is new or a million commands are decided.
struct ExplorationTests {
    private static let size = ProcessInfo.processInfo.environment["PERMITD_EXPLORE"]

    @Test("No way through the small world breaks an invariant", arguments: Scene.all)
    func explore(scene: Scene) throws {
        let began = ContinuousClock.now
        let seen = try scene.root().explore(
            scene.moves, width: Self.size == "long" ? .max : 40,
            most: Self.size == "long" ? 1_000_000 : Self.size.flatMap { Int($0) } ?? 10_000)
        let took = began.duration(to: .now)
        print(
            "\(scene): \(seen.states) states, \(seen.edges) edges, \(seen.commands) commands, depth \(seen.depth),",
            "\(seen.isComplete ? "complete" : "cut off"), \(took)")
        print("  done", seen.done.map { "\($0.key) \($0.value)" }.sorted().joined(separator: ", "))
        print("  refused", seen.refused.map { "\($0.key) \($0.value)" }.sorted().joined(separator: ", "))
        let unseen = scene.shows.filter { seen.done[$0] == nil }
        #expect(Self.size != nil || unseen.isEmpty, "nothing was shown of \(unseen)")
    }
}
