/// What replies tell of areas, hidden dangers and the register.
extension Shape {
    /// A hidden danger: ``Hazard``.
    static let hazard = object([
        "type": only("hazard"), "hazard": uuid, "area": area, "level": choice(Hazard.Level.self),
        "state": choice(Hazard.State.self), "text": anyText, "permit": uuid.orNull, "reportedBy": anyText,
        "reportedAt": moment, "assignee": id.orNull, "deadline": bound.orNull, "measures": anyText.orNull,
        "rectification": anyText.orNull, "rectifiedAt": moment.orNull, "verifiedAt": moment.orNull, "overdue": bool,
    ]).named("hazard")

    /// A stop of an area: ``State/Stop``.
    static let stop = object([
        "type": only("stop"), "stop": count, "area": area, "reaches": list(area), "reason": anyText, "by": anyText,
        "at": moment, "unacknowledged": list(anyText),
        "acknowledged": list(object(["device": anyText, "at": moment])),
    ]).named("stop")

    /// A report of the weather: ``Weather``.
    static let weather = object([
        "type": only("weather"), "area": area, "windBeaufort": count, "conditions": list(id), "by": anyText,
        "at": moment,
    ]).named("weather")

    /// What is live in an area.
    static let board = object([
        "area": area, "name": anyText, "risk": choice(Area.Risk.self), "weather": weather.orNull,
        "inside": list(insidePermit), "unacknowledged": list(anyText), "stops": list(stop), "hazards": list(hazard),
        "permits": list(permitSummary),
        "truncated": bool.noted("Whether a list was cut for want of room; who is inside never is first."),
    ])

    /// One entry of the register, as `register.get` shows it.
    static let registerEntry = either([
        object(["area": area, "name": anyText, "adjacent": list(area), "facts": facts, "risk": choice(Area.Risk.self)])
            .named("areaEntry"),
        object(["person": id, "name": anyText, "employer": anyText, "status": choice(Person.Status.self)])
            .named("personEntry"),
        object([
            "credential": id, "person": id, "kind": id, "number": anyText, "issuer": anyText, "issued": date,
            "expires": date, "reviewDue": date.orNull, "putBy": anyText,
            "verified": object(["by": anyText, "at": moment, "method": anyText]).orNull, "revoked": bool,
        ]).named("credentialEntry"),
        object([
            "grant": id, "person": id, "role": id, "areas": areaScope, "kinds": list(id).orNull, "from": bound,
            "until": bound, "revoked": bool,
        ]).named("grantEntry"),
        object(["instrument": id, "kind": anyText, "calibrationDue": date]).named("instrumentEntry"),
        object([
            "equipment": id, "kind": anyText, "registration": anyText, "inspectionDue": date,
            "status": choice(Equipment.Status.self),
        ]).named("equipmentEntry"),
        object(["key": curveKey, "areas": list(anyText), "revoked": bool], optional: ["person": id, "device": id])
            .named("clientKeyEntry"),
        object(["signing": base64(32), "person": id, "revoked": bool]).named("signingKeyEntry"),
    ]).named("registerEntry")
}
