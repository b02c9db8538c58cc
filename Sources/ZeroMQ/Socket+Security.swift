internal import CZeroMQ
internal import Glibc

extension Socket {
    /// Makes this a CURVE server whose clients a ``ZAPHandler`` has to let in. Call before bind.
    ///
    /// Four options are set together on purpose: without a domain *and* its enforcement libzmq 4.3.4 lets in any key
    /// whenever no ZAP handler is bound.
    /// - Parameter domain: tells the handler which socket asks; must not be empty.
    /// - Throws: `EINVAL` when the domain is empty or longer than 255 bytes; nothing is set then.
    public borrowing func setCurveServer(secretKey: CurveKey, domain: String) throws(ZeroMQError) {
        let domain = try Self.zapDomain(domain)
        try handle.set(ZMQ_ZAP_DOMAIN, domain)
        try handle.set(ZMQ_ZAP_ENFORCE_DOMAIN, Int32(1))
        try handle.set(ZMQ_CURVE_SECRETKEY, secretKey.bytes)
        try handle.set(ZMQ_CURVE_SERVER, Int32(1))
    }

    /// Makes this a CURVE client that talks only to the server with `serverKey`. Call before connect.
    public borrowing func setCurveClient(serverKey: CurveKey, keys: CurveKeyPair) throws(ZeroMQError) {
        try handle.set(ZMQ_CURVE_SERVERKEY, serverKey.bytes)
        try handle.set(ZMQ_CURVE_PUBLICKEY, keys.publicKey.bytes)
        try handle.set(ZMQ_CURVE_SECRETKEY, keys.secretKey.bytes)
    }

    /// Keeps the NULL mechanism (no encryption) but asks the ``ZAPHandler`` about each connection: meant for `ipc://`,
    /// where the address names the caller's uid. Call before bind.
    /// - Throws: `EINVAL` when the domain is empty or longer than 255 bytes.
    public borrowing func setNullServer(domain: String) throws(ZeroMQError) {
        let domain = try Self.zapDomain(domain)
        try handle.set(ZMQ_ZAP_DOMAIN, domain)
        try handle.set(ZMQ_ZAP_ENFORCE_DOMAIN, Int32(1))
    }

    private static func zapDomain(_ domain: String) throws(ZeroMQError) -> [UInt8] {
        let bytes = Array(domain.utf8)
        guard (1...255).contains(bytes.count), !bytes.contains(0) else {
            throw ZeroMQError(code: EINVAL, operation: "set a ZAP domain of \(bytes.count) bytes")
        }
        return bytes
    }
}
