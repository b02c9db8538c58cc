import Foundation
import PermitWire
import Testing

/// The published documents, compared with what the code says now.
///
/// `PERMITD_REWRITE_PROTOCOL=1 swift test --filter ProtocolTests` writes the files anew; the difference is then read by
/// the rules of versioning in the article.
struct ProtocolDocumentTests {
    @Test(
        "The published document is what the code says",
        arguments: [
            (ProtocolDocument.schemaName, ProtocolDocument.schema),
            (ProtocolDocument.asyncAPIName, ProtocolDocument.asyncAPI),
        ])
    func document(name: String, text: String) throws {
        let path = "\(Catalogue.path)/Resources/\(name)"
        if Catalogue.isRewriting { try text.write(toFile: path, atomically: true, encoding: .utf8) }
        let published = try String(contentsOfFile: path, encoding: .utf8)
        #expect(published == text, "make it anew: PERMITD_REWRITE_PROTOCOL=1 swift test --filter ProtocolTests")
    }
}

/// The catalogue that the protocol is published in.
enum Catalogue {
    static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Sources/PermitWire/PermitWire.docc").path
    static let isRewriting = ProcessInfo.processInfo.environment["PERMITD_REWRITE_PROTOCOL"] == "1"
}
