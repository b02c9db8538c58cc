import PermitServer
import Synchronization

/// The one line that systemd shows of a daemon that serves: how it stands, and how the last reload went.
final class StatusLine: Sendable {
    private struct Content: Equatable {
        var standing: Standing?
        var reload = ""
    }

    private let notifier: ServiceNotifier
    private let endpoint: String
    private let content = Mutex(Content())

    init(_ notifier: ServiceNotifier, endpoint: String) {
        self.notifier = notifier
        self.endpoint = endpoint
    }

    /// Tells how the daemon stands, if that has changed.
    func tell(_ standing: Standing) {
        change { $0.standing = standing }
    }

    /// Tells how a reload went, and that it is over.
    func tell(reload: String) {
        change { $0.reload = reload }
        notifier.send("READY=1")
    }

    private func change(_ body: (inout Content) -> Void) {
        content.withLock { content in
            let former = content
            body(&content)
            guard content != former else { return }
            let parts = [content.standing?.text ?? "", content.reload].filter { !$0.isEmpty }
            notifier.send("STATUS=serving at \(endpoint): \(parts.joined(separator: "; "))")
        }
    }
}
