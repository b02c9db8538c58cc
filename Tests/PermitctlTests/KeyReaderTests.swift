import Testing

@testable import permitctl

/// Keys out of bytes, as terminals send them.
@Suite("Keys") struct KeyReaderTests {
    private static let table: [(bytes: String, keys: [Key])] = [
        ("j", [.character("j")]), ("é", [.character("é")]), ("锅", [.character("锅")]), ("😀", [.character("😀")]),
        ("\u{1B}[A\u{1B}[B\u{1B}[C\u{1B}[D", [.up, .down, .right, .left]),
        ("\u{1B}OA\u{1B}OB\u{1B}OM", [.up, .down, .enter]),
        ("\u{1B}[H\u{1B}[F\u{1B}[1~\u{1B}[4~\u{1B}[7~\u{1B}[8~", [.home, .end, .home, .end, .home, .end]),
        ("\u{1B}[5~\u{1B}[6~\u{1B}[Z", [.pageUp, .pageDown, .backTab]),
        ("\u{1B}[1;5A", [.up]), ("\u{1B}[5;2~", [.pageUp]),
        ("\r\n\t\u{7F}\u{08}", [.enter, .enter, .tab, .backspace, .backspace]),
        ("\u{03}\u{1A}\u{0C}", [.interrupt, .stop, .redraw]),
        // What slow lines bring together.
        ("\u{1B}q", [.escape, .character("q")]), ("\u{1B}\u{1B}[A", [.escape, .up]),
        ("\u{1B}\u{1B}q", [.escape, .escape, .character("q")]),
        // What nobody asked for.
        ("\u{1B}[200~x", [.character("x")]), ("\u{1B}[?1;2cx", [.character("x")]),
        ("\u{1B}[24;80Rx", [.character("x")]),
        ("\u{1B}[<0;10;10Mx", [.character("x")]), ("\u{1B}[[Ax", [.character("x")]),
        ("\u{1B}]11;rgb:0000/0000/0000\u{07}x", [.character("x")]), ("\u{1B}P1$r0m\u{1B}\\x", [.character("x")]),
        ("\u{1B}OQx", [.character("x")]), ("\u{01}\u{04}\u{1F}x", [.character("x")]),
    ]

    @Test("Bytes make keys, in one piece and in any two", arguments: table.indices)
    func keys(_ row: Int) {
        let (text, wanted) = Self.table[row]
        let bytes = Array(text.utf8)
        for split in bytes.indices {
            var reader = KeyReader()
            let keys = reader.take(bytes[..<split]) + reader.take(bytes[split...])
            #expect(keys == wanted, "\(text.debugDescription) split at \(split)")
            #expect(!reader.isPending)
        }
    }

    @Test("An escape that nothing follows is a key; what else is unfinished is none")
    func pause() {
        for (text, wanted) in [("\u{1B}", [Key.escape]), ("\u{1B}[", []), ("\u{1B}[1;", []), ("\u{1B}O", []), ("", [])]
        {
            var reader = KeyReader()
            #expect(reader.take(text.utf8).isEmpty)
            #expect(reader.pause() == wanted, "\(text.debugDescription)")
            #expect(reader.take("j".utf8) == [.character("j")])
        }
    }

    @Test("Bytes that are no UTF-8 are passed over")
    func invalid() {
        let table: [[UInt8]] = [
            [0x80, 0x6A], [0xC0, 0xAF, 0x6A], [0xE9, 0x6A], [0xFF, 0xFE, 0x6A], [0xED, 0xA0, 0x80, 0x6A],
            [0xF5, 0x80, 0x80, 0x80, 0x6A],
        ]
        for bytes in table {
            var reader = KeyReader()
            #expect(reader.take(bytes).last == .character("j"), "\(bytes)")
        }
    }

    @Test("A sequence without an end is given up")
    func endless() {
        var reader = KeyReader()
        _ = reader.take([0x1B, 0x5B] + [UInt8](repeating: 0x31, count: 500))
        #expect(reader.take("j".utf8) == [.character("j")])
    }
}
