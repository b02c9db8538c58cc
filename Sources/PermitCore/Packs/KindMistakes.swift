/// Finds what is wrong with the rules of one kind of work, seen with the pack that they belong to.
struct KindMistakes {
    let pack: Pack
    let kind: KindRules
    /// Where the kind stands, as a JSON pointer.
    let path: String

    func add(to list: inout MistakeList) {
        addRepeatedIDs(to: &list)
        addEqualRanks(to: &list)
        addStrangeSigners(to: &list)
        addStrangeKinds(to: &list)
        addStrangeCredentials(to: &list)
        addStrangeLatches(to: &list)
        addImpossibleTimes(to: &list)
        ConditionMistakes(pack: pack, kind: kind, path: path).add(to: &list)
    }

    private func addRepeatedIDs(to list: inout MistakeList) {
        list.addRepeated(kind.facts.map(\.fact), at: "\(path)/facts", "fact")
        list.addRepeated(kind.grades.map(\.grade), at: "\(path)/grades", "grade")
        list.addRepeated(kind.checks.map(\.check), at: "\(path)/checks", "check")
        list.addRepeated(kind.trades.map(\.trade), at: "\(path)/trades", "trade")
        list.addRepeated(kind.gas?.points.map(\.point) ?? [], at: "\(path)/gas/points", "point")
        list.addRepeated(kind.gas?.limits.map(\.gas) ?? [], at: "\(path)/gas/limits", "gas")
        list.addRepeated(kind.restoration.map(\.item), at: "\(path)/restoration", "item")
        list.addRepeated(kind.demands.map(\.demand), at: "\(path)/demands", "demand")
    }

    /// Two grades of one rank overlap: which of them a permit gets would be chance.
    private func addEqualRanks(to list: inout MistakeList) {
        for (index, grade) in kind.grades.enumerated() {
            guard let other = kind.grades[..<index].first(where: { $0.rank == grade.rank }) else { continue }
            list.add(
                "\(path)/grades/\(index)/rank", "overlaps grade \(other.grade), which has the same rank",
                "与等级 \(other.grade) 的 rank 相同，等级重叠")
        }
    }

    private func addStrangeSigners(to list: inout MistakeList) {
        let posts = Set(pack.posts.map(\.post))
        let roles = posts.union(Grant.Role.allCases.map(\.rawValue))
        func requirePost(_ post: String?, at place: String) {
            guard let post, !posts.contains(post) else { return }
            list.add("\(path)/\(place)", "no such post: \(post)", "没有此岗位：\(post)")
        }
        func requireRole(_ role: String, at place: String) {
            guard !roles.contains(role) else { return }
            list.add("\(path)/\(place)", "no such role: \(role)", "没有此角色：\(role)")
        }
        for (index, grade) in kind.grades.enumerated() {
            for (line, post) in grade.countersign.enumerated() {
                requirePost(post.post, at: "grades/\(index)/countersign/\(line)")
            }
            requirePost(grade.approve, at: "grades/\(index)/approve")
            requirePost(grade.approveUpgraded, at: "grades/\(index)/approveUpgraded")
        }
        for (index, check) in kind.checks.enumerated() {
            for (line, role) in check.by.enumerated() { requireRole(role, at: "checks/\(index)/by/\(line)") }
        }
        for (line, role) in kind.briefing.by.enumerated() { requireRole(role, at: "briefing/by/\(line)") }
    }

    private func addStrangeKinds(to list: inout MistakeList) {
        let kinds = Set(pack.kinds.map(\.kind))
        let known = kinds.sorted().joined(separator: ", ")
        for (index, rule) in kind.conflicts.enumerated()
        where rule.with != ConflictRule.any && !kinds.contains(rule.with) {
            list.add(
                "\(path)/conflicts/\(index)/with", "no such kind: \(rule.with); known: any, \(known)",
                "没有此作业类型：\(rule.with)")
        }
        for (index, rule) in kind.links.enumerated() where !kinds.contains(rule.kind) {
            list.add(
                "\(path)/links/\(index)/kind", "no such kind: \(rule.kind); known: \(known)",
                "没有此作业类型：\(rule.kind)")
        }
    }

    /// A pack that lists certificates lists them all: a name with a slip in it would be one that nobody can have.
    /// Courses of training are the site's own and may be left out.
    private func addStrangeCredentials(to list: inout MistakeList) {
        let known = Set(pack.credentials.map(\.kind))
        guard !known.isEmpty else { return }
        func require(_ credentials: [String], at place: String) {
            for (index, credential) in credentials.enumerated() {
                guard !known.contains(credential), !credential.hasPrefix("training.") else { continue }
                list.add(
                    "\(path)/\(place)/\(index)", "not among the pack's credentials: \(credential)",
                    "credentials 中没有此证书：\(credential)")
            }
        }
        for (index, trade) in kind.trades.enumerated() { require(trade.credentials, at: "trades/\(index)/credentials") }
        require(kind.supervisor.credentials, at: "supervisor/credentials")
        require(kind.leaderCredentials, at: "leaderCredentials")
    }

    private func addStrangeLatches(to list: inout MistakeList) {
        for (index, cause) in kind.latches.enumerated() where !Cause.isKnown(cause) {
            list.add("\(path)/latches/\(index)", "no such cause of suspension: \(cause)", "没有此暂停原因：\(cause)")
        }
    }

    private func addImpossibleTimes(to list: inout MistakeList) {
        list.addZero(kind.fireWatch?.lasts, at: "\(path)/fireWatch/lasts")
        guard let gas = kind.gas else { return }
        // A zero of retestAfterBreak is meant: any break wants a new test.
        list.addZero(gas.oldest, at: "\(path)/gas/oldest")
        list.addZero(gas.every, at: "\(path)/gas/every")
        if let shortest = gas.every?.entries.map(\.length).min(), gas.warnBefore >= shortest {
            list.add(
                "\(path)/gas/warnBefore", "\(gas.warnBefore) must be shorter than every, \(shortest)",
                "\(gas.warnBefore) 必须短于 every 的 \(shortest)")
        }
    }
}
