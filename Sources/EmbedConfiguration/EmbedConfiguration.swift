import Foundation
import PackagePlugin

/// Puts every file below `config` into the program, so that a new pack needs no code and a binary alone can make an
/// installation.
@main
struct EmbedConfiguration: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let folder = context.package.directoryURL.appending(path: "config")
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedConfiguration.swift")
        let files = (FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []).sorted()
        return [
            .buildCommand(
                displayName: "Embedding config", executable: try context.tool(named: "embed-configuration").url,
                arguments: [folder.path, output.path],
                inputFiles: files.filter { $0.contains(".") }.map { folder.appending(path: $0) },
                outputFiles: [output])
        ]
    }
}
