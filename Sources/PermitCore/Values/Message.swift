/// The languages that messages come in.
public enum Language: String, Sendable, CaseIterable {
    /// English.
    case english = "en"
    /// Chinese.
    case chinese = "zh"
}

/// A sentence for people, in every language.
public struct Message: Hashable, Sendable {
    /// The English text.
    public let english: String
    /// The Chinese text.
    public let chinese: String

    /// Makes a message of its texts.
    public init(_ english: String, _ chinese: String) {
        self.english = english
        self.chinese = chinese
    }

    /// The text in one language.
    public func text(in language: Language) -> String {
        switch language {
        case .english: english
        case .chinese: chinese
        }
    }

    /// Both texts by language, as the rules of a pack carry them.
    public var json: JSONValue { ["zh": .string(chinese), "en": .string(english)] }
}
