import ArgumentParser
import Dispatch
import Foundation
import Glibc

/// `permit-bench run`.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Measure; prints a table, and writes JSON where it is asked to.")

    @Option(help: "The workloads, by their letters; see --list.")
    var workload: Letters = Letters(Workload.inOrder)

    @Option(help: "How long each measurement takes, in seconds.")
    var seconds: Double?

    @Option(help: "How often (a) is measured; the middle one counts.")
    var rounds: Int?

    @Option(help: "Clients, each with a key of its own.")
    var clients: Int?

    @Option(help: "The most requests of one client on their way.")
    var window: Int?

    @Option(help: "Active permits that the acts are spread over.")
    var permits: Int?

    @Option(help: "Open permits of the large figures (m, o).")
    var open: Int?

    @Option(help: "Events of the large figures (e, h).")
    var events: Int?

    @Option(help: "The seed of all keys, ids and choices.")
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Where the figures are written as JSON.", valueName: "file"))
    var json: String?

    @Option(
        help: ArgumentHelp(
            "Keep the site there, and use it as an earlier run left it. Permits stay active for 8 hours.",
            valueName: "dir"))
    var site: String?

    @Option(help: "The daemon; by default the permitd beside this program.")
    var permitd: String?

    @Flag(help: "Small and quick: a few minutes.")
    var short = false

    @Flag(help: "Fill with 100,000 permits and 1,000,000 events.")
    var large = false

    @Flag(help: "List the workloads.")
    var list = false

    func validate() throws {
        guard (1...512).contains(sizes.clients), (1...64).contains(sizes.window) else {
            throw ValidationError("--clients wants 1 to 512, --window 1 to 64")
        }
        guard (0.1...600).contains(sizes.seconds), (1...100).contains(sizes.rounds) else {
            throw ValidationError("--seconds wants 0.1 to 600, --rounds 1 to 100")
        }
        guard (1...100_000).contains(sizes.permits), (10...200_000).contains(sizes.openPermits),
            (1...5_000_000).contains(sizes.events)
        else { throw ValidationError("--permits wants up to 100000, --open 10 to 200000, --events up to 5000000") }
    }

    /// How much of everything was asked for.
    var sizes: Sizes {
        var sizes = short ? Sizes.short : Sizes()
        if large { sizes.enlarge() }
        if let seconds { sizes.seconds = seconds }
        if let rounds { sizes.rounds = rounds }
        if let clients { sizes.clients = clients }
        if let window { sizes.window = window }
        if let permits { sizes.permits = permits }
        if let open { sizes.openPermits = open }
        if let events { sizes.events = events }
        return sizes
    }

    func run() throws {
        guard !list else {
            for workload in Workload.inOrder { print("  \(workload.rawValue)  \(workload.title)") }
            return
        }
        signal(SIGPIPE, SIG_IGN)
        let directory = site ?? NSTemporaryDirectory() + "permit-bench-\(getpid())"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let cleanUp = CleanUp { [site] in
            Children.killAll()
            if site == nil { try? FileManager.default.removeItem(atPath: directory) }
        }
        let signals = cleanUp.performOnSignals()
        defer {
            cleanUp.perform()
            for source in signals { source.cancel() }
        }
        let report = Report(try Machine(directory: directory), command: CommandLine.arguments)
        report.head()
        try measure(in: directory, report)
        report.table()
        if let json { try report.json().write(to: URL(fileURLWithPath: json)) }
        guard report.failures.isEmpty else { throw ExitCode.failure }
    }

    private func measure(in directory: String, _ report: Report) throws {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let daemon = try BenchDaemon(
            permitd ?? "\(URL(fileURLWithPath: own).deletingLastPathComponent().path)/permitd",
            in: "\(directory)/site")
        report.say("starting the daemon")
        try daemon.start()
        defer { daemon.stop() }
        let site = try BenchSite(daemon, seed: seed, clients: sizes.clients)
        report.say("filling the register")
        try site.enterRegister()
        let bench = Bench(
            sizes, site, Clients(program: own, directory: directory), report, in: directory, seed: seed)
        for workload in Workload.inOrder where self.workload.workloads.contains(workload) {
            report.say("\(workload.rawValue): \(workload.title)")
            do {
                try workload.run(bench)
            } catch let fault as BenchFault {
                report.fail(workload.rawValue, fault.description)
            }
        }
        // After a failure nobody knows what the site holds.
        if report.failures.isEmpty { try site.keep() }
    }
}

/// Workloads as they are written: letters with commas between.
struct Letters: ExpressibleByArgument, Equatable {
    let workloads: [Workload]

    init(_ workloads: [Workload]) { self.workloads = workloads }

    init?(argument: String) {
        let found = argument.split(separator: ",").map { Workload(rawValue: String($0)) }
        guard !found.isEmpty, !found.contains(nil) else { return nil }
        workloads = found.compactMap(\.self)
    }

    var defaultValueDescription: String { workloads.map(\.rawValue).joined(separator: ",") }
}
