public import PermitCore

/// A request's body, read as far as every request is alike.
public struct RequestBody: Sendable {
    /// The protocol version this daemon speaks.
    public static let version = 1

    /// The request's id, unique for its key.
    public let id: String
    /// The operation as it was named.
    public var operationName: String { Self.operationName(in: object) }
    /// The whole object.
    public let object: JSONObject
    /// The language for messages.
    public let language: Language

    /// What could be told of a body that is refused: enough to answer it.
    public struct Fault: Error, Sendable {
        /// The id, if it could be read.
        public let id: String?
        /// The language, if it could be read.
        public let language: Language
        /// Why the body is refused.
        public let refusal: Refusal
    }

    /// Reads a body: `malformed` where it is not one JSON object with an id, `unsupportedVersion` for another version.
    public init(_ bytes: [UInt8]) throws(Fault) {
        let value: JSONValue
        do {
            value = try JSONParser.parse(bytes)
        } catch {
            throw Fault(id: nil, language: .english, refusal: Refusal(.malformed, error.message))
        }
        guard let object = value.object else {
            let message = Message("the body must be one JSON object", "请求体必须是一个 JSON 对象")
            throw Fault(id: nil, language: .english, refusal: Refusal(.malformed, message))
        }
        let language = object["lang"]?.string.flatMap { Language(rawValue: $0) } ?? .english
        let id = object["id"]?.string.flatMap { isPlainID($0) ? $0 : nil }
        guard object["v"]?.integer == Self.version else {
            let refusal = Refusal(
                .unsupportedVersion, Message("this daemon speaks version 1", "本守护进程仅支持版本 1"),
                details: ["supported": [.count(Self.version)]])
            throw Fault(id: id, language: language, refusal: refusal)
        }
        guard let id else {
            do throws(Refusal) {
                throw .invalid(try Self.read(object).faults)
            } catch {
                throw Fault(id: nil, language: language, refusal: error)
            }
        }
        self.id = id
        self.object = object
        self.language = language
    }

    private static func operationName(in object: JSONObject) -> String { object["op"]?.string ?? "" }

    /// The operation that is asked for; nil where there is none of that name.
    public var operation: Operation? { Operation(rawValue: Self.operationName(in: object)) }

    /// Reads the fields and the arguments: `unknownOperation`, or `invalid` with every field at fault.
    public func fields() throws(Refusal) -> RequestFields {
        let (fields, faults) = try Self.read(object)
        guard faults.isEmpty else { throw .invalid(faults) }
        return fields
    }

    private static func read(_ object: JSONObject) throws(Refusal) -> (fields: RequestFields, faults: [FieldFault]) {
        let name = operationName(in: object)
        guard let operation = Operation(rawValue: name) else {
            throw Refusal(
                .unknownOperation, Message("no operation \(name.prefix(64)) here", "没有操作 \(name.prefix(64))"))
        }
        var reader = FieldReader(object, path: "")
        let fields = RequestFields(reading: &reader, operation: operation)
        let faults = reader.finish()
        switch object["args"] {
        case nil, .null, .object:
            do {
                return (fields.with(try Arguments.read(operation, fields.args)), faults)
            } catch {
                return (fields, faults + error.faults)
            }
        default:
            // The arguments are no object at all, which the reader has said.
            return (fields, faults)
        }
    }
}

/// The fields of a well-formed request.
public struct RequestFields: Sendable {
    /// What is asked.
    public let operation: Operation
    /// The person named as acting.
    public let actor: PersonID?
    /// The device's clock when the act was done.
    public let at: Instant
    /// The revision that the person saw.
    public let expect: Int?
    /// The arguments as they came.
    public let args: JSONObject
    /// The arguments, checked.
    public private(set) var arguments: Arguments = .read(.status(StatusArguments()))

    init(reading fields: inout FieldReader, operation: Operation) {
        self.operation = operation
        _ = fields.required("v", .integer(1...1))
        _ = fields.required("id", .name)
        _ = fields.required("op", .text(64))
        actor = fields.optional("actor", .id())
        at = fields.required("at", .instant)
        expect =
            operation.rule.needsExpectedRevision
            ? fields.required("expect", .integer(0...Int.max)) : fields.optional("expect", .integer(0...Int.max))
        _ = fields.optional("lang", .choice(Language.english))
        args = fields.optional("args", .object, default: [:])
    }

    func with(_ arguments: Arguments) -> RequestFields {
        var complete = self
        complete.arguments = arguments
        return complete
    }
}
