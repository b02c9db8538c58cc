import ArgumentParser
import PermitInstallation
import PermitLog
import PermitServer

/// The daemon's program: arguments and wiring, no rules.
@main
struct Permitd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "permitd",
        abstract: "Control of work: permits, approvals, checks, supervision, closure, and a log of every act.",
        discussion: """
            Begin with `permitd init DIR`, which makes an installation and says what to do next.
            `permitd demo` shows a whole shift in one terminal; nothing is left behind.

            Exit codes: 0 ok, 64 wrong usage, 65 bad data, 69 unavailable, 70 internal fault, 73 can't create,
            74 disk failure, 77 a door stood open, 78 bad configuration.
            """,
        version: Daemon.version,
        subcommands: [
            InitCommand.self, ServeCommand.self, CheckCommand.self, BackupCommand.self, RestoreCommand.self,
            RecoverCommand.self, RotateCommand.self, DemoCommand.self,
        ]
    )
}

/// Exit codes as sysexits.h has them.
enum SystemExit {
    static let badData = ExitCode(65)
    static let unavailable = ExitCode(69)
    static let internalFault = ExitCode(70)
    static let cannotCreate = ExitCode(73)
    static let diskFailure = ExitCode(74)
    static let noPermission = ExitCode(77)
    static let badConfiguration = ExitCode(78)

    /// The code that tells systemd and people what to do about a fault.
    static func code(for error: any Error) -> ExitCode {
        switch error {
        case let fault as DaemonFault:
            switch fault {
            case .badLog: badData
            case .unavailable: unavailable
            case .openDoor: noPermission
            case .failedLog: diskFailure
            case .internal: internalFault
            }
        case is RecoveryFault: badData
        case let fault as BackupFault:
            switch fault {
            case .damaged, .refused: badData
            case .busy: unavailable
            case .cannotCreate: cannotCreate
            }
        case let fault as FileFault: fault.attempt == .read ? badData : cannotCreate
        case is InstallationFault: badConfiguration
        case let code as ExitCode: code
        default: internalFault
        }
    }
}
