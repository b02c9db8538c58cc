import PermitCore

/// The words of the protocol, short enough for a column of a board.
enum BoardWords {
    /// The mark of a state: it reads without colours.
    static func mark(of row: PermitRow) -> (mark: String, tone: Tone) {
        switch row.rank {
        case .peopleInDanger, .suspended, .owesMakeSafe: ("!!", .bad)
        case .active: (">>", .good)
        case .ending: ("..", .warning)
        case .waiting: ("--", .plain)
        case .unknown: ("??", .warning)
        }
    }

    /// A state; those that want somebody in capitals.
    static func state(_ state: String, _ language: Language) -> String {
        let isLoud = ["suspended", "expired", "revoked"].contains(state)
        return isLoud && language == .english ? state.uppercased() : PlainText.state(state, language)
    }

    static func due(_ what: String, _ language: Language) -> String { word(what, dues, language) }

    static func cause(_ cause: String, _ language: Language) -> String { word(cause, causes, language) }

    static func alarm(_ alarm: String, _ language: Language) -> String { word(alarm, alarms, language) }

    static func hazard(_ state: String, _ language: Language) -> String { word(state, hazards, language) }

    static func filter(_ filter: StateFilter) -> Message {
        switch filter {
        case .all: Message("all", "全部")
        case .active: Message("active", "作业中")
        case .stopped: Message("stopped", "已停")
        case .waiting: Message("waiting", "待开工")
        case .ending: Message("ending", "收尾")
        }
    }

    /// A word that this program doesn't know stands for itself.
    private static func word(_ word: String, _ words: [String: Message], _ language: Language) -> String {
        words[word]?.text(in: language) ?? word
    }

    private static let dues: [String: Message] = [
        "windowOpens": Message("opens", "开始"), "windowPassed": Message("window", "有效期"),
        "supervisorAbsent": Message("presence", "监护"), "qualificationEnds": Message("papers", "证件"),
        "gasSilent": Message("gas", "气检"), "handoverLapses": Message("handover", "交接"),
        "testEnds": Message("test", "试验"), "fireWatchRound": Message("round", "巡查"),
        "fireWatchEnds": Message("watch", "监护"),
    ]

    private static let causes: [String: Message] = [
        "stopWork": Message("stop work", "叫停"), "break": Message("break", "作业中断"),
        "areaStopped": Message("area stopped", "区域停工"), "linkedPermit": Message("linked permit", "关联票中止"),
        "handover": Message("handover", "交接"), "test": Message("test", "隔离试验"),
        "supervisorAbsent": Message("supervisor absent", "监护人不在场"),
        "supervisorUnqualified": Message("supervisor unqualified", "监护人无资格"),
        "gasOutOfRange": Message("gas out of range", "气体超限"), "gasSilent": Message("gas silent", "气检中断"),
        "gasIncomplete": Message("gas incomplete", "气检不全"), "checkFailed": Message("check failed", "措施不合格"),
        "conditionUnfit": Message("worker unfit", "人员不适"), "majorHazardOpen": Message("major hazard", "重大隐患"),
        "weatherLimit": Message("weather", "气象超限"), "personBlocked": Message("person blocked", "人员停用"),
        "notInCrew": Message("stranger inside", "非作业人员进入"), "peopleInside": Message("people inside", "内部有人"),
        "credentialExpired": Message("certificate expired", "证件过期"),
        "credentialRevoked": Message("certificate revoked", "证件吊销"),
        "credentialReviewOverdue": Message("review overdue", "证件逾期未复审"),
        "instrumentOverdue": Message("calibration overdue", "仪器未校准"),
        "equipmentInspectionOverdue": Message("inspection overdue", "设备未检验"),
        "windowPassed": Message("window passed", "超时"),
    ]

    private static let hazards: [String: Message] = [
        "reported": Message("reported", "已上报"), "assigned": Message("assigned", "已指派"),
        "rectified": Message("rectified", "已整改待验证"), "reopened": Message("reopened", "已重开"),
    ]

    private static let alarms: [String: Message] = [
        "presenceLapsing": Message("supervisor: show up now", "监护人须立即确认在场"),
        "peopleInside": Message("PEOPLE INSIDE, no work allowed", "内部有人，禁止作业"),
        "fireWatchMissed": Message("fire watch round missed", "漏巡，动火后监护重新计时"),
        "stopWork": Message("someone asks to stop work", "有人叫停"),
        "lapsing": Message("about to end", "即将到期"), "gasDue": Message("gas reading due", "气体检测将到期"),
        "handoverLapsed": Message("handover not taken up", "交接未接"),
        "testOver": Message("test over, not isolated again", "试验结束，隔离未恢复"),
    ]
}
