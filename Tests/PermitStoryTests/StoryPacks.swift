import PermitCore
import PermitTestKit

/// The rules of the stories: hot work of `cn-general`, with other kinds and a grade as the stories want them.
///
/// Stories name trades, checks, points and posts as the packs do, and confirm whatever a gate names. Under another pack
/// only ``general`` and ``plant`` change; the transcripts are then written anew and read.
enum StoryPacks {
    /// `cn-general` with entry into confined spaces, and gas that concerns the neighbours.
    static let general: JSONObject = {
        var pack = withoutKinds
        pack["kinds"] = [.object(hotRules), .object(confined)]
        return pack
    }()

    /// `cn-general` without what it knows of certificates, whose numbers here are made up.
    private static var withoutKinds: JSONObject { Packs.general.without("credentials", "kinds") }

    /// A plant: hot work of special grade, entry into confined spaces, seven days at height.
    static let plant: JSONObject = {
        var pack = withoutKinds
        let posts = pack["posts"]?.array ?? []
        pack["kinds"] = [.object(hot(hotRules)), .object(confined), .object(height)]
        pack["posts"] = .array(posts + [["post": "leaderInCharge", "title": title("The leader in charge", "主管领导")]])
        return pack
    }()

    private static func title(_ english: String, _ chinese: String) -> JSONValue {
        ["zh": .string(chinese), "en": .string(english)]
    }

    private static var hotRules: JSONObject {
        Packs.general["kinds"]?.array?.compactMap(\.object).first { $0["kind"] == "hot" } ?? [:]
    }

    /// Hot work: special grade where the plant runs, an entry permit beside it inside a space (GB 30871 4.6, 5.1.2).
    private static func hot(_ kind: JSONObject) -> JSONObject {
        let special: JSONValue = [
            "grade": "S", "title": title("Special grade", "特级"), "rank": 3,
            "when": ["all": [["fact": "flammableArea", "is": true], ["fact": "running", "is": true]]],
            "longest": "8h", "countersign": ["areaUnit", "safetyDept"], "approve": "leaderInCharge",
            "clause": "GB30871 5.1.2",
        ]
        let facts: [JSONValue] = [
            ["fact": "running", "type": "boolean", "title": title("The plant is running", "装置是否运行")],
            ["fact": "insideSpace", "type": "boolean", "title": title("Inside a confined space", "是否在受限空间内")],
        ]
        let video: JSONValue = [
            "check": "video", "title": title("Explosion-proof video records all of it", "防爆摄录设备已到位并全程记录"),
            "by": ["supervisor"], "required": ["fact": "grade", "is": "S"], "lives": "resume",
            "clause": "GB30871 5.2.11",
        ]
        var supervisor = kind["supervisor"]?.object ?? [:]
        supervisor["sparesJob"] = true
        return kind.merging([
            "facts": .array((kind["facts"]?.array ?? []) + facts),
            "grades": .array((kind["grades"]?.array ?? []) + [special]),
            "checks": .array((kind["checks"]?.array ?? []) + [video]), "supervisor": .object(supervisor),
            "links": [
                [
                    "kind": "confined", "when": ["fact": "insideSpace", "is": true], "active": true, "within": true,
                    "clause": "GB30871 4.6",
                ]
            ],
            "conflicts": [
                [
                    "with": "confined", "near": "same", "effect": "block", "sparesJob": true,
                    "title": title("Hot work and entry: of one job, each naming the other", "动火与有限空间：须为同一作业并相互关联"),
                    "clause": "GB30871 6.7",
                ]
            ],
        ])
    }

    /// Work in confined spaces, as GB 46768-2025 would have it.
    private static var confined: JSONObject {
        hotRules.without("fireWatch").merging([
            "kind": "confined", "title": title("Work in a confined space", "有限空间作业"), "clause": "GB46768",
            "facts": [
                ["fact": "contractor", "type": "boolean", "title": title("Done by a contractor", "是否由外包单位作业")],
                ["fact": "vertical", "type": "boolean", "title": title("A space one goes down into", "是否竖向空间")],
            ],
            "grades": [
                [
                    "grade": "1", "title": title("Grade 1", "一级"), "rank": 1, "when": "always", "longest": "8h",
                    "countersign": ["areaUnit"], "approve": "safetyDept", "clause": "GB46768 5.2.1",
                ]
            ],
            "checks": .array(confinedChecks),
            "briefing": ["by": ["leader"], "signed": true, "lives": "permit", "clause": "GB46768 5.3"],
            "trades": [
                trade("entrant", "Entrant", "有限空间作业人员", ["training.confined-work"]),
                trade("rescuer", "Rescuer", "救援人员", ["training.confined-rescue"]),
                trade("welder", "Welder", "焊工", ["special-work.welding", "training.confined-work"]),
            ],
            "supervisor": [
                "credentials": ["training.confined-guardian"], "lapsesAfter": "15m", "warnBefore": "3m",
                "onePermit": true, "sparesJob": true, "clause": "GB46768 4.4.3",
            ],
            "gas": .object(confinedGas), "restoration": .array(confinedRestoration), "alarmEvery": "5m",
        ])
    }

