using System.CommandLine;
using Upgrades.Standalone.Commands;

var root = new RootCommand(
    """
    Takes self-hosted services described in Terraform safely to new versions.

    Exit codes: 0 done, 1 problems were found, 2 wrong usage, 3 nothing to do, 130 interrupted.
    """)
{
    ServeCommand.Create(),
    DemoCommand.Create(),
    ChaosCommand.Create(),
    ScanCommand.Create(),
    PlanCommand.Create(),
    CatalogCommand.Create(),
    ReplayCommand.Create(),
    CheckCommand.Create(),
    TokenExpiryCommand.Create(),
    DoctorCommand.Create(),
    SettingsCommand.Create(),
    RateLimitCommand.Create(),
    QuarantineCommand.Create(),
    BackupsCommand.Create(),
};
foreach (var verb in (Command[])[.. PauseCommands.Create(), .. HoldCommands.Create(), .. UpgradeCommands.Create()])
{
    root.Add(verb);
}

// Time to stop cleanly after Ctrl-C or SIGTERM.
return UsageExitCode.Of(root.Parse(args), new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(20) });
