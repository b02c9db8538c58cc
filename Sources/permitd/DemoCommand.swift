import ArgumentParser

/// `permitd demo`.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "A whole shift in one terminal: a daemon of its own, tablets, a console, one hot-work permit."
    )

    func run() async throws {
    }
}
