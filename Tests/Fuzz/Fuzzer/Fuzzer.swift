import FuzzTargets
import Glibc

/// Which target this process tries, by the variable `PERMITD_FUZZ`.
private let target = getenv("PERMITD_FUZZ").flatMap { FuzzTarget(rawValue: String(cString: $0)) } ?? .wire

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    target.run(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}
