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
    public static func hot(_ changes: JSONObject) -> JSONObject {
        var pack = general
        pack["kinds"] = .array(
            (general["kinds"]?.array ?? []).map { kind in
                guard var hot = kind.object, hot["kind"] == "hot" else { return kind }
                for change in changes.members { hot[change.name] = change.value == .null ? nil : change.value }
                return .object(hot)
            })
        return pack
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
