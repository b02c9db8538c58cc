// The verbs that share a shape: what each is called, which operation it asks for, and an example.

enum Briefed: Rowed {
    static let row = VerbRow(
        "briefed", "permit.briefed", "Sign that you were briefed.",
        example: "permitctl permit briefed HOT-20261124-001")
}

enum Arrive: Rowed {
    static let row = VerbRow(
        "arrive", "permit.arrive", "As the supervisor: say that you are on site.",
        example: "permitctl permit arrive HOT-20261124-001 --evidence gate.jpg")
}

enum Present: Rowed {
    static let row = VerbRow(
        "present", "permit.present", "As the supervisor: say that you are still there, before your presence lapses.",
        example: "permitctl permit present HOT-20261124-001")
}

enum Leave: Rowed {
    static let row = VerbRow(
        "leave", "permit.leave", "As the supervisor: leave; work that goes on is suspended.",
        example: "permitctl permit leave HOT-20261124-001")
}

enum Return: Rowed {
    static let row = VerbRow(
        "return", "permit.return", "Give a request back to be amended; its sign-offs become void.",
        example: "permitctl permit return HOT-20261124-001 --reason 'the drawing is missing'")
}

enum Reject: Rowed {
    static let row = VerbRow(
        "reject", "permit.reject", "As the approver: turn a request down for good.",
        example: "permitctl permit reject HOT-20261124-001 --reason 'not during the fire drill'")
}

enum Cancel: Rowed {
    static let row = VerbRow(
        "cancel", "permit.cancel", "Give up a permit that was never started.",
        example: "permitctl permit cancel HOT-20261124-001 --reason 'the part did not come'")
}

enum Revoke: Rowed {
    static let row = VerbRow(
        "revoke", "permit.revoke", "Take a permit away: the work is over, make-safe and acceptance are still owed.",
        example: "permitctl permit revoke HOT-20261124-001 --reason 'outside the marked place'")
}

enum Suspend: Rowed {
    static let row = VerbRow(
        "suspend", "permit.suspend", "Stop the work now. Anyone may, and it always goes through.",
        example: "permitctl permit suspend HOT-20261124-001 --reason 'smell of gas'")
}

enum Release: Rowed {
    static let row = VerbRow(
        "release", "permit.release", "As the approver: allow a stopped permit to be resumed.",
        example: "permitctl permit release HOT-20261124-001 --reason 'leak closed, aired'")
}

enum Start: Rowed {
    static let row = VerbRow(
        "start", "permit.start", "As the supervisor: let the work start, once everything is ready.",
        example: "permitctl permit start HOT-20261124-001")
}

enum Resume: Rowed {
    static let row = VerbRow(
        "resume", "permit.resume", "As the supervisor: let suspended work go on, once everything is ready again.",
        example: "permitctl permit resume HOT-20261124-001")
}

enum Close: Rowed {
    static let row = VerbRow(
        "close", "permit.close", "As the acceptor: accept the site and close the permit.",
        example: "permitctl permit close HOT-20261124-001")
}

enum Enter: Rowed {
    static let row = VerbRow(
        "enter", "permit.enter", "Someone, or a tool, goes in.",
        example: "permitctl permit enter CSE-20261124-001 p-wang")
}

enum Exit: Rowed {
    static let row = VerbRow(
        "exit", "permit.exit", "Someone, or a tool, comes out.",
        example: "permitctl permit exit CSE-20261124-001 'gas lamp 3' --tool")
}

enum Get: Rowed {
    static let row = VerbRow(
        "get", "permit.get", "Everything about a permit.", example: "permitctl permit get HOT-20261124-001")
}

enum History: Rowed {
    static let row = VerbRow(
        "history", "permit.history", "Everything that happened to a permit; with --json, what was signed too.",
        example: "permitctl permit history HOT-20261124-001")
}

enum Request: Rowed {
    static let row = VerbRow(
        "request", "permit.request", "Ask for a permit.",
        example: "permitctl permit request welding.yaml --from +30m --until +4h")
}

enum Amend: Rowed {
    static let row = VerbRow(
        "amend", "permit.amend", "Ask again for a permit that was returned.",
        example: "permitctl permit amend welding.yaml --permit HOT-20261124-001")
}

enum Countersign: Rowed {
    static let row = VerbRow(
        "countersign", "permit.countersign", "As a post that the rules name: sign what is asked for.",
        example: "permitctl permit countersign HOT-20261124-001")
}

enum Accept: Rowed {
    static let row = VerbRow(
        "accept", "permit.accept", "As the leader: sign that you take on the permit and its conditions.",
        example: "permitctl permit accept HOT-20261124-001")
}
