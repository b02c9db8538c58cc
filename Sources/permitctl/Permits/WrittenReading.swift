import ArgumentParser
import Foundation
import PermitCore

/// A gas reading as people write it: `combustible=4%LEL`, `o2=20.9 %vol`, `methane=9%LEL@5`.
enum WrittenReading {
    /// The reading as `permit.gasTest` takes it.
    ///
    /// - Throws: a `ValidationError` that says what is missing.
    static func read(_ text: String) throws -> JSONValue {
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
            throw ValidationError("\(text): a reading is GAS=VALUE UNIT, such as combustible=4%LEL")
        }
        let gas = String(text[..<equals])
        let parts = text[text.index(after: equals)...].split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count <= 2 else { throw ValidationError("\(text): more than one @") }
        let digits = parts[0].prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let value = number(digits) else { throw ValidationError("\(text): no value in front of the unit") }
        let unitText = parts[0].dropFirst(digits.count).filter { $0 != " " }.lowercased()
        guard let unit = units[unitText] else {
            let known = GasUnit.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError(
                "\(text): \(unitText.isEmpty ? "no unit" : "no unit \(unitText)"); units are \(known)")
        }
        var reading: JSONObject = ["gas": .string(gas), "value": .number(value), "unit": .string(unit.rawValue)]
        if parts.count == 2 {
            guard let lel = number(parts[1]) else {
                throw ValidationError("\(text): behind the @ stands the gas's lower explosive limit in %vol")
            }
            reading["lel"] = .number(lel)
        }
        return .object(reading)
    }

    private static let units: [String: GasUnit] = [
        "%vol": .percentVolume, "vol%": .percentVolume, "%lel": .percentLEL, "lel%": .percentLEL,
        "ppm": .partsPerMillion, "mg/m3": .milligramsPerCubicMetre, "mg/m³": .milligramsPerCubicMetre,
    ]

    /// A number in digits with at most one point between them.
    private static func number(_ text: Substring) -> DecimalNumber? {
        guard text.first?.isNumber == true, text.last?.isNumber == true, text.allSatisfy({ $0.isNumber || $0 == "." })
        else { return nil }
        return DecimalNumber(String(text))
    }
}

/// A moment as people write it: `now`, `+8h`, `-5m`, RFC 3339 with `Z` or an offset.
enum WrittenMoment {
    /// - Throws: a ``UsageFault`` where it is none of these.
    static func read(_ text: String, now: Instant) throws -> Instant {
        if text == "now" { return now }
        if let moment = Instant(text) { return moment }
        if text.hasPrefix("+"), let span = Span(String(text.dropFirst())) { return now + span }
        if text.hasPrefix("-"), let span = Span(String(text.dropFirst())) { return now - span }
        if let moment = moment(withOffset: text) { return moment }
        throw UsageFault("\(text): a moment is now, +8h, -5m, 2026-11-24T08:00:00Z or 2026-11-24T08:00:00+08:00")
    }

    /// A moment of the protocol on this machine's own clock; what is no moment stays as it is.
    static func local(_ text: String, in zone: TimeZone = .current) -> String {
        guard let moment = Instant(text) else { return text }
        let style = Date.ISO8601FormatStyle(timeZone: zone).year().month().day().dateTimeSeparator(.space)
            .time(includingFractionalSeconds: false).timeZone(separator: .colon)
        return Date(timeIntervalSince1970: Double(moment.milliseconds / 1_000)).formatted(style)
    }

    private static func moment(withOffset text: String) -> Instant? {
        let offset = text.suffix(6)
        let parts = offset.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
        guard offset.count == 6, let sign = offset.first, sign == "+" || sign == "-", parts.count == 2,
            let hours = Int64(parts[0]), let minutes = Int64(parts[1]), (0...23).contains(hours),
            (0...59).contains(minutes), let local = Instant(text.dropLast(6) + "Z")
        else { return nil }
        let span = Span.minutes(hours * 60 + minutes)
        return sign == "+" ? local - span : local + span
    }
}
