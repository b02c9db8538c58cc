import GRDBSQLite
import Synchronization

/// What the connections of one database share while a process lives: the WAL's index, which is memory that a crash
/// loses, and who holds which lock.
// Sendable because all but the memory is behind the mutex; SQLite itself orders who writes to the memory.
final class Sharing: @unchecked Sendable {
    private struct Table {
        var memory: [UnsafeMutableRawBufferPointer] = []
        /// Who holds a lock of the index, shared or alone.
        var shared: [Int: Set<ObjectIdentifier>] = [:]
        var alone: [Int: ObjectIdentifier] = [:]
        /// The lock of the database file that each has, from `SQLITE_LOCK_NONE` to `SQLITE_LOCK_EXCLUSIVE`.
        var levels: [ObjectIdentifier: Int32] = [:]
    }

    private let table = Mutex(Table())

    deinit {
        table.withLock { table in
            for memory in table.memory { memory.deallocate() }
        }
    }

    /// A part of the WAL's index, made if it is wanted; nil if it is not there.
    func memory(region: Int, size: Int, extends: Bool) -> UnsafeMutableRawPointer? {
        let place = table.withLock { table -> UInt? in
            while extends, table.memory.count <= region {
                let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 8)
                memory.initializeMemory(as: UInt8.self, repeating: 0)
                table.memory.append(memory)
            }
            return region < table.memory.count ? table.memory[region].baseAddress.map(UInt.init(bitPattern:)) : nil
        }
        return place.flatMap(UnsafeMutableRawPointer.init(bitPattern:))
    }

    /// Takes or gives back locks of the index, as `xShmLock` is asked to.
    func lock(_ slots: Range<Int>, _ flags: Int32, by file: OpenFile) -> Int32 {
        let holder = ObjectIdentifier(file)
        return table.withLock { table in
            if flags & SQLITE_SHM_UNLOCK != 0 {
                for slot in slots {
                    table.shared[slot]?.remove(holder)
                    if table.alone[slot] == holder { table.alone[slot] = nil }
                }
                return SQLITE_OK
            }
            let isAlone = flags & SQLITE_SHM_EXCLUSIVE != 0
            let isFree = slots.allSatisfy { slot in
                let others = isAlone ? table.shared[slot, default: []].subtracting([holder]) : []
                return others.isEmpty && (table.alone[slot] ?? holder) == holder
            }
            guard isFree else { return SQLITE_BUSY }
            for slot in slots {
                if isAlone { table.alone[slot] = holder } else { table.shared[slot, default: []].insert(holder) }
            }
            return SQLITE_OK
        }
    }

    /// Takes a lock of the database file, or goes back to a lesser one.
    func lock(upTo level: Int32, by file: OpenFile) -> Int32 {
        let holder = ObjectIdentifier(file)
        return table.withLock { table in
            let own = table.levels[holder, default: SQLITE_LOCK_NONE]
            let others = table.levels.filter { $0.key != holder }.map(\.value).max() ?? SQLITE_LOCK_NONE
            if level > own {
                let most =
                    switch level {
                    case SQLITE_LOCK_SHARED: SQLITE_LOCK_RESERVED
                    case SQLITE_LOCK_RESERVED: SQLITE_LOCK_SHARED
                    default: SQLITE_LOCK_NONE
                    }
                guard others <= most else { return SQLITE_BUSY }
            }
            table.levels[holder] = level
            return SQLITE_OK
        }
    }

    /// Whether somebody is about to write to the database file.
    var isReserved: Bool {
        table.withLock { $0.levels.values.contains { $0 >= SQLITE_LOCK_RESERVED } }
    }

    /// A connection ends and holds nothing any more.
    func end(_ file: OpenFile) {
        let holder = ObjectIdentifier(file)
        table.withLock { table in
            table.levels[holder] = nil
            for slot in table.shared.keys { table.shared[slot]?.remove(holder) }
            table.alone = table.alone.filter { $0.value != holder }
        }
    }
}
