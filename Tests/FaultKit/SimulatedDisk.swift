import GRDBSQLite
import Glibc
import PermitTestKit
import Synchronization

/// What goes wrong at one operation of a disk.
public enum DiskFault: String, CaseIterable, Sendable {
    /// Power goes: the operation and all after it fail, and what was not synced is whatever the disk had come to.
    case powerCut
    /// EIO. A sync that fails drops what it should have written, and the next one succeeds.
    case inputOutput
    /// Half of a write is done, then EIO; anything else as EIO.
    case shortWrite
    /// ENOSPC in the middle of a write; anything else succeeds.
    case full
}

/// A disk in memory under SQLite, for one directory of database files.
///
/// It stands below SQLite, as a VFS that is the process's default and passes on every path that no simulated disk is
/// mounted at. So the product needs no seam and no switch, and production has nothing to leave open.
///
/// It takes SQLite's files alone: lock, reserve and the directory itself stay what they are, on the real file system
/// below the same path. A name is durable once the directory was synced, which SQLite does with the first sync of a new
/// journal or WAL that it opened, and so for all names there.
public final class SimulatedDisk: Sendable {
    struct State {
        var files: [Int: SimulatedFile] = [:]
        var names: [String: Int] = [:]
        var durableNames: [String: Int] = [:]
        /// What became of each name since the directory was synced, oldest first.
        var changedNames: [String: [Int?]] = [:]
        var nextFile = 0
        /// The life of the machine: what was opened in an earlier one does nothing any more.
        var life = 0
        var isPowered = true
        /// Whether there is a process: what a dead one's connections still ask for is refused.
        var isRunning = true
        var operations = 0
        var planned: (fault: DiskFault, operations: Range<Int>)?
        var failures = 0
        var openDatabases = 0
        /// What the open connections share; another for each life, and once nobody has the database open.
        var sharing = Sharing()
        var chance: Chance
    }

    private let sectorSize: Int
    private let ignoresSyncs: Bool
    private let state: Mutex<State>

    /// An empty disk.
    ///
    /// - Parameters:
    ///   - seed: the same seed keeps the same of what was not synced.
    ///   - sectorSize: what is written whole or not at all, in bytes.
    ///   - ignoresSyncs: a disk that lies: it says that it has synced and has not.
    public init(seed: UInt64, sectorSize: Int, ignoresSyncs: Bool = false) {
        self.sectorSize = sectorSize
        self.ignoresSyncs = ignoresSyncs
        state = Mutex(State(chance: Chance(seed: seed)))
    }

    /// Takes the database files of a directory from now on, in the place of what is or was mounted there.
    public func mount(at directory: String) {
        FaultVFS.mount(self, at: directory)
    }

    /// Operations so far.
    public var operations: Int { state.withLock { $0.operations } }

    /// How many operations were made to fail, a power cut as one.
    public var failures: Int { state.withLock { $0.failures } }

    /// Has the operation of a number fail, counted from 0 at the disk's beginning, and so many in a row.
    public func fail(at operation: Int, with fault: DiskFault, times: Int = 1) {
        state.withLock { $0.planned = (fault, operation..<operation + max(1, times)) }
    }

    /// Has nothing more fail.
    public func heal() {
        state.withLock { $0.planned = nil }
    }

    /// A new process begins, after the last one ended or the power came back.
    public func begin() {
        state.withLock { $0.isRunning = true }
    }

    /// The process ends, the machine goes on: nothing that was written is lost, save what a failed sync dropped once
    /// the cache is forgotten.
    public func endProcess(forgettingCache: Bool) {
        state.withLock { state in
            state.life += 1
            state.isRunning = false
            state.openDatabases = 0
            state.sharing = Sharing()
            guard forgettingCache else { return }
            for file in state.files.keys { state.files[file]?.forgetClean() }
        }
    }

    /// The power goes and comes back: of what was not synced an arbitrary part is there.
    public func cutPower() {
        state.withLock { state in
            state.life += 1
            state.isRunning = false
            state.openDatabases = 0
            state.sharing = Sharing()
            state.isPowered = true
            for file in state.files.keys.sorted() {
                state.files[file]?.cutPower(sector: sectorSize, &state.chance)
            }
            for (name, history) in state.changedNames.sorted(by: { $0.key < $1.key }) {
                let kept = Int.random(in: 0...history.count, using: &state.chance)
                if kept > 0 { state.durableNames[name] = history[kept - 1] }
            }
            state.changedNames = [:]
            state.names = state.durableNames
            let alive = Set(state.names.values)
            state.files = state.files.filter { alive.contains($0.key) }
        }
    }
}

// MARK: What SQLite asks for

