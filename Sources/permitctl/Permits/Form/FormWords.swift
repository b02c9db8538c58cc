import PermitCore

/// What a state means to someone who stands at the work: a mark that needs no colour, a word, and a sentence.
struct FormState {
    let mark: String
    let word: Message
    let sentence: Message

    /// What a state means. Work is allowed in one of them alone; a state that this program doesn't know allows none.
    static func of(_ state: String) -> FormState {
        switch PermitState(rawValue: state) {
        case .active: FormState(">>", "ACTIVE", "作业中", "Work is allowed under this permit.", "本作业票有效，允许作业。")
        case .requested: none("--", "REQUESTED", "待审批", "it is not approved yet.", "尚未批准。")
        case .returned: none("--", "RETURNED", "已退回", "it was given back to be amended.", "已退回修改。")
        case .approved: none("--", "APPROVED", "已批准", "it is approved but not started.", "已批准，尚未开工。")
        case .suspended: none("!!", "SUSPENDED", "已中止", "the work is stopped.", "作业已中止。")
        case .expired: none("!!", "EXPIRED", "已超期", "its time is over; acceptance is owed.", "已过有效期，尚待验收。")
        case .revoked: none("!!", "REVOKED", "已吊销", "it was taken away; acceptance is owed.", "作业票已收回，尚待验收。")
        case .fireWatch: none("..", "FIRE WATCH", "动火后监护", "the work is over, the watch runs.", "作业已结束，监护中。")
        case .acceptance: none("..", "ACCEPTANCE", "待验收", "the work is over, acceptance is owed.", "作业已结束，待验收。")
        case .closed: none("XX", "CLOSED", "已关闭", "it was accepted and has ended.", "已验收关闭，作业票失效。")
        case .rejected: none("XX", "REJECTED", "已否决", "it was turned down and has ended.", "申请被否决，作业票失效。")
        case .cancelled: none("XX", "CANCELLED", "已取消", "it was given up and has ended.", "已取消，作业票失效。")
        case nil:
            none("??", state, state, "this program does not know its state.", "本程序不认识此状态。")
        }
    }

    private static func none(
        _ mark: String, _ word: String, _ chineseWord: String, _ sentence: String, _ chineseSentence: String
    ) -> FormState {
        FormState(mark, word, chineseWord, "NO WORK under this permit: \(sentence)", "禁止作业：\(chineseSentence)")
    }

    private init(_ mark: String, _ word: String, _ chineseWord: String, _ sentence: String, _ chineseSentence: String) {
        self.mark = mark
        self.word = Message(word, chineseWord)
        self.sentence = Message(sentence, chineseSentence)
    }
}

extension FormSource {
    /// A word of the protocol in words, and as it is.
    func told(_ word: String, _ words: [String: Message]) -> String {
        words[word].map { "\(text($0)) (\(word))" } ?? word
    }

    /// Why a permit is stopped.
    func cause(_ cause: String) -> String { told(cause, FormWords.causes) }
}

/// The words of the protocol, for people.
enum FormWords {
    static let causes: [String: Message] = [
        "stopWork": Message("someone stopped the work", "叫停作业"),
        "break": Message("a break", "作业中断"),
        "areaStopped": Message("the area is stopped", "区域停工"),
        "linkedPermit": Message("a permit of the same job stopped", "关联作业票中止"),
        "handover": Message("a post changes hands", "交接中"),
        "test": Message("an isolation is away for a test", "隔离解除试验"),
        "supervisorAbsent": Message("no supervisor on site", "监护人不在场"),
        "gasOutOfRange": Message("gas is out of range", "气体超限"),
        "gasIncomplete": Message("a gas was not read", "气体检测不全"),
        "gasSilent": Message("no gas reading came in time", "气体监测中断"),
        "checkFailed": Message("a safety measure failed", "安全措施不合格"),
        "conditionUnfit": Message("a worker is not fit", "人员身体状况不适"),
        "majorHazardOpen": Message("a major hazard is open", "重大隐患未消除"),
        "weatherLimit": Message("the weather is beyond its limit", "气象条件超限"),
        "personBlocked": Message("a person is blocked", "人员已停用"),
        "notInCrew": Message("someone inside is not in the crew", "内部有非作业人员"),
        "peopleInside": Message("someone is inside", "内部有人"),
        "credentialExpired": Message("a certificate has expired", "证件过期"),
        "credentialRevoked": Message("a certificate was revoked", "证件吊销"),
        "credentialReviewOverdue": Message("a certificate's review is overdue", "证件逾期未复审"),
        "supervisorUnqualified": Message("the supervisor is not qualified", "监护人不具备资格"),
        "instrumentOverdue": Message("an instrument's calibration is overdue", "仪器逾期未校准"),
        "equipmentInspectionOverdue": Message("an inspection of equipment is overdue", "设备逾期未检验"),
        "windowPassed": Message("its time is over", "超过有效时间"),
    ]

    static let due: [String: Message] = [
        "windowOpens": Message("Work may begin", "作业时间开始"),
        "windowPassed": Message("The permit's time is over", "作业票到期"),
        "presenceWarning": Message("Warning: the supervisor must show up", "监护人在场预警"),
        "supervisorAbsent": Message("The supervisor counts as absent", "监护人在场失效"),
        "qualificationEnds": Message("A certificate or calibration ends", "证件或校准到期"),
        "lapseWarning": Message("Warning before it ends", "到期预警"),
        "gasWarning": Message("Warning: the next gas reading", "气体复测预警"),
        "gasSilent": Message("The next gas reading is overdue", "气体检测逾期"),
        "handoverLapses": Message("The offered post lapses", "交接邀请失效"),
        "testEnds": Message("The sanctioned test is over", "解除隔离试验到期"),
        "fireWatchRound": Message("The next round of the fire watch", "下一次动火后巡查"),
        "fireWatchEnds": Message("The fire watch ends", "动火后监护结束"),
        "alarm": Message("The next alarm about people inside", "内部人员报警"),
    ]

    static let upgrades: [String: Message] = [
        "holiday": Message("public holiday", "法定节假日"), "restDay": Message("rest day", "休息日"),
        "night": Message("night", "夜间"), "circumstances": Message("special circumstances", "特殊情况"),
    ]

    static let roles: [String: Message] = [
        "leader": Message("leader", "作业负责人"), "supervisor": Message("supervisor", "监护人"),
    ]

    static let bases: [String: Message] = [
        "work": Message("to work", "作业"), "rescue": Message("to rescue", "救援"),
        "observed": Message("found inside", "发现在内"),
    ]

    static let verdicts: [String: Message] = [
        "within": Message("yes", "合格"), "outside": Message("NO", "超限"),
        "incomparable": Message("NO: not comparable", "无法判定"), "partial": Message("NO: not all gases", "项目不全"),
    ]
}
