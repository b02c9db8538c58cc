import ArgumentParser
import PermitInstallation

/// `permitd backup DIR`.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the log while the daemon serves or not, verify the copy, and keep it under its time and head.",
        discussion: """
            A backup is a directory DIR/permitd-TIME-HEAD with the log, its newest
            checkpoint, permitd.yaml, the packs, the public keys and a manifest. It is
            verified from end to end before it gets its name; whatever goes wrong leaves
            nothing of that name.

            It holds NO private key. Keep keys/log.sign and keys/server.key by themselves:
            on paper or a stick in the safe, sealed, never beside the backups. Without
            log.sign a restored log goes on only under a new key; without server.key every
            client has to be given the new server.pub.

            DIR belongs on another disk, better on another machine.

            Exit codes: 65 the log or the copy is not sound, 69 another backup is under way,
            73 DIR can't be written, 74 the disk failed or is full, 78 bad configuration.

            Example:
              sudo -u permitd permitd backup --config /etc/permitd/permitd.yaml \\
                --keep 14 /var/backups/permitd
            """)

    @Argument(help: "The directory of the backups; made if it is not there.")
    var directory: String

    @Option(help: "The installation's permitd.yaml.")
    var config: String

    @Option(
        help: ArgumentHelp(
            "How many sound backups stay, this one among them; the oldest beyond are removed.", valueName: "count"))
    var keep: Int?

    func validate() throws {
        guard keep.map({ $0 >= 1 }) ?? true else { throw ValidationError("--keep wants 1 or more") }
    }

    func run() throws {
        do {
            try backUp()
        } catch {
            Console.error("permitd: \(error)")
            throw SystemExit.code(for: error)
        }
    }

    private func backUp() throws {
        let installation = try Installation(configuration: config)
        let store = try BackupStore(directory: directory)
        let copied = ProgressLine("copying pages")
        let verified = ProgressLine.verified()
        let (backup, hasCheckpoint) = try store.make(installation) { progress in
            switch progress {
            case .copied(let pages, let all): copied.tell(pages, all)
            case .verified(let events, let all): verified(events, all)
            }
        }
        let bytes = backup.manifest.files.reduce(0) { $0 + $1.bytes }
        print("\(backup.path): \(backup.manifest.head) events, \(bytes) bytes, verified")
        if !hasCheckpoint {
            Console.error("no anchor holds a checkpoint: nothing but the backup itself vouches for this backup")
        }
        guard let keep else { return }
        let (removed, damaged) = try store.keep(keep, newest: backup)
        for name in removed { print("removed \(name)") }
        for text in damaged { Console.error("left as it is, and not counted: \(text)") }
    }
}
