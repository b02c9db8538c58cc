import Foundation
import ZeroMQ

/// Where a load goes.
struct Destination {
    let endpoint: String
    let serverKey: String
    /// Whether it takes anything, again and again.
    let isEcho: Bool
}

/// Starts the benchmark's own processes, and hears what they found.
struct Clients {
    /// This program.
    let program: String
    /// Where files may be put.
    let directory: String

    /// How a load is sent.
    struct Pace {
        var window = 1
        var seconds: Double?
        var rate: Double?
    }

    /// Sends a load from a process of its own.
    func send(_ file: LoadFile, to destination: Destination, _ pace: Pace) throws -> LoadResult {
        let client = try begin(file, to: destination, pace)
        return try end(client, pace)
    }

    /// Starts a load's process, and lets it go once its connections are open.
    func begin(_ file: LoadFile, to destination: Destination, _ pace: Pace) throws -> Child {
        let client = try prepare(file, to: destination, pace)
        try client.say("go")
        return client
    }

    /// Starts a load's process; it waits for a word once its connections are open.
    func prepare(_ file: LoadFile, to destination: Destination, _ pace: Pace) throws -> Child {
        let path = try write(file)
        defer { unlink(path) }
        var words = [
            "load", "--file", path, "--endpoint", destination.endpoint, "--server-key", destination.serverKey,
            "--window", "\(pace.window)", "--limit", "\(limit(pace))",
        ]
        if let seconds = pace.seconds { words += ["--seconds", "\(seconds)"] }
        if let rate = pace.rate { words += ["--rate", "\(rate)"] }
        if destination.isEcho { words += ["--cycles", "--blind"] }
        let client = try Child(program, words)
        guard try client.line(within: 60) == "ready" else { throw BenchFault("the clients are not ready") }
        return client
    }

    /// Waits for what became of a load.
    func end(_ client: Child, _ pace: Pace) throws -> LoadResult {
        let line = try client.line(within: limit(pace))
        client.end()
        return try JSONDecoder().decode(LoadResult.self, from: Data(line.utf8))
    }

    /// Starts the raw echo.
    func echo(replyBytes: Int, durable: String?) throws -> (Child, Destination) {
        var words = ["echo", "--reply-bytes", "\(replyBytes)", "--limit", "600"]
        if let durable { words += ["--durable", durable] }
        return try server(words)
    }

    /// Starts a process that says where it is bound, and its key.
    func server(_ words: [String]) throws -> (Child, Destination) {
        let child = try Child(program, words)
        let endpoint = try child.line(within: 20)
        let key = try child.line(within: 20)
        return (child, Destination(endpoint: endpoint, serverKey: key, isEcho: true))
    }

    /// Writes a load where a child finds it.
    func write(_ file: LoadFile) throws -> String {
        let path = "\(directory)/load-\(UUID().uuidString)"
        try file.data.write(to: URL(fileURLWithPath: path))
        return path
    }

    private func limit(_ pace: Pace) -> Double { (pace.seconds ?? 300) + 90 }
}
