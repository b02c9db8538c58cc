extension JSONValue: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        switch try bytes.byte() {
        case 0: self = .null
        case 1: self = .bool(false)
        case 2: self = .bool(true)
        case 3: self = .number(try DecimalNumber(from: &bytes))
        case 4: self = .hugeNumber(try bytes.text())
        case 5: self = .string(try bytes.text())
        case 6:
            self = .array(try bytes.deeper { bytes throws(StateFault) in try [JSONValue](from: &bytes) })
        case 7:
            self = .object(try bytes.deeper { bytes throws(StateFault) in try JSONObject(from: &bytes) })
        default: throw StateFault("no kind of JSON value")
        }
    }

    func write(to bytes: inout StateWriter) {
        switch self {
        case .null: bytes.append(0)
        case .bool(let truth): bytes.append(truth ? 2 : 1)
        case .number(let number):
            bytes.append(3)
            number.write(to: &bytes)
        case .hugeNumber(let text):
            bytes.append(4)
            bytes.append(text: text)
        case .string(let text):
            bytes.append(5)
            bytes.append(text: text)
        case .array(let elements):
            bytes.append(6)
            elements.write(to: &bytes)
        case .object(let object):
            bytes.append(7)
            object.write(to: &bytes)
        }
    }
}

extension JSONObject: Stored {
    init(from bytes: inout StateReader) throws(StateFault) { self.init(members: try [Member](from: &bytes)) }

    func write(to bytes: inout StateWriter) { members.write(to: &bytes) }
}

extension JSONObject.Member: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        name = try bytes.text()
        value = try JSONValue(from: &bytes)
    }

    func write(to bytes: inout StateWriter) {
        bytes.append(text: name)
        value.write(to: &bytes)
    }
}
