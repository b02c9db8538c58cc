import Foundation
import PermitCore
import PermitPacks
import PermitTestKit
import PermitWire
import ZeroMQ

@testable import PermitServer

/// The repository's own pack and a new administrator.
enum Ground {
    /// The process's one ZeroMQ context.
    static let context = Result { try Context() }
    static let instance = "00000000-0000-4000-8000-00000000cafe"

    static var packDirectory: String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("config/packs/cn-general").path
    }

    static func house() throws -> Settings.House {
        let zone = TimeZoneTable(name: "Asia/Shanghai", earliestOffsetSeconds: 28_800, stretches: [])
        return Settings.House(
            packs: [try PackLoader.load(directory: packDirectory)], zone: zone, signaturesRequired: true)
    }

    static func administrator(_ keys: CurveKeyPair, _ signing: PersonSigningKey) -> Settings.FirstAdministrator {
        Settings.FirstAdministrator(
            person: PersonID("p-admin"), key: keys.publicKey, signing: signing.publicBase64)
    }
}
