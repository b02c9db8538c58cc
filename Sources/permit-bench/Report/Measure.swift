/// One figure of a run.
struct Measure: Codable {
    /// What a figure is to reach.
    struct Target: Codable, Equatable {
        var atLeast: Double?
        var atMost: Double?

        func isMet(by value: Double) -> Bool {
            (atLeast.map { value >= $0 } ?? true) && (atMost.map { value <= $0 } ?? true)
        }

        var text: String {
            if let atLeast { return ">= \(Figures.text(atLeast))" }
            return atMost.map { "<= \(Figures.text($0))" } ?? ""
        }
    }

    let workload: String
    let name: String
    let value: Double
    let unit: String
    var target: Target?
    var isMet: Bool?
    var note: String?

    init(
        _ workload: String, _ name: String, _ value: Double, _ unit: String, target: Target? = nil, note: String? = nil
    ) {
        self.workload = workload
        self.name = name
        self.value = value
        self.unit = unit
        self.target = target
        isMet = target?.isMet(by: value)
        self.note = note
    }
}

/// Figures for people.
enum Figures {
    /// Three digits that count, or whole thousands.
    static func text(_ value: Double) -> String {
        let size = abs(value)
        if size >= 1_000 { return grouped(value) }
        let decimals = size >= 100 || value == value.rounded() ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3
        return fixed(value, decimals)
    }

    private static func grouped(_ value: Double) -> String {
        let digits = Array(String(Int(abs(value).rounded())))
        let text = digits.enumerated().reduce(into: "") { text, digit in
            if digit.offset > 0, (digits.count - digit.offset) % 3 == 0 { text += "," }
            text.append(digit.element)
        }
        return (value < 0 ? "-" : "") + text
    }

    private static func fixed(_ value: Double, _ decimals: Int) -> String {
        let scale = (0..<decimals).reduce(1) { scale, _ in scale * 10 }
        let scaled = Int((abs(value) * Double(scale)).rounded())
        let whole = "\(scaled / scale)"
        let rest = String(scaled % scale)
        let sign = value < 0 ? "-" : ""
        if decimals == 0 { return sign + whole }
        return sign + whole + "." + String(repeating: "0", count: decimals - rest.count) + rest
    }
}
