import Foundation

/// What a site holds that a later run can't see for itself; the rest follows from the seed.
struct KeptSite: Codable {
    var seed: UInt64
    var clients: Int
    var hasRegister = false
    var hasSpares = false
    var consoles = 0
    /// How many of each kind were made.
    private var made: [String: Int] = [:]

    init(seed: UInt64, clients: Int) {
        self.seed = seed
        self.clients = clients
    }

    func count(of kind: String) -> Int { made[kind, default: 0] }

    /// The number of a new one.
    mutating func next(_ kind: String) -> Int {
        defer { made[kind, default: 0] += 1 }
        return made[kind, default: 0]
    }

    /// What an earlier run left in an installation; nil where there was none.
    static func load(from directory: String) throws -> KeptSite? {
        guard let data = FileManager.default.contents(atPath: path(in: directory)) else { return nil }
        return try JSONDecoder().decode(KeptSite.self, from: data)
    }

    func save(in directory: String) throws {
        try JSONEncoder().encode(self).write(to: URL(fileURLWithPath: Self.path(in: directory)), options: .atomic)
    }

    private static func path(in directory: String) -> String { "\(directory)/permit-bench.json" }
}
