import GRDBSQLite

/// A file as one connection has it open; it belongs to that connection's thread.
final class OpenFile {
    let disk: SimulatedDisk
    let file: Int
    /// The life of the machine in which it was opened.
    let life: Int
    let isDatabase: Bool
    /// Whether its next sync has the directory synced too, as SQLite does for a journal that it opened, made or found.
    var syncsNames: Bool
    /// What it shares with other connections of the same life.
    let sharing: Sharing

    init(disk: SimulatedDisk, file: Int, life: Int, syncsNames: Bool, isDatabase: Bool, sharing: Sharing) {
        self.disk = disk
        self.file = file
        self.life = life
        self.syncsNames = syncsNames
        self.isDatabase = isDatabase
        self.sharing = sharing
    }
}

extension UnsafeMutablePointer<sqlite3_file> {
    private static var offset: Int { MemoryLayout<sqlite3_file>.stride }
    /// What SQLite must set aside for each file.
    static var byteCount: Int { offset + MemoryLayout<UnsafeRawPointer>.size }

    /// The open file, kept behind what SQLite itself keeps.
    var opened: OpenFile {
        let raw = UnsafeRawPointer(self).load(fromByteOffset: Self.offset, as: UnsafeRawPointer.self)
        return Unmanaged<OpenFile>.fromOpaque(raw).takeUnretainedValue()
    }

    func begin(_ file: OpenFile) {
        let raw = UnsafeRawPointer(Unmanaged.passRetained(file).toOpaque())
        UnsafeMutableRawPointer(self).storeBytes(of: raw, toByteOffset: Self.offset, as: UnsafeRawPointer.self)
    }

    func end() {
        Unmanaged.passUnretained(opened).release()
        pointee.pMethods = nil
    }
}
