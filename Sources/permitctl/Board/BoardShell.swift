import ArgumentParser
import Glibc
import PermitClient
import PermitCore
import PermitServer
import Synchronization
import UnixSignals

/// Runs a board on a terminal: brings it what happens, does what it wants, draws what changed.
///
/// Whatever ends it, the terminal is given back first: the key `q`, Ctrl-C, a signal, a refusal, a hang-up.
final class BoardShell: Sendable {
    /// The shortest time between two drawings, in milliseconds.
    static let drawingMilliseconds: Int64 = 100

    private enum News: Sendable {
        case input(BoardInput)
        /// The newest board is at hand.
        case board
        case draw
        case ended(Int32)
        case failed(any Error)
    }

    private let desk: Desk
    private let watch: BoardWatch
    private let terminal: Terminal
    private let newest = Mutex<Board?>(nil)
    private let inbox = AsyncStream<News>.makeStream()

    init(_ desk: Desk, _ watch: BoardWatch) throws {
        self.desk = desk
        self.watch = watch
        terminal = try Terminal()
    }

    /// Runs until it is over.
    /// - Parameter status: what `daemon.status` answered.
    /// - Throws: an exit code for a signal, ``Refused`` where the key may not read.
    func run(_ status: Answer, area: AreaID?) async throws {
        let now = status.reply["at"]?.string.flatMap { Instant($0) } ?? SystemClock().now()
        let scene = BoardScene(
            language: desk.language, clock: BoardClock(status: status.content), now: now, size: terminal.size)
        let state = BoardState(scene, installation: status.content["instance"]?.string ?? "", area: area)
        // Before the terminal is taken: a signal from then on must not end the program as signals do.
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sighup, .sigint, .sigquit, .sigwinch)
        try terminal.take()
        defer { terminal.giveBack() }
        terminal.read { [inbox] in inbox.continuation.yield(.input(.key($0))) }
        let tasks = [Task { await follow() }, Task { await tick() }, Task { await hear(signals) }]
        defer { for task in tasks { task.cancel() } }
        let seeding = Task {
            inbox.continuation.yield(.input(.alarms(await desk.recentAlarms(before: status.sequence))))
        }
        defer { seeding.cancel() }
        try await turn(state, DaemonTime(now, at: monotonicMilliseconds()))
    }

    private func turn(_ start: BoardState, _ startTime: DaemonTime) async throws {
        var (state, time) = (start, startTime)
        var painter = Painter(hasColour: Terminal.hasColour)
        var drawnAt = Int64.min / 2
        var isDrawingSet = false
        for await news in inbox.stream {
            var effects: [BoardEffect] = []
            switch news {
            case .ended(let signal): throw ExitCode(128 + signal)
            case .failed(let error): throw error
            case .draw: isDrawingSet = false
            case .board:
                guard
                    let board = newest.withLock({ board in
                        defer { board = nil }
                        return board
                    })
                else { break }
                if board.isLive, let asOf = board.asOf { time.hear(asOf, at: monotonicMilliseconds()) }
                effects = state.take(.board(board))
            case .input(.tick): effects = state.take(.tick(time.now(at: monotonicMilliseconds())))
            case .input(let input): effects = state.take(input)
            }
            for effect in effects {
                switch effect {
                case .quit: return
                case .ask(let read): ask(read)
                case .redraw: painter.forget()
                case .stop:
                    try terminal.pause()
                    painter.forget()
                    _ = state.take(.size(terminal.size))
                }
            }
            let elapsed = monotonicMilliseconds() - drawnAt
            if elapsed >= Self.drawingMilliseconds {
                try terminal.write(painter.paint(BoardScreen.frame(&state), state.scene.size))
                drawnAt = monotonicMilliseconds()
            } else if !isDrawingSet {
                isDrawingSet = true
                let pause = Self.drawingMilliseconds - elapsed
                Task { [inbox] in
                    try? await Task.sleep(for: .milliseconds(pause))
                    inbox.continuation.yield(.draw)
                }
            }
        }
    }

    private func follow() async {
        do {
            for try await board in watch {
                let isTold = newest.withLock { newest in
                    defer { newest = board }
                    return newest != nil
                }
                if !isTold { inbox.continuation.yield(.board) }
            }
        } catch {
            inbox.continuation.yield(.failed(error))
        }
    }

    private func tick() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(1))
            // The shell puts in the time.
            inbox.continuation.yield(.input(.tick(Instant(milliseconds: 0))))
        }
    }

    private func hear(_ signals: UnixSignalsSequence) async {
        for await signal in signals {
            if signal == .sigwinch {
                inbox.continuation.yield(.input(.size(terminal.size)))
            } else {
                inbox.continuation.yield(.ended(signal.rawValue))
                try? await Task.sleep(for: .seconds(2))
                guard !Task.isCancelled else { return }
                // The last writing never came back: a terminal that hangs must not keep the program.
                terminal.restoreSettings()
                _exit(128 + signal.rawValue)
            }
        }
    }

    private func ask(_ read: BoardRead) {
        Task { [desk, inbox] in
            let answer: Result<JSONObject, BoardFault>
            do {
                answer = .success(try await desk.answer(to: read))
            } catch {
                answer = .failure(BoardFault(words: "\(error)"))
            }
            inbox.continuation.yield(.input(.answer(read, answer)))
        }
    }
}

extension Desk {
    /// How far back alarms are looked for, in events.
    private static let alarmEvents: UInt64 = 1_000

    /// Asks for what a board wants to know.
    func answer(to read: BoardRead) async throws -> JSONObject {
        let answer =
            switch read {
            case .permit(let id): try await self.answer("permit.get", ["permit": .string(id)])
            case .readiness(let id): try await self.answer("permit.readiness", ["permit": .string(id)])
            case .history(let id): try await list("permit.history", ["permit": .string(id)])
            }
        if let refusal = answer.refusal { throw BoardFault(words: refusal.message) }
        return answer.content
    }

    /// The alarms among the last events; none where they can't be read.
    func recentAlarms(before sequence: UInt64) async -> [ReceivedEvent] {
        let after = sequence - min(sequence, Self.alarmEvents)
        guard let answer = try? await ask("events.read", ["after": .sequence(after), "limit": 1_000]) else { return [] }
        return answer.content.entries("events").compactMap(ReceivedEvent.init).filter { $0.type == "permit.alarmed" }
    }
}
