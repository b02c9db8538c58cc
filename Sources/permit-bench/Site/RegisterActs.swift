import PermitCore
import ZeroMQ

/// The acts that fill the register.
struct RegisterActs {
    let seeds: Seeds
    let scribe: Scribe

    /// The areas, from the top.
    static func areas() -> [PlannedAct] { ([Cast.site] + (0..<Cast.units).map(Cast.unit)).map(area) }

    static func area(_ area: String) -> PlannedAct {
        PlannedAct(
            .areaPut, ["area": .string(area), "name": .string("Area \(area)"), "risk": "yellow"],
            signer: Scribe.admin)
    }

    static func instrument() -> PlannedAct {
        PlannedAct(
            .instrumentPut,
            ["instrument": .string(Cast.instrument), "kind": "four-gas detector", "calibrationDue": "2090-12-31"],
            signer: Scribe.admin)
    }

    /// A person with a grant, by whoever enters them.
    func person(_ person: String, role: String?, by registrar: String, signs: Bool = true) throws -> [PlannedAct] {
        var acts = [
            PlannedAct(
                .personPut,
                ["person": .string(person), "name": .string("Name of \(person)"), "employer": "Binhai Works"],
                signer: registrar)
        ]
        if let role {
            let areas: JSONValue = role == "registrar" ? ["*"] : [.string(Cast.site)]
            acts.append(
                PlannedAct(
                    .grantPut,
                    [
                        "grant": .string("\(person)-\(role)"), "person": .string(person), "role": .string(role),
                        "areas": areas, "from": "2020-01-01", "until": "2090-12-31",
                    ], signer: registrar))
        }
        if signs {
            acts.append(
                PlannedAct(
                    .keyEnroll,
                    [
                        "signing": .string(try scribe.publicKey(person)), "person": .string(person),
                        "proof": .string(try scribe.proof(person)),
                    ], signer: registrar))
        }
        return acts
    }

    /// A supervisor with the training that the pack wants; somebody else has to verify it.
    func supervisor(_ person: String, by registrar: String) throws -> [PlannedAct] {
        try self.person(person, role: "supervisor", by: registrar) + [
            PlannedAct(
                .credentialPut,
                [
                    "credential": .string("training-\(person)"), "person": .string(person),
                    "kind": "training.guardian", "number": .string("T-\(person)"), "issuer": "Binhai Training",
                    "issued": "2024-04-01", "expires": "2090-12-31",
                ], signer: registrar)
        ]
    }

    static func verify(_ supervisor: String) -> PlannedAct {
        PlannedAct(
            .credentialVerify,
            ["credential": .string("training-\(supervisor)"), "method": "looked up with the training centre"],
            signer: "verifier")
    }

    /// A key for a person, or for a device that belongs to nobody.
    func key(of name: String, isDevice: Bool, areas: JSONValue) throws -> PlannedAct {
        PlannedAct(
            .keyEnroll,
            [
                "key": .string(try seeds.curve(name).publicKey.z85),
                (isDevice ? "device" : "person"): .string(name), "areas": areas,
            ], signer: Scribe.admin)
    }
}
