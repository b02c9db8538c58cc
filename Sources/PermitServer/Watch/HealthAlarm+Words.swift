public import PermitCore

extension HealthAlarm {
    /// What is the matter.
    public var message: Message {
        switch self {
        case .diskLow: Message("the disk fills up", "磁盘空间不足")
        case .diskFull: Message("the disk is nearly full: only safer acts are taken", "磁盘空间即将用尽：仅受理趋于安全的操作")
        case .reserveMissing:
            Message("the reserve for stopping work on a full disk is missing", "用于磁盘写满时中止作业的预留空间缺失")
        case .walLarge: Message("the write-ahead log is not copied into the database", "预写日志未能写回数据库")
        case .commitSlow: Message("the disk is slow to store what was decided", "磁盘写入缓慢")
        case .clockUntrusted: Message("the clock can't be relied on", "时钟不可信")
        case .anchorUnwritable: Message("an anchor can't be written", "锚点无法写入")
        case .anchorMissing: Message("no anchor remembers the log", "未设置日志锚点")
        case .descriptorsLow: Message("file descriptors run out", "文件描述符即将用尽")
        case .memoryHigh: Message("the daemon needs much memory", "守护进程占用内存过多")
        case .keyShutOut: Message("a key subscribes to too much and is shut out", "某密钥订阅过多，已被暂时拒绝")
        case .unknownKeys: Message("many connections by keys that are not enrolled", "大量未登记密钥尝试连接")
        case .busyMany: Message("many requests are put off as too many", "大量请求因过多而被推迟")
        case .turnSlow: Message("the deciding thread was held up", "处理线程曾被阻塞")
        case .reloadRefused: Message("the rules on disk are not those in force", "磁盘上的规则未生效")
        case .doorUnanswered: Message("the daemon can't connect to itself", "守护进程无法连接自身")
        }
    }

    /// What to do first; the runbook says the rest.
    public var remedy: Message {
        switch self {
        case .diskLow: Message("make room where the log is", "请为日志所在磁盘腾出空间")
        case .diskFull: Message("make room where the log is, now", "请立即为日志所在磁盘腾出空间")
        case .reserveMissing: Message("make room, then restart the daemon", "请腾出空间后重启守护进程")
        case .walLarge: Message("find what else has the database open and end it", "请找出并结束占用数据库的其他程序")
        case .commitSlow: Message("see what else writes to this disk, and whether it fails", "请检查该磁盘的其他写入和故障迹象")
        case .clockUntrusted: Message("see that time synchronization works", "请检查时间同步是否正常")
        case .anchorUnwritable: Message("put right the anchor's disk, share or rights", "请修复锚点所在的磁盘、共享或权限")
        case .anchorMissing: Message("set anchors in permitd.yaml, on another disk", "请在 permitd.yaml 中设置另一磁盘上的锚点")
        case .descriptorsLow: Message("see who connects so much; limit it in the firewall", "请查明连接来源并在防火墙中限制")
        case .memoryHigh: Message("see whether it goes on growing; restart at a quiet hour", "请观察是否持续增长，并在空闲时重启")
        case .keyShutOut: Message("see which device it is, and mend or revoke it", "请查明该设备，予以修复或吊销其密钥")
        case .unknownKeys: Message("see where they come from; limit it in the firewall", "请查明来源并在防火墙中限制")
        case .busyMany: Message("see which client asks so much", "请查明请求过多的客户端")
        case .turnSlow: Message("see whether the disk or the machine stalled", "请检查磁盘或主机是否卡顿")
        case .reloadRefused: Message("run permitd check, mend the files, reload", "请运行 permitd check，修正后重新加载")
        case .doorUnanswered: Message("see descriptors, firewall and IPAddressAllow=", "请检查文件描述符、防火墙和 IPAddressAllow=")
        }
    }
}
