import PermitCore
import ZeroMQ

/// Loads made of acts at the site, ready to send.
struct Traffic {
    let site: BenchSite
    let clients: Int

    /// Gas readings and checks on open permits, by turns: analysts on their own tablets, whose readings the contract
    /// wants no signature for, and supervisors on shared ones, who sign. So many acts in all.
    func readingsAndChecks(_ count: Int, on permits: [BenchPermit], _ chance: inout Chance) throws -> LoadFile {
        LoadFile(
            try (0..<clients).map { client in
                let acts = try (0..<((count + clients - 1) / clients)).map { _ in
                    guard let permit = permits.randomElement(using: &chance) else { throw BenchFault("no permits") }
                    return client % 2 == 0 ? reading(permit, &chance) : check(permit, &chance)
                }
                return try line(client % 2 == 0 ? site.cast.analyst(client) : site.cast.tablet(client), acts)
            })
    }

    /// Gas readings alone, or checks alone, over one connection.
    func single(_ count: Int, signed: Bool, on permits: [BenchPermit], _ chance: inout Chance) throws -> LoadFile {
        let acts = try (0..<count).map { _ in
            guard let permit = permits.randomElement(using: &chance) else { throw BenchFault("no permits") }
            return signed ? check(permit, &chance) : reading(permit, &chance)
        }
        return LoadFile([try line(signed ? site.cast.tablet(0) : site.cast.analyst(0), acts)])
    }

    /// One connection's acts.
    func line(_ name: String, _ acts: [PlannedAct]) throws -> LoadFile.Line {
        LoadFile.Line(
            keys: try site.seeds.curve(name), messages: [try site.opening()] + (try site.requests(acts)))
    }

    /// By the person whose key brings it: neither named nor signed.
    func reading(_ permit: BenchPermit, _ chance: inout Chance) -> PlannedAct {
        PlannedAct(.permitGasTest, permit.gas(mode: "periodic", value: Int.random(in: 0...6, using: &chance)))
    }

    func check(_ permit: BenchPermit, _ chance: inout Chance) -> PlannedAct {
        let check = BenchPermit.supervisorsChecks.randomElement(using: &chance) ?? "earthed"
        return permit.check(check, by: permit.supervisor)
    }
}