extension SimulatedDisk {
    func open(_ name: String, _ flags: Int32) -> OpenFile? {
        state.withLock { state in
            guard begin(&state) == nil else { return nil }
            let isDatabase = flags & SQLITE_OPEN_MAIN_DB != 0
            if state.names[name] == nil {
                guard flags & SQLITE_OPEN_CREATE != 0 else { return nil }
                state.files[state.nextFile] = SimulatedFile()
                state.rename(name, to: state.nextFile)
                state.nextFile += 1
            }
            if isDatabase { state.openDatabases += 1 }
            guard let file = state.names[name] else { return nil }
            return OpenFile(
                disk: self, file: file, life: state.life, syncsNames: flags & SQLITE_OPEN_CREATE != 0 && !isDatabase,
                isDatabase: isDatabase, sharing: state.sharing)
        }
    }

    func delete(_ name: String, syncsNames: Bool) -> Int32 {
        state.withLock { state in
            if let fault = begin(&state), fault != .full { return Failed.delete }
            guard state.names[name] != nil else { return Failed.deleteOfNothing }
            state.rename(name, to: nil)
            if syncsNames, !ignoresSyncs { state.syncNames() }
            return SQLITE_OK
        }
    }

    /// Whether a file is there and not empty, which is what SQLite's own VFS answers.
    func holds(_ name: String) -> Bool {
        state.withLock { state in state.names[name].flatMap { state.files[$0]?.cached.isEmpty } == false }
    }

    func close(_ file: OpenFile) {
        state.withLock { state in
            file.sharing.end(file)
            guard file.isDatabase, file.life == state.life else { return }
            state.openDatabases -= 1
            if state.openDatabases == 0 { state.sharing = Sharing() }
        }
    }

    func read(_ file: OpenFile, into buffer: UnsafeMutableRawBufferPointer, at place: Int) -> Int32 {
        with(file, Failed.read) { state, content, fault in
            if let fault, fault != .full { return Failed.read }
            guard let target = buffer.baseAddress else { return SQLITE_OK }
            let count = max(0, min(buffer.count, content.cached.count - place))
            memset(target + count, 0, buffer.count - count)
            content.cached.withUnsafeBytes { bytes in
                if count > 0, let source = bytes.baseAddress { memcpy(target, source + place, count) }
            }
            return count < buffer.count ? Failed.shortRead : SQLITE_OK
        }
    }

    func write(_ file: OpenFile, _ bytes: [UInt8], at place: Int) -> Int32 {
        with(file, Failed.write) { state, content, fault in
            switch fault {
            case nil:
                content.write(bytes, at: place)
                return SQLITE_OK
            case .inputOutput?:
                return Failed.write
            case .powerCut?, .shortWrite?:
                content.write(Array(bytes.prefix(bytes.count / 2)), at: place)
                return Failed.write
            case .full?:
                content.write(Array(bytes.prefix(bytes.count / 3)), at: place)
                return SQLITE_FULL
            }
        }
    }

    func truncate(_ file: OpenFile, to size: Int) -> Int32 {
        with(file, Failed.truncate) { state, content, fault in
            if let fault, fault != .full { return Failed.truncate }
            content.truncate(to: size)
            return SQLITE_OK
        }
    }

    func sync(_ file: OpenFile) -> Int32 {
        with(file, Failed.sync) { state, content, fault in
            switch fault {
            case .inputOutput?, .shortWrite?:
                content.failSync(sector: sectorSize, &state.chance)
                return Failed.sync
            case .powerCut?:
                return Failed.sync
            case .full?, nil:
                if ignoresSyncs { return SQLITE_OK }
                content.sync()
                if file.syncsNames { state.syncNames() }
                file.syncsNames = false
                return SQLITE_OK
            }
        }
    }

    func size(of file: OpenFile) -> Int? {
        state.withLock { state in
            guard file.life == state.life, state.isPowered else { return nil }
            return state.files[file.file]?.cached.count
        }
    }

    /// Counts an operation; the fault it meets, if any.
    private func begin(_ state: inout State) -> DiskFault? {
        guard state.isPowered, state.isRunning else { return .powerCut }
        defer { state.operations += 1 }
        guard let (fault, operations) = state.planned, operations.contains(state.operations) else { return nil }
        state.failures += 1
        if fault == .powerCut { state.isPowered = false }
        return fault
    }

    private func with(
        _ file: OpenFile, _ dead: Int32, _ body: (inout State, inout SimulatedFile, DiskFault?) -> Int32
    ) -> Int32 {
        state.withLock { state in
            guard file.life == state.life, state.isPowered, var content = state.files.removeValue(forKey: file.file)
            else { return dead }
            let fault = begin(&state)
            let result = body(&state, &content, fault)
            state.files[file.file] = content
            return result
        }
    }
}

extension SimulatedDisk.State {
    fileprivate mutating func rename(_ name: String, to file: Int?) {
        names[name] = file
        changedNames[name, default: []].append(file)
    }

    fileprivate mutating func syncNames() {
        durableNames = names
        changedNames = [:]
    }
}
