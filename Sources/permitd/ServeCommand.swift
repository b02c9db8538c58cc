import ArgumentParser
import Glibc
import Logging
import PermitInstallation
import PermitServer
import ServiceLifecycle
import UnixSignals
import ZeroMQ

/// `permitd serve`.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve in the foreground, logging to standard error.",
        discussion: """
            SIGTERM finishes what was taken in and ends; SIGHUP reads packs, time zone and signatures anew, and keeps
            the old ones and says why if they are at fault. Under systemd it tells of readiness, reloads and its
            watchdog by sd_notify.
            """
    )

    @Option(help: "The installation's permitd.yaml.")
    var config: String

    @Option(
        help: ArgumentHelp(
            "Checkpoints from elsewhere to compare the log with, such as journalctl's lines; - for standard input.",
            valueName: "file"))
    var checkpoints: String?

    func run() async throws {
        let notifier = ServiceNotifier()
        do {
            try await serve(notifier)
        } catch {
            JournalLog.logger(level: "critical").critical("\(error)")
            notifier.send("STATUS=\("\(error)".split(separator: "\n").first ?? "failed")")
            throw SystemExit.code(for: error)
        }
    }

    private func serve(_ notifier: ServiceNotifier) async throws {
        // A core dump would hold the secret keys.
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        // Trapped before anything else: a reload that comes while the log is read must not end the process.
        let reloads = await UnixSignalsSequence(trapping: .sighup)
        let installation = try Installation(configuration: config)
        let logger = JournalLog.logger(level: installation.logLevel)
        var settings = try installation.settings()
        if let checkpoints { settings.anchors.append(try CheckpointsFile.anchor(checkpoints)) }
        var options = Daemon.Options(
            settings: settings, stateDirectory: installation.stateDirectory, context: try Context(), logger: logger)
        options.onVerifying = { verified, total in
            notifier.send("STATUS=verifying the log: \(verified)/\(total)\nEXTEND_TIMEOUT_USEC=60000000")
        }
        notifier.send("STATUS=opening the log")
        let daemon = try Daemon.start(options)
        let endpoints = daemon.endpoints
        logger.notice("ready", metadata: ["commands": "\(endpoints.commands)", "events": "\(endpoints.events)"])
        notifier.send("READY=1\nSTATUS=serving at \(endpoints.commands)")
        let status = StatusLine(notifier, endpoint: endpoints.commands)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(
                        service: Serving(daemon: daemon, notifier: notifier),
                        successTerminationBehavior: .gracefullyShutdownGroup),
                    .init(
                        service:
                            Reloading(
                                daemon: daemon, notifier: notifier, status: status, config: config, logger: logger,
                                signals: reloads)),
                    .init(service: Watchdog(daemon: daemon, notifier: notifier, status: status)),
                ],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
    }
}

/// Holds the daemon until it ends, and stops it when the process is asked to.
private struct Serving: Service {
    let daemon: Daemon
    let notifier: ServiceNotifier

    func run() async throws {
        try await withGracefulShutdownHandler {
            try await daemon.waitUntilEnded()
        } onGracefulShutdown: {
            notifier.send("STOPPING=1\nSTATUS=finishing what was taken in")
            daemon.stop()
        }
    }
}

/// Reads rules anew on SIGHUP.
private struct Reloading: Service {
    let daemon: Daemon
    let notifier: ServiceNotifier
    let status: StatusLine
    let config: String
    let logger: Logger
    let signals: UnixSignalsSequence

    func run() async throws {
        for await _ in signals.cancelOnGracefulShutdown() {
            notifier.send("RELOADING=1\nMONOTONIC_USEC=\(ServiceNotifier.monotonicMicroseconds())")
            do {
                daemon.adopt(try Installation(configuration: config).house())
                logger.notice("rules were read anew")
                status.tell(reload: "rules were read anew")
            } catch {
                logger.error("reload refused, the old rules stay in force: \(error)")
                daemon.refuseRules("\(error)")
                status.tell(reload: "reload refused: \("\(error)".split(separator: "\n").first ?? "")")
            }
        }
    }
}

/// Feeds systemd's watchdog, but only while the Writer turns: a turn ends when what it decided is on disk and, now and
/// then, when the daemon's doors were found shut to strangers. Tells systemd how the daemon stands, when that changes.
private struct Watchdog: Service {
    let daemon: Daemon
    let notifier: ServiceNotifier
    let status: StatusLine

    func run() async throws {
        let interval = notifier.watchdogMicroseconds.map { $0 / 2 } ?? 1_000_000
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                if daemon.millisecondsSinceTurn < Int64(interval / 1_000) + 2_000 {
                    notifier.send("WATCHDOG=1")
                }
                status.tell(daemon.standing)
                try? await Task.sleep(for: .microseconds(Int(interval)))
            }
        }
    }
}
