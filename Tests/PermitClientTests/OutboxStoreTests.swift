import Foundation
import PermitCore
import Testing

@testable import PermitClient

/// Real files.
final class OutboxStoreTests {
    private let directory: String
    private var path: String { directory + "/outbox.sqlite" }

    init() throws {
        directory = NSTemporaryDirectory() + "permit-outbox-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    @Test("Gives back what was kept, to the byte and in order, by a process that comes after")
    func reopening() throws {
        let acts = [
            KeptAct(
                PreparedRequest(id: "a", operation: "permit.note", body: [0, 1, 255], signature: [7, 8]), .inTurn,
                madeAt: Instant(milliseconds: 1)),
            KeptAct.example("b", chain: "p", .first),
            KeptAct.example("c", chain: "p"),
        ]
        do {
            let store = try OutboxStore(path: path)
            for act in acts { try store.keep(act) }
            try store.hold("c", Refused(["code": "wrongState", "message": "closed"]))
            try store.remember("i-1", as: "instance")
        }
        let store = try OutboxStore(path: path)
        let found = try store.acts()
        #expect(found.map(\.id) == ["a", "b", "c"])
        #expect(found[0] == acts[0])
        #expect(found[2].refusal?.code == .wrongState)
        #expect(try store.remembered("instance") == "i-1")
    }

    @Test("Only its owner can read it")
    func mode() throws {
        let store = try OutboxStore(path: path)
        try store.keep(.example("a", chain: "p"))
        for name in try FileManager.default.contentsOfDirectory(atPath: directory) {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(directory)/\(name)")
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
        }
    }

    @Test("A second process is kept out, and the first goes on")
    func locked() throws {
        let store = try OutboxStore(path: path)
        #expect(throws: OutboxFault.locked) { try OutboxStore(path: path) }
        try store.keep(.example("a", chain: "p"))
    }

    @Test("An ending replaces its act, and only the latest are remembered")
    func endings() throws {
        let store = try OutboxStore(path: path)
        let act = KeptAct.example("a", chain: "p")
        try store.keep(act)
        try store.settle(SettledAct(act, .done, ["number": "HOT-1"], at: Instant(milliseconds: 5)))
        #expect(try store.acts().isEmpty)
        #expect(try store.settled(limit: 9).map(\.content) == [["number": "HOT-1"]])
        for number in 0..<OutboxStore.mostSettled + 5 {
            let next = KeptAct.example("n\(number)", chain: "p")
            try store.settle(SettledAct(next, .done, [:], at: Instant(milliseconds: 6)))
        }
        #expect(try store.settled(limit: .max).count == OutboxStore.mostSettled)
    }

    @Test("What is no outbox is refused, not repaired")
    func damage() throws {
        try Data(repeating: 0x41, count: 4_096).write(to: URL(fileURLWithPath: path))
        #expect(throws: OutboxFault.self) { try OutboxStore(path: path) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count == 4_096)
    }

    @Test(
        "A full disk refuses a record, and gives its reserve for what makes things safer", .enabled(if: Disk.canMount))
    func fullDisk() throws {
        let disk = try Disk(megabytes: 4, at: directory + "/disk")
        defer { disk.unmount() }
        let store = try OutboxStore(path: disk.path + "/outbox.sqlite")
        try store.keep(.example("before", chain: "p"))
        try disk.fill()
        var refused = 0
        for number in 0..<2_000 {
            do { try store.keep(.example("r\(number)", chain: "p")) } catch { refused += error == .full ? 1 : 0 }
            if refused > 0 { break }
        }
        #expect(refused == 1)
        try store.keep(.example("stop", chain: "p", .first))
        let ids = try store.acts().map(\.id)
        #expect(ids.first == "before" && ids.last == "stop")
    }
}

/// A small disk of its own.
struct Disk {
    let path: String

    static let canMount: Bool = {
        let path = NSTemporaryDirectory() + "permit-mount-\(UUID().uuidString)"
        guard let disk = try? Disk(megabytes: 1, at: path) else { return false }
        disk.unmount()
        return true
    }()

    init(megabytes: Int, at path: String) throws {
        self.path = path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try Self.run("mount", "-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", path)
    }

    /// Leaves no room.
    func fill() throws {
        try Data().write(to: URL(fileURLWithPath: path + "/ballast"))
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path + "/ballast"))
        while (try? handle.write(contentsOf: Data(count: 4_096))) != nil {}
    }

    func unmount() { try? Self.run("umount", path) }

    private static func run(_ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.featureUnsupported) }
    }
}
