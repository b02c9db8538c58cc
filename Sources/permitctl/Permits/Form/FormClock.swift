import PermitCore

/// The clock that a form's moments are shown on, and the moment at which the form is true.
struct FormClock {
    let zone: TimeZoneTable
    /// The moment of the daemon's answer.
    let now: Instant

    /// A moment as local clocks show it; what is no moment stays as it is.
    func text(_ moment: String?) -> String {
        guard let moment else { return "" }
        return Instant(moment).map(zone.text) ?? moment
    }

    /// The zone with what its clocks are ahead of UTC now: `Asia/Shanghai (UTC+08:00)`.
    var name: String {
        let inUTC = now.milliseconds / 60_000
        let local = Int64(zone.date(at: now).dayNumber) * 1_440 + Int64(zone.minuteOfDay(at: now))
        let ahead = local - inUTC
        let (hours, minutes) = (abs(ahead) / 60, abs(ahead) % 60)
        let sign = ahead < 0 ? "-" : "+"
        return "\(zone.name) (UTC\(sign)\(hours < 10 ? "0" : "")\(hours):\(minutes < 10 ? "0" : "")\(minutes))"
    }

    /// How long it is until a moment, in whole minutes, or how long ago it was.
    func distance(to moment: Instant, _ language: Language) -> String {
        let minutes = abs((moment - now).milliseconds) / 60_000
        let parts = [
            (minutes / 1_440, Message("d", "天")), (minutes / 60 % 24, Message("h", "小时")),
            (minutes % 60, Message("min", "分钟")),
        ]
        let told = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1.text(in: language))" }.joined(separator: " ")
        let span = told.isEmpty ? Message("less than a minute", "不足 1 分钟").text(in: language) : told
        let isLeft = moment > now
        return Message(isLeft ? "\(span) left" : "over by \(span)", isLeft ? "剩余 \(span)" : "已超 \(span)").text(
            in: language)
    }
}
