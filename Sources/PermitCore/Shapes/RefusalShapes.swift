extension Shape {
    /// A condition that a gate still wants.
    static let unmet = object([
        "gate": choice(Gate.self), "code": choice(UnmetCode.self), "subject": anyText, "message": anyText,
        "detail": Shape(["type": "object"]).noted("Numbers and names that help to meet it."),
    ]).named("unmet")

    /// Why a request was refused. What else there is depends on the code.
    public static let refusal = object(
        ["code": choice(RefusalCode.self), "message": anyText],
        optional: [
            "unmet": list(unmet).noted("Every condition unmet, for gateUnmet."),
            "fields": list(object(["path": anyText, "message": anyText])).noted("Every field at fault, for invalid."),
            "supported": list(count).noted("The versions spoken, for unsupportedVersion."),
            "serverTime": moment.noted("For tooLate and clockSkew."),
            "state": anyText.noted("The state that does not allow the act, for wrongState."),
            "allowed": list(anyText).noted("The operations that the state allows, for wrongState."),
            "revision": count.noted("The permit's revision now, for staleContent."),
            "contentDigest": digest.noted("The content's digest now, for staleContent."),
            "person": id.noted("Who would do both, for separationOfDuties."),
            "roles": list(anyText).noted("The two that one person may not be, for separationOfDuties."),
            "retryAfterMs": count.noted("How long to wait, for busy."),
        ])
}
