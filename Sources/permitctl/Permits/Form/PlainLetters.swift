/// Makes texts of others fit to be printed: nothing in them moves the cursor, turns the direction of writing, hides or
/// piles up. What would is written as `\u{202E}`, so that it is seen.
enum PlainLetters {
    /// The text with line ends as `\n` and without anything else that a terminal acts on.
    static func of(_ text: String) -> String {
        var plain = String.UnicodeScalarView()
        var marks = 0
        for scalar in text.replacing("\r\n", with: "\n").unicodeScalars {
            marks = isMark(scalar) ? marks + 1 : 0
            if scalar == "\n" {
                plain.append("\n")
            } else if scalar == "\t" || scalar.properties.generalCategory == .spaceSeparator {
                plain.append(" ")
            } else if isPlain(scalar), marks <= mostMarks {
                plain.append(scalar)
            } else {
                plain.append(contentsOf: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}".unicodeScalars)
            }
        }
        return String(plain)
    }

    /// The text on one line: a line end in what should have none is written as `\n`.
    static func inLine(_ text: String) -> String { of(text).replacing("\n", with: "\\n") }

    /// Marks above and below one letter; more are no writing.
    private static let mostMarks = 3

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        [.nonspacingMark, .enclosingMark].contains(scalar.properties.generalCategory)
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        // The two that choose between a sign's text and its picture are ignorable and harmless.
        if scalar.value == 0xFE0E || scalar.value == 0xFE0F { return true }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: return false
        default: return !scalar.properties.isDefaultIgnorableCodePoint
        }
    }
}
