import ArgumentParser

/// `permitd demo`.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "A whole shift in one terminal: a daemon of its own, tablets, a console, one hot-work permit.",
        discussion: """
            The daemon is real, on free loopback ports and in a directory that is removed at the end; the rules are
            those of the pack cn-general; only the clock is moved by hand. Exits 0 when everything went as told.
            """
    )

    func run() async throws {
        do {
            let stage = try DemoStage()
            defer { stage.clear() }
            try await DemoStory(stage).tell()
            try await stage.close()
        } catch {
            Console.error("demo: \(error)")
            throw ExitCode.failure
        }
    }
}
