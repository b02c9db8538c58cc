extension Answers {
    /// `rules.list`: the packs in force and their kinds of work.
    public func rulesList() -> JSONObject {
        let items = state.packsInForce.compactMap { reference -> JSONValue? in
            guard let pack = state.packs[reference] else { return nil }
            return [
                "pack": .string(pack.pack), "edition": .string(pack.edition), "digest": .string(reference.digest),
                "title": pack.title.json, "inForceFrom": .string(pack.inForceFrom.description),
                "kinds": .array(pack.kinds.map { ["kind": .string($0.kind), "title": $0.title.json] }),
                "posts": .array(
                    pack.posts.map {
                        [
                            "post": .string($0.post), "title": $0.title.json, "safetyPost": .bool($0.isSafetyPost),
                            "areaPost": .bool($0.isAreaPost),
                        ]
                    }),
            ]
        }
        return ["items": .array(items), "next": .null]
    }

    /// `rules.form`: all a tablet needs to draw a kind's form.
    public func form(_ arguments: RulesArguments) throws(Refusal) -> JSONObject {
        guard let (reference, rules) = packInForce(arguments), let pack = state.packs[reference],
            let written = pack.json["kinds"]?.array?.first(where: { $0.object?["kind"]?.string == rules.kind })?.object
        else { throw .notFound("kind \(arguments.kind)") }
        // The pack's own words are the form: what it says of the kind, with its name and edition.
        return written.merging([
            "pack": .string(pack.pack), "edition": .string(pack.edition),
            "posts": pack.json["posts"] ?? [], "areaFacts": .object(areaFacts(arguments.area)),
        ])
    }

    /// `rules.explain`: the grade that facts lead to, what follows from it, and which facts are missing.
    public func explain(_ arguments: RulesArguments) throws(Refusal) -> JSONObject {
        guard let (reference, rules) = packInForce(arguments) else {
            throw .notFound("kind \(arguments.kind)")
        }
        let faults = rules.faults(in: arguments.facts ?? [:])
        guard faults.isEmpty else { throw .invalid(faults) }
        let known = Facts(request: arguments.facts ?? [:], area: areaFacts(arguments.area))
        let grade = rules.grade(for: known)
        let facts = known.adding("grade", .string(grade.grade))
        let missing = rules.facts.map(\.fact).filter { facts.lacks($0) }
        return [
            "pack": .string(reference.pack), "edition": .string(reference.edition), "kind": .string(rules.kind),
            "grade": .string(grade.grade), "effectiveGrade": .string(grade.grade), "clause": .string(grade.clause),
            "longest": .string(grade.longest.description), "countersign": .strings(grade.countersign),
            "approve": .string(grade.approve), "missingFacts": .strings(missing),
            "grades": .array(
                rules.grades.map { rule in
                    let holds = rule.when.holdsForCertain(known) ? true : rule.when.mayHold(known) ? nil : false
                    return [
                        "grade": .string(rule.grade), "holds": holds.map { .bool($0) } ?? .null,
                        "clause": .string(rule.clause),
                    ]
                }),
            "checks": .array(rules.checks.map { $0.json(isRequired: $0.required.mayHold(facts)) }),
            "permitOptional": .bool(grade.isOptional),
            "gasRequired": .bool(rules.gas?.required.mayHold(facts) ?? false),
        ]
    }

    private func areaFacts(_ area: AreaID?) -> JSONObject {
        area.flatMap { viewer.areas.covers($0) ? state.facts(of: $0) : nil } ?? [:]
    }

    private func packInForce(_ arguments: RulesArguments) -> (reference: PackReference, rules: KindRules)? {
        state.packInForce(for: arguments.kind, in: arguments.area, on: house.zone.date(at: house.now))
    }
}
