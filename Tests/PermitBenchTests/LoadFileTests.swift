import Foundation
import Testing

@testable import permit_bench

@Suite("What a conductor hands to its clients")
struct LoadFileTests {
    private static func file() throws -> LoadFile {
        let seeds = Seeds(seed: 3)
        return LoadFile([
            LoadFile.Line(
                keys: try seeds.curve("one"),
                messages: [
                    LoadMessage(body: Array("{}".utf8), signature: nil),
                    LoadMessage(body: [0, 255], signature: [UInt8](repeating: 9, count: 64)),
                ]),
            LoadFile.Line(keys: try seeds.curve("two"), messages: []),
        ])
    }

    @Test("It is read as it was written")
    func roundTrip() throws {
        let file = try Self.file()
        let read = try LoadFile(file.data)
        #expect(read.lines.map(\.keys) == file.lines.map(\.keys))
        #expect(read.lines.map(\.messages) == file.lines.map(\.messages))
    }

    @Test("One that ends early is refused, wherever it ends")
    func cut() throws {
        let data = try Self.file().data
        for count in data.indices {
            #expect(throws: BenchFault.self) { try LoadFile(data.prefix(count)) }
        }
    }

    @Test("Keys and ids come from the seed alone")
    func seeds() throws {
        #expect(try Seeds(seed: 1).curve("a") == Seeds(seed: 1).curve("a"))
        #expect(try Seeds(seed: 1).curve("a") != Seeds(seed: 2).curve("a"))
        let id = Seeds(seed: 1).permit("active-0")
        #expect(id.split(separator: "-").map(\.count) == [8, 4, 4, 4, 12])
        #expect(id != Seeds(seed: 1).permit("active-1"))
    }

    @Test(
        "A reply is told apart by its beginning",
        arguments: [
            (#"{"v":1,"id":"a","ok":true,"seq":3}"#, true, "unreadable"),
            (#"{"v":1,"id":"a","ok":false,"seq":3,"error":{"code":"tooLate","message":"x"}}"#, false, "tooLate"),
            ("", false, "unreadable"), (#"{"code":"#, false, "unreadable"),
        ])
    func glance(text: String, isOK: Bool, code: String) {
        Array(text.utf8).withUnsafeBytes { bytes in
            #expect(ReplyGlance(bytes).isOK == isOK)
            #expect(ReplyGlance(bytes).code == code)
        }
    }
}
