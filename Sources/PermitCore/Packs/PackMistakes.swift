extension Pack {
    /// What is wrong with the pack beyond its single fields: names that nothing declares, ids given twice, clauses
    /// without a source, times that can't be meant. Each has its place as a JSON pointer.
    ///
    /// Reading doesn't ask for this: an edition in the log stays readable, whatever is found wrong with it later.
    /// Whoever takes in a new edition does.
    public func mistakes() -> [FieldFault] {
        var list = MistakeList()
        list.addRepeated(posts.map(\.post), at: "/posts", "post")
        list.addRepeated(sources.map(\.source), at: "/sources", "source")
        list.addRepeated(credentials.map(\.kind), at: "/credentials", "kind")
        list.addRepeated(areaFacts.map(\.fact), at: "/areaFacts", "fact")
        list.addRepeated(kinds.map(\.kind), at: "/kinds", "kind")
        for (index, post) in posts.enumerated() where Grant.Role(rawValue: post.post) != nil {
            list.add("/posts/\(index)/post", "\(post.post) is a role already", "\(post.post) 已是固有角色")
        }
        addMistakesOfTerm(to: &list)
        addUncited(in: .object(json), at: "", to: &list)
        for (index, kind) in kinds.enumerated() {
            KindMistakes(pack: self, kind: kind, path: "/kinds/\(index)").add(to: &list)
        }
        return list.faults
    }

    private func addMistakesOfTerm(to list: inout MistakeList) {
        if let inForceThrough, inForceThrough < inForceFrom {
            list.add("/inForceThrough", "ends before it begins, on \(inForceFrom)", "早于生效日期 \(inForceFrom)")
        }
        guard let supersededBy else { return }
        if inForceThrough == nil {
            list.add(
                "/supersededBy", "is superseded, but inForceThrough does not say when it ends",
                "已被取代，但未以 inForceThrough 写明失效日期")
        }
        if [edition, "\(pack) \(edition)"].contains(supersededBy) {
            list.add("/supersededBy", "can't supersede itself", "不能取代自身")
        }
    }

    /// Walks the pack as it was written: every clause, wherever it stands, cites a source or is marked `[site]`. A
    /// trade that needs no credential rests on no text, so its clause need not name one.
    private func addUncited(in value: JSONValue, at path: String, to list: inout MistakeList) {
        for (index, element) in (value.array ?? []).enumerated() {
            addUncited(in: element, at: "\(path)/\(index)", to: &list)
        }
        guard let object = value.object, object["trade"] == nil || object["credentials"] != [] else { return }
        for member in object.members {
            let place = "\(path)/\(member.name)"
            guard member.name == "clause", let clause = member.value.string else {
                addUncited(in: member.value, at: place, to: &list)
                continue
            }
            if !cites(clause) {
                list.add(
                    place,
                    "cites none of the sources \(sources.map(\.source).joined(separator: ", ")), nor says [site]",
                    "未引用 sources 中的依据，也未标注 [site]")
            }
        }
    }

    private func cites(_ clause: String) -> Bool {
        if clause.contains("[site]") { return true }
        let words = clause.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) && !"._-".contains($0) }
        // A full stop may end a sentence as well as belong to a key.
        let cited = Set(words.flatMap { [String($0), $0.hasSuffix(".") ? String($0.dropLast()) : String($0)] })
        return sources.contains { cited.contains($0.source) }
    }
}

/// Collects what is wrong with a pack.
struct MistakeList {
    private(set) var faults: [FieldFault] = []

    mutating func add(_ path: String, _ english: String, _ chinese: String) {
        faults.append(FieldFault(path: path, Message(english, chinese)))
    }

    /// Names every entry of the list at `path` whose `field` an earlier one has too.
    mutating func addRepeated(_ ids: [String], at path: String, _ field: String) {
        var seen: Set<String> = []
        for (index, id) in ids.enumerated() where !seen.insert(id).inserted {
            add("\(path)/\(index)/\(field)", "twice: \(id)", "重复：\(id)")
        }
    }

    /// Names a length of time that may be zero, where zero can't be meant.
    mutating func addZero(_ rule: TimedRule?, at path: String) {
        guard let rule, rule.entries.contains(where: { $0.length <= .seconds(0) }) else { return }
        add(path, "a time above zero, such as 5m", "大于零的时长，如 5m")
    }
}
