import PermitCore

/// A board that keeps itself up to date: follows events, and asks for what an event doesn't tell.
public struct BoardWatch: AsyncSequence, Sendable {
    /// The board as it is now known.
    public typealias Element = Board

    private let client: Client
    private let following: Following

    /// Keeps a board by what `following` tells and `client` answers.
    public init(_ client: Client, _ following: Following) {
        self.client = client
        self.following = following
    }

    /// Begins; one reader at a time.
    public func makeAsyncIterator() -> Iterator {
        Iterator(client: client, updates: following.makeAsyncIterator())
    }

    /// Gives the board each time it may have changed, and at least with each heartbeat.
    public struct Iterator: AsyncIteratorProtocol {
        private let client: Client
        private var updates: Following.Iterator
        private var board: Board?

        init(client: Client, updates: Following.Iterator) {
            self.client = client
            self.updates = updates
        }

        /// The board as it is now known; nil once the task is cancelled.
        /// - Throws: ``Refused`` where the key may not read.
        public mutating func next() async throws -> Board? {
            while let update = try await updates.next() {
                if case .joined(let snapshot) = update { board = Board(snapshot) }
                guard var board else { continue }
                board.take(update, reached: updates.position)
                // A burst of events is taken in before anything is asked: an item is asked for once, not for each.
                if updates.isCaughtUp { await catchUp(&board) }
                self.board = board
                return board
            }
            return nil
        }

        /// Asks for what is behind. Without an answer it stays behind, and is asked for again with the next update.
        private func catchUp(_ board: inout Board) async {
            for subject in board.behind {
                switch subject {
                case .permit(let id):
                    await ask("permit.get", ["permit": .string(id)], subject, &board) { Self.summary($0) }
                case .hazard(let id):
                    await ask("hazard.get", ["hazard": .string(id)], subject, &board) { hazard in
                        hazard["state"] == "verified" ? nil : hazard
                    }
                case .stop, .weather: break
                }
            }
        }

        private func ask(
            _ operation: String, _ args: JSONObject, _ subject: Board.Subject, _ board: inout Board,
            _ read: (JSONObject) -> JSONObject?
        ) async {
            var options = Client.Options.reading
            options.timeoutMilliseconds = 3_000
            options.connectionMilliseconds = 0
            guard let answer = try? await client.call(operation, args, options) else { return }
            if answer.isOK { board.put(read(answer.content), at: subject, asOf: answer.sequence) }
            if answer.code == RefusalCode.notFound.rawValue { board.put(nil, at: subject, asOf: answer.sequence) }
        }

        /// What a board shows of all that `permit.get` answers; nil once it has ended.
        private static func summary(_ permit: JSONObject) -> JSONObject? {
            let state = permit["state"]?.string.flatMap { PermitState(rawValue: $0) }
            return state?.isEnded == true ? nil : JSONObject(members: permit.members.filter { names.contains($0.name) })
        }

        private static let names: Set<String> = [
            "type", "permit", "number", "kind", "area", "grade", "effectiveGrade", "state", "revision", "from", "until",
            "leader", "supervisor", "crew", "causes", "inside", "supervisorPresent", "outcome", "due",
        ]
    }
}
