import ArgumentParser

/// `permitctl permit`: everything that is done with one permit, in the order of its life.
struct PermitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "permit",
        abstract: "Everything that is done with a permit, from the request to the closure.",
        discussion: """
            PERMIT is a permit's id or its number everywhere.

            Not sure what comes next? permitctl permit why HOT-20261124-001
            """,
        groupedSubcommands: [
            CommandGroup(
                name: "Looking",
                subcommands: [
                    WhyCommand.self, ShowCommand.self, Reading<Get>.self, Reading<History>.self, ListCommand.self,
                    DossierCommand.self, PermitTicketCommand.self,
                ]),
            CommandGroup(
                name: "Asking and signing",
                subcommands: [
                    Asking<Request>.self, Asking<Amend>.self, Reasoned<Return>.self, Reasoned<Reject>.self,
                    Reasoned<Cancel>.self, SigningVerb<Countersign>.self, ApproveCommand.self, SigningVerb<Accept>.self,
                ]),
            CommandGroup(
                name: "Preparing",
                subcommands: [
                    CheckCommand.self, ConditionCommand.self, GasTestCommand.self, BriefCommand.self,
                    IsolateCommand.self, VerifyIsolationCommand.self, Simple<Briefed>.self, Simple<Arrive>.self,
                    Simple<Present>.self, Simple<Leave>.self,
                ]),
            CommandGroup(
                name: "Working",
                subcommands: [
                    Expecting<Start>.self, Reasoned<Suspend>.self, Reasoned<Release>.self, Expecting<Resume>.self,
                    Reasoned<Revoke>.self, Moving<Enter>.self, Moving<Exit>.self, CrewCommand.self,
                    HandoverCommand.self, TakeoverCommand.self, AssignCommand.self, ExtendCommand.self,
                    SanctionTestCommand.self, NoteCommand.self,
                ]),
            CommandGroup(
                name: "Ending",
                subcommands: [
                    FinishCommand.self, FireWatchCommand.self, RestoreCommand.self, RemoveIsolationCommand.self,
                    RefuseAcceptanceCommand.self,
                    Expecting<Close>.self,
                ]),
        ])
}
