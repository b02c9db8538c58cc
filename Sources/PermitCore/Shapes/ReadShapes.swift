/// What replies to reads hold beyond permits, places and the register.
extension Shape {
    /// A page of a list: `next` is the cursor of the page after, null at the end.
    static func page(of item: Shape) -> Shape { object(["items": list(item), "next": anyText.orNull]) }

    /// An event, whatever its type.
    static let anyEvent = Shape(["$ref": .string(definitionsPath + "event")])

    /// A permit's events; an auditor also gets the requests that made them, byte for byte.
    static let history = object(["permit": uuid]).with(
        page(
            of: object(
                ["event": anyEvent],
                optional: [
                    "request": object([
                        "body": anyText.noted("The request's bytes in base64."),
                        "signature": base64(64).orNull, "signer": id.orNull, "key": anyText,
                    ])
                ])))

    /// A signed note of the C2SP forms.
    static let note = anyText.noted("A signed note (C2SP), by the log's key.")

    static let checkpoint = object(
        ["checkpoint": note, "key": anyText.noted("The log's public key in the C2SP form.")],
        optional: ["consistency": list(base64(32)).noted("From the checkpoint that was shown to this one.")])

    /// A page of a permit's dossier.
    static let dossier = object([
        "permit": uuid, "number": id, "instance": uuid, "checkpoint": note, "manifest": note,
        "entries": list(
            object(
                [
                    "seq": count, "part": words(["permit", "register", "packs", "logKey", "loss"]),
                    "event": anyText.noted("The event's exact text."), "inclusion": list(base64(32)),
                ],
                optional: [
                    "request": object([
                        "body": anyText.noted("The request's bytes in base64."),
                        "signature": base64(64).orNull, "signer": id.orNull,
                    ])
                ])),
        "next": anyText.orNull,
    ])

    static let eventPage = object([
        "events": list(anyEvent), "next": count.noted("The last sequence examined."),
        "head": count.noted("The newest sequence; caught up when next is head."), "epoch": uuid,
    ])

    static let snapshot = object(["seq": count, "epoch": uuid]).with(
        page(of: either([permitSummary, hazard, stop, weather])))

    static let status = object(
        [
            "version": anyText, "instance": uuid, "epoch": uuid, "seq": count, "time": moment,
            "uptime": count.noted("In seconds."), "operations": list(anyText), "features": list(anyText),
            "limits": limits, "timezone": anyText, "signatures": words(["required", "optional"]), "livePermits": count,
            "shortOfSpace": bool, "alarms": list(alarm).noted("The worst first; those that this key may see."),
        ],
        optional: ["metrics": anyText.noted("The text form of Prometheus, version 0.0.4, if it was asked for.")])

    private static let alarm = object(
        [
            "code": id, "severity": words(["warning", "error", "critical"]), "since": moment, "message": anyText,
            "remedy": anyText.noted("What to do first."),
        ], optional: ["figures": list(object(["name": anyText, "value": anyText]))])

    private static let limits = object([
        "frameBytes": count, "handshakeMs": count, "maxDelayMs": count, "maxClockSkewMs": count,
        "requestsOfOneKeyPerSecond": count, "bytesReadByOneKeyPerSecond": count, "bytesKeptOfOneKeyPerHour": count,
        "connectionsOfOneKey": count, "unfinishedBytesOfOneConnection": count, "requestsWaitingOfOneConnection": count,
        "waitingReads": count, "subscriptionsPerMinute": count, "subscriptionBytesPerMinute": count, "waitMs": count,
        "listLimit": count, "pageBytes": count, "snapshotMs": count, "snapshotsOfOneKey": count,
    ]).noted("Limits that concern clients; the names tell the units.")

    static let packInForce = object([
        "pack": id, "edition": id, "digest": digest, "title": message, "inForceFrom": date,
        "kinds": list(object(["kind": id, "title": message])),
        "posts": list(object(["post": id, "title": message, "safetyPost": bool, "areaPost": bool])),
    ])

    /// A kind of work as its pack writes it, with the pack's name and posts.
    static let form = KindRules.shape.with(
        object([
            "pack": id, "edition": id, "posts": list(Pack.Post.shape.named(name(of: Pack.Post.self))),
            "areaFacts": facts,
        ]))

    static let explanation = object([
        "pack": id, "edition": id, "kind": id, "grade": id, "effectiveGrade": id, "clause": anyText, "longest": span,
        "countersign": list(id), "approve": id, "missingFacts": list(id),
        "grades": list(object(["grade": id, "holds": bool.orNull, "clause": anyText])), "checks": list(check),
        "permitOptional": bool, "gasRequired": bool,
    ])
}
