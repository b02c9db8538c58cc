import ArgumentParser
import Foundation
import PermitClient
import PermitCore

/// Works every permit of its plan; ends once all is done and nothing waits in the outbox.
struct TabletCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tablet", abstract: "Work the permits of the plan, each act once.")

    @OptionGroup var options: DeviceOptions

    @Option(help: "How long a team takes between two steps, in milliseconds.")
    var pace: Int = 0

    func run() async throws {
        let device = try options.device()
        let journal = try Journal(device.path("journal.jsonl"), OutboxStore(path: device.outboxPath))
        let tablet = try await device.tablet()
        let pace = Duration.milliseconds(pace)
        let teams = Dictionary(grouping: device.plan.permits, by: \.team)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for permits in teams.values {
                group.addTask {
                    for permit in permits {
                        try await PermitWork(permit, device.plan, tablet, journal, device.clock).finish(pace)
                    }
                }
            }
            try await group.waitForAll()
        }
        try await Self.emptied(tablet)
    }

    /// Waits until the outbox holds nothing.
    static func emptied(_ tablet: Tablet) async throws {
        for await overview in await tablet.outbox.overviews() {
            if let held = overview.held.first {
                throw Unexpected("\(held.id) is held: \(held.refusal?.description ?? "")")
            }
            if overview.waiting == 0 { return }
        }
    }
}
