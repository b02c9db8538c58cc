import ArgumentParser
import Foundation
import PermitClient
import PermitCore

/// Does one act as a tablet does it, and says what became of it.
struct ActCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "act", abstract: "Do one act; print done, kept, offline, noAnswer or the refusal's code.")

    @OptionGroup var options: DeviceOptions

    @Argument(help: "The operation.")
    var operation: String

    @Option(help: "The arguments, in JSON.")
    var args: String

    @Option(help: "Who acts and signs; left out, the device alone.")
    var by: String?

    @Option(help: "The revision that the person saw.")
    var expect: Int?

    func run() async throws {
        let device = try options.device()
        let tablet = try await device.tablet()
        guard let operation = PermitCore.Operation(rawValue: operation),
            let args = try JSONParser.parse(Array(args.utf8)).object
        else { throw ValidationError("which operation, with which arguments?") }
        var options = try device.plan.options(as: by.map { PersonID($0) })
        options.expect = expect
        print(await Self.outcome { try await tablet.act(operation, args, options) })
    }

    private static func outcome(_ act: () async throws -> Outbox.Outcome) async -> String {
        do {
            return switch try await act() {
            case .done: "done"
            case .kept: "kept"
            case .unkept: "unkept"
            }
        } catch let refusal as Refused {
            return refusal.codeText
        } catch let fault as ClientFault {
            return switch fault {
            case .offline: "offline"
            case .noAnswer: "noAnswer"
            case .badReply: "badReply"
            }
        } catch {
            return "\(error)"
        }
    }
}

/// Sends what the outbox holds, and ends once it holds nothing.
struct SendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "send", abstract: "Send what the outbox holds.")

    @OptionGroup var options: DeviceOptions

    func run() async throws { try await TabletCommand.emptied(try options.device().tablet()) }
}
