/// A request, made and signed before any clock runs.
struct LoadMessage: Equatable {
    let body: [UInt8]
    let signature: [UInt8]?
}
