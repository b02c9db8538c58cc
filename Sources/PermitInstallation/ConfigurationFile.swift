import Configuration
import Foundation
import PermitCore
import PermitServer
import Yams

/// What is wrong with an installation, with file and line where it has them.
public struct InstallationFault: Error, CustomStringConvertible {
    /// Every fault, one a line.
    public let lines: [String]

    /// Names faults.
    public init(_ lines: String...) {
        self.lines = lines
    }

    init(lines: [String]) {
        self.lines = lines
    }

    /// The faults, one a line.
    public var description: String { lines.joined(separator: "\n") }
}

/// `permitd.yaml`, with what the environment overrides.
struct ConfigurationFile {
    let path: String
    let reader: ConfigReader
    let audiences: [Settings.Audience]
    private let lines: [String: Int]
    private let environment: [String: String]

    private static let names: Set<String> = [
        "commands", "events", "audiences", "state", "keys", "packs", "timezone", "signatures", "localIdentity",
        "logLevel", "anchors", "diskWarning", "diskLow",
    ]

    init(path: String, environment: [String: String]) throws {
        self.path = path
        self.environment = environment
        guard let data = FileManager.default.contents(atPath: path) else {
            throw InstallationFault("\(path): can't be read")
        }
        let root: Node.Mapping
        do {
            guard let mapping = try Yams.compose(yaml: String(decoding: data, as: UTF8.self))?.mapping else {
                throw InstallationFault("\(path):1: must be a mapping")
            }
            root = mapping
        } catch let fault as InstallationFault {
            throw fault
        } catch {
            throw InstallationFault("\(path): \(error)")
        }
        var values: [AbsoluteConfigKey: ConfigValue] = [:]
        var faults: [String] = []
        var audiences: [Settings.Audience] = []
        var lines: [String: Int] = [:]
        for (key, value) in root {
            let line = "\(path):\(key.mark?.line ?? 1)"
            lines[key.string ?? ""] = key.mark?.line
            guard let name = key.string, Self.names.contains(name) else {
                faults.append("\(line): unknown setting \(key.string ?? "")")
                continue
            }
            if name == "audiences" {
                audiences = Self.audiences(value, line, &faults)
            } else if let list = value.sequence {
                values[AbsoluteConfigKey([name])] = ConfigValue(
                    .stringArray(list.compactMap(\.string)), isSecret: false)
            } else if let text = value.string {
                values[AbsoluteConfigKey([name])] = ConfigValue(.string(text), isSecret: false)
            } else {
                faults.append("\(line): \(name) must be a text or a list")
            }
        }
        guard faults.isEmpty else { throw InstallationFault(lines: faults) }
        let reader = ConfigReader(providers: [
            EnvironmentVariablesProvider(environmentVariables: environment).prefixKeys(with: "permitd"),
            InMemoryProvider(name: path, values: values),
        ])
        self.reader = reader
        self.lines = lines
        self.audiences = try reader.stringArray(forKey: ["audiences"]).map(Self.audiences(overridden:)) ?? audiences
    }

    /// Where a setting comes from: file and line, or the variable that overrides it.
    func place(of name: String) -> String {
        let variable = "PERMITD_" + name.reduce(into: "") { $0 += $1.isUppercase ? "_\($1)" : $1.uppercased() }
        if environment[variable] != nil { return variable }
        return lines[name].map { "\(path):\($0)" } ?? path
    }

    /// Audiences as the environment writes them: `AREA=ENDPOINT`.
    private static func audiences(overridden texts: [String]) throws -> [Settings.Audience] {
        try texts.map { text in
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, let area = AreaID(parts[0]) else {
                throw InstallationFault("PERMITD_AUDIENCES: an audience is AREA=ENDPOINT, not \(text)")
            }
            return Settings.Audience(events: parts[1], area: area)
        }
    }

    private static func audiences(_ value: Node, _ line: String, _ faults: inout [String]) -> [Settings.Audience] {
        (value.sequence.map(Array.init) ?? []).compactMap { entry in
            guard let mapping = entry.mapping, mapping.count == 2, let events = mapping["events"]?.string,
                let area = mapping["area"]?.string.flatMap({ AreaID($0) })
            else {
                faults.append("\(line): an audience is {events: ENDPOINT, area: AREA}")
                return nil
            }
            return Settings.Audience(events: events, area: area)
        }
    }
}
