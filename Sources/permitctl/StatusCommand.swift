import ArgumentParser

/// `permitctl status`.
struct StatusCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "How the daemon stands: version, position, time, limits.",
        discussion: "Example:\n  permitctl status --timeout 2")

    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        desk.show(try await desk.ask("daemon.status"))
    }
}
