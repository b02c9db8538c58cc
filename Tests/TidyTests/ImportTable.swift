/// Who may import what. Arrows run downwards only; PermitCore knows nothing at all, not even Foundation.
enum ImportTable {
    private static let foundation: Set<String> = ["Foundation", "FoundationEssentials"]

    private static let programs: Set<String> = foundation.union([
        "ArgumentParser", "Crypto", "Dispatch", "Glibc", "JWTKit", "Logging", "PermitClient", "PermitCore",
        "PermitDossier", "PermitInstallation", "PermitLog", "PermitPacks", "PermitProof", "PermitServer",
        "PermitTestKit", "PermitWire", "ServiceLifecycle",
        "Synchronization", "UnixSignals", "Yams", "ZeroMQ",
    ])

    static let allowed: [String: Set<String>] = [
        "PermitCore": [],
        "PermitWire": foundation.union(["PermitCore", "Crypto"]),
        "PermitPacks": foundation.union(["PermitCore", "PermitWire", "Yams"]),
        "PermitProof": foundation.union(["Crypto"]),
        "PermitDossier": foundation.union(["PermitCore", "PermitProof", "PermitWire"]),
        "PermitLog": foundation.union([
            "Crypto", "Dispatch", "GRDB", "GRDBSQLite", "Glibc", "PermitProof", "Synchronization",
        ]),
        "PermitMetrics": ["CoreMetrics", "Synchronization"],
        "ZeroMQ": ["CZeroMQ", "Glibc", "Synchronization"],
        "PermitServer": foundation.union([
            "BasicContainers", "Collections", "CoreMetrics", "Crypto", "DequeModule", "Dispatch", "Glibc", "HeapModule",
            "Logging", "OrderedCollections", "PermitCore", "PermitDossier", "PermitLog", "PermitMetrics",
            "PermitPacks", "PermitProof", "PermitWire", "Synchronization", "Yams", "ZeroMQ",
        ]),
        "PermitClient": foundation.union([
            "GRDB", "Glibc", "PermitProof", "PermitCore", "PermitWire", "Synchronization", "ZeroMQ",
        ]),
        "PermitInstallation": foundation.union([
            "Configuration", "Crypto", "Glibc", "PermitCore", "PermitLog", "PermitPacks", "PermitProof", "PermitServer",
            "PermitWire", "Yams", "ZeroMQ",
        ]),
        "PermitTestKit": foundation.union([
            "PermitClient", "PermitCore", "PermitLog", "PermitPacks", "PermitServer", "PermitWire", "Synchronization",
            "ZeroMQ",
        ]),
        "EmbedConfiguration": foundation.union(["PackagePlugin"]),
        "embed-configuration": foundation,
        "permitd": programs,
        "permitctl": programs,
        // What it compares with is libzmq and SQLite themselves.
        "permit-bench": programs.union(["CZeroMQ", "GRDBSQLite"]),
    ]

    /// The module of a line that imports one, whatever stands before the word.
    static func module(importedBy line: String) -> String? {
        var words = line.split(separator: " ")[...]
        while let word = words.first, word.hasPrefix("@") || access.contains(String(word)) { words.removeFirst() }
        guard words.first == "import" else { return nil }
        words.removeFirst()
        if let kind = words.first, kinds.contains(String(kind)) { words.removeFirst() }
        return words.first.map { String($0.prefix { $0 != "." }) }
    }

    private static let access: Set<String> = ["public", "package", "internal", "fileprivate", "private"]
    private static let kinds: Set<String> = ["class", "enum", "func", "let", "protocol", "struct", "typealias", "var"]
}
