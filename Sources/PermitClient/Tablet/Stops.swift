public import PermitCore

extension Tablet {
    /// Tells the daemon that the person at this device has seen a stop; kept until it is answered. Until then the
    /// device stays on the walking list: somebody goes and tells them.
    @discardableResult
    public func acknowledge(stop: UInt64) async throws -> Outbox.Outcome {
        var options = Client.Options()
        // A device acknowledges by its key; nobody has to sign.
        options.signs = false
        return try await act(.acknowledge(stop: stop), options)
    }
}

extension Board {
    /// The stops in force that a device has not acknowledged yet, oldest first: what it has to show before all else.
    /// - Parameter device: the name that the device's key is enrolled under.
    public func stopsToShow(on device: String) -> [JSONObject] {
        items.values.map(\.content).filter { item in
            item["type"] == "stop" && (item["unacknowledged"]?.array ?? []).contains(.string(device))
        }.sorted { ($0["stop"]?.integer ?? 0) < ($1["stop"]?.integer ?? 0) }
    }
}