    private static var confinedChecks: [JSONValue] {
        let added: [(String, String, String, String)] = [
            ("ventilated", "The space is ventilated", "通风良好", "resume"),
            ("monitorOn", "The monitor of the zone people work in is on", "作业区实时监测仪器已开启", "resume"),
            ("rescueReady", "Trained rescuers stand by", "救援人员已培训并在场待命", "day"),
        ]
        return (hotRules["checks"]?.array ?? [])
            + added.map { check, english, chinese, lives in
                [
                    "check": .string(check), "title": title(english, chinese), "by": ["supervisor"],
                    "lives": .string(lives), "clause": "GB46768",
                ]
            }
    }

    private static var confinedGas: JSONObject {
        let limits: [(String, String, JSONObject)] = [
            ("oxygen", "%vol", ["min": decimal("19.5"), "max": decimal("23.5")]), ("combustible", "%LEL", ["max": 10]),
            ("hydrogenSulfide", "ppm", ["max": 7]), ("carbonMonoxide", "ppm", ["max": 25]),
        ]
        return [
            "required": "always",
            "points": [
                ["point": "entrance", "title": title("The entrance", "入口")],
                ["point": "lower", "title": title("Bottom", "下部"), "required": ["fact": "vertical", "is": true]],
            ],
            "limits": .array(limits.map { limit($0.0, in: $0.1, $0.2) }),
            "ordered": true, "oldest": "30m", "retestAfterBreak": "0s", "daily": true, "every": "15m",
            "concernsNeighbours": true, "clause": "GB46768 5.8.6, 6.2.3, 6.2.7",
        ]
    }

    private static func limit(_ gas: String, in unit: String, _ bounds: JSONObject) -> JSONValue {
        let limit: JSONObject = [
            "gas": .string(gas), "title": title(gas, gas), "unit": .string(unit), "clause": "GB46768 5.9.1",
        ]
        return .object(limit.merging(bounds))
    }

    private static var confinedRestoration: [JSONValue] {
        [("entranceClosed", "The entrance is closed", "出入口已关闭"), ("siteCleared", "The site is cleared", "现场已清理")].map {
            ["item": .string($0), "title": title($1, $2), "clause": "GB46768 7.1.1"]
        }
    }

    /// Work at height, seven days at most (GB 30871 8, table B.1).
    private static var height: JSONObject {
        hotRules.without("fireWatch", "gas").merging([
            "kind": "height", "title": title("Work at height", "高处作业"), "clause": "GB30871 8",
            "facts": [
                ["fact": "contractor", "type": "boolean", "title": title("Done by a contractor", "是否由外包单位作业")],
                ["fact": "outdoors", "type": "boolean", "title": title("In the open", "是否露天作业")],
            ],
            "grades": [
                [
                    "grade": "2", "title": title("Grade 2", "二级"), "rank": 1, "when": "always", "longest": "7d",
                    "countersign": [], "approve": "areaUnit", "clause": "GB30871 B.1",
                ]
            ],
            "trades": [trade("scaffolder", "Scaffolder", "登高架设工", ["special-work.height-scaffold"])],
            "weather": [["when": ["fact": "outdoors", "is": true], "wind": 5, "clause": "GB30871 8.2.6"]],
            "restoration": [
                ["item": "siteCleared", "title": title("The site is cleared", "现场已清理"), "clause": "GB30871 4.14"]
            ],
        ])
    }

    private static func trade(_ name: String, _ english: String, _ chinese: String, _ wanted: [String]) -> JSONValue {
        [
            "trade": .string(name), "title": title(english, chinese), "credentials": .strings(wanted),
            "clause": "GB46768 4.4.3",
        ]
    }

    private static func decimal(_ text: String) -> JSONValue { DecimalNumber(text).map { .number($0) } ?? .null }
}
