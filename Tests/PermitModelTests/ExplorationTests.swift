import PermitTestKit
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Every scene of the small world, looked at whole, breadth first, through the real `decide`, `tick` and `apply`; the
/// oracle judges every event and every state.
///
/// `PERMITD_EXPLORE=long` looks at the large scenes too; `PERMITD_SCENE` names the one to look at. `Model.md` in
/// `PermitTestKit` says how many states there are.
struct ExplorationTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let scenes = Scene.all.filter { scene in
        guard let name = environment["PERMITD_SCENE"] else {
            return !scene.isLarge || environment["PERMITD_EXPLORE"] == "long"
        }
        return scene.description == name
    }

    @Test("No way through the small world breaks an invariant", arguments: scenes)
    func explore(scene: Scene) throws {
        let began = ContinuousClock.now
        let seen = try scene.root().explore(scene.moves, most: 5_000_000)
        let took = began.duration(to: .now)
        print(
            "\(scene): \(seen.states) states, \(seen.edges) edges, \(seen.commands) commands, depth \(seen.depth),",
            "\(seen.doubles) compared, \(seen.isComplete ? "complete" : "cut off"), \(took)")
        print("  done", seen.done.map { "\($0.key) \($0.value)" }.sorted().joined(separator: ", "))
        print("  refused", seen.refused.map { "\($0.key) \($0.value)" }.sorted().joined(separator: ", "))
        #expect(seen.isComplete, "\(scene) has more states than were looked at")
        let unseen = scene.shows.filter { seen.done[$0] == nil }
        #expect(unseen.isEmpty, "nothing was shown of \(unseen)")
    }
}
