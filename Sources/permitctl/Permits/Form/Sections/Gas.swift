import PermitCore

extension FormSource {
    /// The newest test at each point, and the newest of those before.
    var gas: [FormBlock] {
        let newest = permit.objects("gasTests")
        var blocks: [FormBlock] = []
        if !newest.isEmpty { blocks.append(.table(gasTitles, newest.map(row))) }
        let wanted: [UnmetCode] = [.gasTestMissing, .gasTestStale, .gasIncomplete, .gasOutOfRange, .gasSilent]
        for unmet in readiness.objects("unmet") where wanted.contains(where: { $0.rawValue == unmet.text("code") }) {
            blocks.append(
                .item(unmet.text("code") == UnmetCode.gasTestMissing.rawValue ? .open : .bad, unmet.text("message")))
        }
        let earlier = events(.permitGasTested).map(record).filter { test in
            !newest.contains {
                $0.text("point") == test.text("point") && $0.text("sampledAt") == test.text("sampledAt")
            }
        }
        guard !earlier.isEmpty else { return blocks }
        let shown = earlier.suffix(Self.mostEarlierTests)
        let count = text("Before these: \(earlier.count), newest last", "此前检测 \(earlier.count) 次，最新在后")
        let cut = shown.count < earlier.count ? text("; the last \(shown.count)", "，仅列最近 \(shown.count) 次") : ""
        return blocks + [.text(count + cut), .table(gasTitles, shown.map(row))]
    }

    private static let mostEarlierTests = 12

    private var gasTitles: [String] {
        [
            text("Point", "取样部位"), text("Sampled", "取样时间"), text("Result", "分析结果"),
            text("By, with", "分析人/仪器"), text("Within", "是否合格"),
        ]
    }

    /// A row for a test, with a line for each gas.
    private func row(_ test: JSONObject) -> [String] {
        let verdict = test.text("verdict")
        let point = gasRule.objects("points").first { $0.text("point") == test.text("point") }
        let results = test.objects("readings").map { reading in
            let limit = gasRule.objects("limits").first { $0.text("gas") == reading.text("gas") }
            let name = limit.map { words($0["title"]) } ?? reading.text("gas")
            return PlainLetters.inLine("\(name) \(reading.text("value")) \(reading.text("unit"))")
        }
        let name = titled(point?["title"], test.text("point"))
        return [
            stacked(name), clock.text(test.text("sampledAt")).replacing(" ", with: "\n"),
            results.joined(separator: "\n"), stacked(person(test.text("by"))) + "\n" + test.text("instrument"),
            FormWords.verdicts[verdict].map(text) ?? verdict,
        ]
    }

    /// A name with its id below it, which takes less of a table's width.
    private func stacked(_ name: String) -> String { PlainLetters.inLine(name).replacing(" (", with: "\n(") }

    private var gasRule: JSONObject { rules["gas"]?.object ?? [:] }

    /// A test of the history in the shape in which the permit holds its newest.
    private func record(_ event: FormEvent) -> JSONObject {
        event.args.merging(["by": .string(event.actor), "verdict": event.effects["verdict"] ?? .null])
    }
}
