import PermitCore
import PermitWire

/// SplitMix64: the same values for the same seed, on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension JSONValue {
    /// A number that no integer literal writes.
    static func decimal(_ text: String) -> JSONValue { DecimalNumber(text).map { .number($0) } ?? .hugeNumber(text) }
}

/// Texts that trip up writers and readers.
enum Awkward {
    static let texts = [
        "", " ", "作业票 动火", "😀👷🏽‍♀️", "e\u{301}", "\u{E9}", "\"\\/\u{8}\u{C}\n\r\t", "\u{0}\u{1F}\u{7F}\u{85}",
        "\u{2028}\u{2029}", "\u{FEFF}", "\u{FFFD}\u{FFFF}\u{10FFFF}", "</script>", "null", "1e999", "\u{212A}",
        String(repeating: "长", count: 500),
    ]
}

/// A request that is right in every part, to be spoiled by a test.
enum Requests {
    static let permit = "01938e6e-4a8b-7c3d-8e9f-0a1b2c3d4e5f"

    static func object(_ operation: String, _ args: JSONObject) -> JSONObject {
        [
            "v": 1, "id": "r-1", "op": .string(operation), "actor": "p-chen", "at": "2026-11-24T08:00:00.000Z",
            "expect": 3, "lang": "zh", "args": .object(args),
        ]
    }

    /// What reading a body comes to: its refusal, or nil where it is well-formed.
    static func refusal(_ object: JSONObject) -> Refusal? {
        refusal(JSONValue.object(object).utf8)
    }

    static func refusal(_ bytes: [UInt8]) -> Refusal? {
        do {
            _ = try RequestBody(bytes).fields()
            return nil
        } catch let fault as RequestBody.Fault {
            return fault.refusal
        } catch {
            return error as? Refusal
        }
    }
}
