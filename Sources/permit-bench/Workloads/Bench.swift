import Foundation
import Glibc
import PermitCore
import PermitWire
import ZeroMQ

/// What every workload works with.
final class Bench {
    let sizes: Sizes
    let site: BenchSite
    let clients: Clients
    let report: Report
    let directory: String
    var chance: Chance
    /// What (a) found, for those that work at a part of it.
    private var readings: ReadingsWorkload.Finding?

    init(_ sizes: Sizes, _ site: BenchSite, _ clients: Clients, _ report: Report, in directory: String, seed: UInt64) {
        self.sizes = sizes
        self.site = site
        self.clients = clients
        self.report = report
        self.directory = directory
        chance = Chance(seed: seed)
    }

    /// The daemon as a destination.
    var daemon: Destination {
        Destination(endpoint: site.daemon.commands, serverKey: site.daemon.serverKey.z85, isEcho: false)
    }

    var traffic: Traffic { Traffic(site: site, clients: sizes.clients) }

    /// Active permits, at least so many, with a figure for how long it took to make them.
    func activePermits(_ count: Int) throws -> [BenchPermit] {
        let missing = count - site.active.count
        if missing > 0 {
            let begun = nanoseconds()
            report.say("making \(missing) active permits, \(missing * 25) acts with their people")
            try site.activate(missing) { if $0 % 5_000 == 0 { report.say("\($0) of \(missing) permits are active") } }
            report.say("made in \(Figures.text(Double(nanoseconds() - begun) / 1e9)) s")
        }
        return Array(site.active.prefix(max(count, 1)))
    }

    /// The daemon's top rate with many clients, measured now if it was not yet.
    func topRate() throws -> ReadingsWorkload.Finding {
        if let readings { return readings }
        let found = try ReadingsWorkload(bench: self).calibrate()
        readings = found
        return found
    }

    func note(_ finding: ReadingsWorkload.Finding) { readings = finding }

    /// The number of the newest event.
    func head() throws -> Int { try site.status()["seq"]?.integer ?? 0 }

    /// Lets a part of a measurement go on for a while.
    func pause(seconds: Double) throws { usleep(UInt32(seconds * 1e6)) }

    /// The bodies of the newest events.
    func newestEvents() throws -> [[UInt8]] {
        let read = PlannedAct(.eventsRead, ["after": .count(max(0, try head() - 500)), "limit": 500])
        return (try site.ask(read)["events"]?.array ?? []).map { Array($0.text.utf8) }
    }

    /// Makes events until there are so many.
    func fillEvents(to wanted: Int) throws {
        let begun = nanoseconds()
        let permits = try activePermits(sizes.permits)
        var missing = wanted - (try head())
        guard missing > 0 else { return }
        report.say("making \(missing) events by readings and checks")
        while missing > 0 {
            let load = try traffic.readingsAndChecks(min(missing, 50_000), on: permits, &chance)
            check(try clients.send(load, to: daemon, Clients.Pace(window: 16)), "e", "filling the log")
            missing = wanted - (try head())
            report.say("\(max(0, missing)) events to go")
        }
        report.say("made in \(Figures.text(Double(nanoseconds() - begun) / 1e9)) s")
    }

    /// Notes what went wrong with a load, if anything.
    func check(_ result: LoadResult, _ workload: String, _ what: String, besides expected: String? = nil) {
        if let fault = result.fault(besides: expected) { report.fail(workload, "\(what): \(fault)") }
    }
}

/// How much of everything.
struct Sizes: Equatable {
    var clients = 64
    var window = 4
    var seconds = 5.0
    var rounds = 3
    /// Active permits that acts are spread over.
    var permits = 100
    /// Open permits and events of the large figures.
    var openPermits = 2_000
    var events = 100_000
    var subscribers = [1, 10, 100, 500]
    var stopped = 500
    var stopSubscribers = 100

    /// A few minutes.
    static var short: Sizes {
        var sizes = Sizes()
        sizes.seconds = 2
        sizes.rounds = 1
        sizes.permits = 50
        sizes.openPermits = 400
        sizes.events = 10_000
        sizes.subscribers = [1, 10, 100]
        sizes.stopped = 100
        sizes.stopSubscribers = 50
        return sizes
    }

    /// The sizes of the targets.
    mutating func enlarge() {
        openPermits = 100_000
        events = 1_000_000
    }
}
