import Glibc
import Synchronization

/// Room on the disk that is kept free for safer acts: a file that is given up when the disk is full.
final class Reserve: Sendable {
    /// In bytes: room for a few hundred acts.
    static let size = 1_048_576

    private let path: String
    private let isFilled = Mutex(false)

    init(path: String) { self.path = path }

    /// Takes up the room again, if the disk has it.
    func fill() {
        isFilled.withLock { isFilled in
            guard !isFilled else { return }
            let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { return }
            defer { close(descriptor) }
            // Blocks that are really there: a file with holes would hold no room.
            isFilled = posix_fallocate(descriptor, 0, off_t(Self.size)) == 0
        }
    }

    /// Gives the room up.
    func release() {
        isFilled.withLock { isFilled in
            unlink(path)
            isFilled = false
        }
    }
}
