public import PermitCore
import PermitPacks
import PermitWire

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The packs that tests run under: the real one, and variants of it.
public enum Packs {
    /// The directory of the packs in this repository.
    public static let directory: String = {
        let here = URL(fileURLWithPath: #filePath)
        let root = here.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return root.appendingPathComponent("config/packs").path
    }()

    /// `cn-general` as it is on disk.
    public static let general: JSONObject = {
        do {
            return try PackLoader.load(directory: "\(directory)/cn-general").pack.json
        } catch {
            preconditionFailure("\(error)")
        }
    }()

    /// `cn-general` with members of its hot work replaced; null removes one.
    public static func hot(_ changes: JSONObject) -> JSONObject { general([:], hot: changes) }

    /// `cn-general` with members replaced and members of its hot work replaced; null removes one. Where `blind` is
    /// given there is a second kind of work, `blind`: hot work with those members replaced.
    public static func general(
        _ changes: JSONObject, hot: JSONObject = [:], blind: JSONObject? = nil
    ) -> JSONObject {
        var pack = changed(general, changes)
        pack["kinds"] = .array(
            (general["kinds"]?.array ?? []).flatMap { kind -> [JSONValue] in
                guard let rules = kind.object, rules["kind"] == "hot" else { return [kind] }
                let second = blind.map { JSONValue.object(changed(rules, $0.merging(["kind": "blind"]))) }
                return [.object(changed(rules, hot))] + [second].compactMap(\.self)
            })
        return pack
    }

    private static func changed(_ object: JSONObject, _ changes: JSONObject) -> JSONObject {
        changes.members.reduce(into: object) { $0[$1.name] = $1.value == .null ? nil : $1.value }
    }

    /// A member of the hot work of `cn-general`.
    public static func hotMember(_ name: String) -> JSONObject {
        general["kinds"]?.array?.first { $0.object?["kind"] == "hot" }?.object?[name]?.object ?? [:]
    }

    /// A pack as `packs.adopted` keeps it.
    static func adopted(_ pack: JSONObject) -> JSONValue {
        [
            "pack": pack["pack"] ?? .null, "edition": pack["edition"] ?? .null,
            "digest": .string(Signing.digest(JSONValue.object(pack).text)), "rules": .object(pack),
        ]
    }
}
