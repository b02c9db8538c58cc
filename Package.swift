// swift-tools-version: 6.2

import PackageDescription

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let collections = Target.Dependency.product(name: "Collections", package: "swift-collections")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let jwt = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let coreMetrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "permitd",
    products: [
        .executable(name: "permitd", targets: ["permitd"]),
        .executable(name: "permitctl", targets: ["permitctl"]),
        .executable(name: "permit-bench", targets: ["permit-bench"]),
        .library(name: "PermitClient", targets: ["PermitClient"]),
        .library(name: "ZeroMQ", targets: ["ZeroMQ"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        .systemLibrary(name: "CZeroMQ", providers: [.apt(["libzmq3-dev"])]),
        .target(name: "ZeroMQ", dependencies: ["CZeroMQ"]),
        .target(name: "PermitCore"),
        .target(name: "PermitWire", dependencies: ["PermitCore", crypto]),
        .target(name: "PermitPacks", dependencies: ["PermitCore", "PermitWire", yams]),
        .target(name: "PermitProof", dependencies: [crypto]),
        .target(name: "PermitDossier", dependencies: ["PermitCore", "PermitProof", "PermitWire"]),
        .target(name: "PermitLog", dependencies: ["PermitProof", crypto, grdb, sqlite]),
        .target(name: "PermitMetrics", dependencies: [coreMetrics]),
        .target(
            name: "PermitServer",
            dependencies: [
                "PermitCore", "PermitDossier", "PermitWire", "PermitLog", "PermitMetrics", "PermitPacks",
                "PermitProof", "ZeroMQ", collections, coreMetrics, crypto, logging,
            ]
        ),
        .target(name: "PermitClient", dependencies: ["PermitCore", "PermitProof", "PermitWire", "ZeroMQ", grdb]),
        .target(
            name: "PermitInstallation",
            dependencies: [
                "PermitCore", "PermitLog", "PermitPacks", "PermitProof", "PermitServer", "PermitWire", "ZeroMQ",
                configuration, crypto, yams,
            ],
            plugins: ["EmbedConfiguration"]
        ),
        .executableTarget(name: "embed-configuration"),
        .plugin(
            name: "EmbedConfiguration", capability: .buildTool(), dependencies: ["embed-configuration"],
            path: "Sources/EmbedConfiguration"
        ),
        .target(name: "PermitTestKit", dependencies: ["PermitCore", "PermitWire", "PermitPacks"]),
        .executableTarget(
            name: "permitd",
            dependencies: [
                "PermitClient", "PermitCore", "PermitInstallation", "PermitLog", "PermitPacks", "PermitProof",
                "PermitServer", "PermitWire", "ZeroMQ", argumentParser, logging, serviceLifecycle,
                unixSignals,
            ]
        ),
        .executableTarget(
            name: "permitctl",
            dependencies: [
                "PermitClient", "PermitCore", "PermitDossier", "PermitInstallation", "PermitLog", "PermitProof",
                "PermitServer", "PermitWire", "ZeroMQ", argumentParser, crypto, jwt, unixSignals, yams,
            ]
        ),
        .executableTarget(
            name: "permit-bench",
            dependencies: ["CZeroMQ", "PermitCore", "PermitWire", "ZeroMQ", argumentParser, crypto, sqlite]
        ),
        .executableTarget(
            name: "shift-client",
            dependencies: ["PermitClient", "PermitCore", "PermitWire", "ZeroMQ", argumentParser],
            path: "Tests/ShiftClient"
        ),
        .executableTarget(
            name: "permit-steps",
            dependencies: ["PermitCore", "PermitLog", "PermitTestKit", "PermitWire", argumentParser, crypto],
            path: "Tests/Steps"
        ),
        .testTarget(name: "ZeroMQTests", dependencies: ["ZeroMQ"]),
        .testTarget(name: "PermitCoreTests", dependencies: ["PermitCore", "PermitTestKit"]),
        .testTarget(
            name: "PermitStoryTests", dependencies: ["PermitCore", "PermitTestKit"], exclude: ["Transcripts"]),
        .testTarget(name: "PermitModelTests", dependencies: ["PermitCore", "PermitTestKit"]),
        .testTarget(name: "PermitWireTests", dependencies: ["PermitCore", "PermitWire"]),
        .testTarget(
            name: "PermitPacksTests", dependencies: ["PermitCore", "PermitPacks", "PermitTestKit", "PermitWire"]),
        .testTarget(name: "PermitProofTests", dependencies: ["PermitProof", "PermitTestKit", "PermitWire", crypto]),
        .target(name: "PermitFaultKit", dependencies: ["PermitTestKit", sqlite], path: "Tests/FaultKit"),
        .testTarget(
            name: "PermitLogTests",
            dependencies: ["PermitFaultKit", "PermitLog", "PermitProof", "PermitTestKit", crypto, grdb],
            exclude: ["Golden"]),
        .testTarget(name: "PermitBenchTests", dependencies: ["permit-bench", argumentParser]),
        .testTarget(name: "PermitMetricsTests", dependencies: ["PermitMetrics", coreMetrics]),
        .testTarget(name: "PermitdTests", dependencies: ["permitd", logging]),
        .testTarget(
            name: "PermitServerTests",
            dependencies: [
                "PermitClient", "PermitCore", "PermitFaultKit", "PermitLog", "PermitPacks", "PermitProof",
                "PermitServer", "PermitTestKit", "PermitWire", "ZeroMQ", logging,
            ]),
        .testTarget(name: "ProtocolTests", dependencies: ["PermitCore", "PermitTestKit", "PermitWire"]),
        .testTarget(
            name: "PermitClientTests",
            dependencies: ["PermitClient", "PermitCore", "PermitProof", "PermitTestKit", "PermitWire", "ZeroMQ"]),
        .testTarget(
            name: "PermitctlTests",
            dependencies: ["permitctl", "PermitClient", "PermitCore", "PermitTestKit", "PermitWire"],
            exclude: ["Forms", "Screens"]),
        .testTarget(name: "RegulationTests", dependencies: ["PermitCore", "PermitPacks", "PermitTestKit"]),
        .testTarget(name: "TidyTests"),
        .target(
            name: "FuzzTargets",
            dependencies: [
                "PermitClient", "PermitCore", "PermitDossier", "PermitLog", "PermitPacks", "PermitProof",
                "PermitTestKit", "PermitWire", "ZeroMQ",
            ],
            path: "Tests/Fuzz/Targets"),
        .testTarget(
            name: "FuzzTests", dependencies: ["FuzzTargets", "PermitCore", "PermitTestKit", "PermitWire"]),
    ],
    swiftLanguageModes: [.v6]
)

// Only `.ci/fuzz` asks for the fuzzer, whose main function is libFuzzer's.
if Context.environment["PERMITD_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "permitd-fuzz", dependencies: ["FuzzTargets"], path: "Tests/Fuzz/Fuzzer",
            swiftSettings: [.unsafeFlags(["-parse-as-library"])]))
}

for target in package.targets where ![.system, .plugin].contains(target.type) {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            .treatAllWarnings(as: .error),
            .enableUpcomingFeature("ExistentialAny"),  // SE-0335
            .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
            .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
            .enableUpcomingFeature("NonisolatedNonsendingByDefault"),  // SE-0461
            .enableUpcomingFeature("InferIsolatedConformances"),  // SE-0470
        ]
}
