extension State {
    /// Writes all of the state, in pieces that follow each other.
    ///
    /// What can be told from the rest is not written: where live permits are and whom they concern, how far conflict
    /// rules look. Packs are written as the JSON that they were adopted as.
    ///
    /// - Parameter take: given each piece. Once it throws it is given no more, and what it threw is thrown.
    public func encode<Failure: Error>(_ take: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
        var failure: Failure?
        withoutActuallyEscaping(take) { take in
            var bytes = StateWriter { piece in
                do throws(Failure) {
                    try take(piece)
                    return true
                } catch {
                    failure = error
                    return false
                }
            }
            write(to: &bytes)
            bytes.handOver()
        }
        if let failure { throw failure }
    }

    private func write(to bytes: inout StateWriter) {
        head.write(to: &bytes)
        latest.write(to: &bytes)
        register.write(to: &bytes)
        write(live.shelves, to: &bytes)
        write(ended, to: &bytes)
        numbers.write(to: &bytes)
        stops.write(to: &bytes)
        standingStops.write(to: &bytes)
        lastStops.write(to: &bytes)
        isolations.write(to: &bytes)
        hazards.write(to: &bytes)
        openHazards.write(to: &bytes)
        weather.write(to: &bytes)
        packs.mapValues(\.json).write(to: &bytes)
        packsInForce.write(to: &bytes)
        newest.write(to: &bytes)
        numbered.write(to: &bytes)
    }

    /// A permit bears its own id: the key needs no writing.
    private func write(_ permits: Shelves<PermitID, some Stored>, to bytes: inout StateWriter) {
        bytes.append(number: UInt64(permits.count))
        permits.each { _, permit in
            guard bytes.isWanted else { return }
            permit.write(to: &bytes)
            bytes.handOverPiece()
        }
    }

    /// Reads what ``encode(_:)`` wrote.
    ///
    /// - Parameters:
    ///   - bytes: what holds it.
    ///   - start: where in the bytes it begins.
    ///   - end: where it ends.
    public init(decoding bytes: [UInt8], from start: Int, to end: Int) throws(StateFault) {
        var bytes = StateReader(bytes, from: start, to: end)
        head = try .init(from: &bytes)
        latest = try .init(from: &bytes)
        register = try .init(from: &bytes)
        var open = Shelves<PermitID, Permit>()
        for _ in 0..<(try bytes.count()) {
            let permit = try Permit(from: &bytes)
            guard permit.isLive else { throw StateFault("a permit that ended is among the live ones") }
            guard open.put(permit, at: permit.permit) else { throw StateFault("a permit comes twice") }
        }
        for _ in 0..<(try bytes.count()) {
            let permit = try EndedPermit(from: &bytes)
            guard ended.put(permit, at: permit.permit), !open.contains(permit.permit) else {
                throw StateFault("a permit comes twice")
            }
        }
        numbers = try .init(from: &bytes)
        stops = try .init(from: &bytes)
        standingStops = try .init(from: &bytes)
        lastStops = try .init(from: &bytes)
        isolations = try .init(from: &bytes)
        hazards = try .init(from: &bytes)
        openHazards = try .init(from: &bytes)
        weather = try .init(from: &bytes)
        packs = try Self.packs(of: try [PackReference: JSONObject](from: &bytes))
        for pack in packs.values { ConflictReach.note(pack, in: &conflictReach) }
        live = LivePermits(open, tellingApart: factsShared)
        packsInForce = try .init(from: &bytes)
        newest = try .init(from: &bytes)
        numbered = try .init(from: &bytes)
        try bytes.finish()
    }

    private static func packs(
        of written: [PackReference: JSONObject]
    ) throws(StateFault) -> [PackReference: Pack] {
        var packs: [PackReference: Pack] = [:]
        for (reference, rules) in written {
            do {
                packs[reference] = try Pack.read(rules, path: "")
            } catch {
                throw StateFault("the pack \(reference.pack) \(reference.edition) can't be read")
            }
        }
        return packs
    }
}
