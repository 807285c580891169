using System.CommandLine;
using Upgrades.Hosting;

namespace Upgrades.Standalone.Commands;

/// <summary><c>upgrades serve</c>: all five services in this process, until SIGTERM or Ctrl-C.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var bus = new Option<string?>("--bus") { Description = "amqp://user:password@host:5672/vhost; without it the bus is in memory (UPGRADES__BUS__URL)." };
        var state = new Option<string?>("--state") { Description = "Folder of the SQLite files (UPGRADES__STATE__FOLDER)." };
        var url = new Option<string?>("--url") { Description = "Where to listen, http://host:port (UPGRADES__HTTP__URL)." };
        var command = new Command("serve",
            """
            Runs all five services in this process.

            Settings are read from the environment (UPGRADES__SECTION__NAME); the README
            of each service lists its own.

            Examples:
              upgrades serve --state ./state
              UPGRADES__EXECUTOR__MODE=Observe upgrades serve --url http://0.0.0.0:8080
            """) { bus, state, url };
        command.SetAction((parsed, _) => UpgradesHost.RunAsync(
            [.. Setting("Bus:Url", parsed.GetValue(bus)), .. Setting("State:Folder", parsed.GetValue(state)), .. Setting("Http:Url", parsed.GetValue(url))],
            AllServices.Definitions));
        return command;
    }

    private static IEnumerable<string> Setting(string name, string? value) => value is null ? [] : [$"--{name}={value}"];
}
