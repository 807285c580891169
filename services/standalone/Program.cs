using System.CommandLine;
using Upgrades.Standalone.Commands;

var root = new RootCommand(
    """
    Takes self-hosted services described in Terraform safely to new versions.

    Exit codes: 0 done, 1 problems were found, 2 wrong usage, 3 nothing to do.
    """)
{
    ScanCommand.Create(),
    PlanCommand.Create(),
};
return UsageExitCode.Of(root.Parse(args));
