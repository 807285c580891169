using System.CommandLine;

namespace Upgrades.Standalone.Commands;

internal static class UsageExitCode
{
    public const int Problems = 1;
    public const int WrongUsage = 2;
    public const int NothingToDo = 3;

    /// <summary>Ctrl-C, as shells have it: 128 and the signal's number.</summary>
    public const int Interrupted = 130;

    /// <summary>Runs the command. What the command line cannot read is wrong usage, told apart from problems in the repository.</summary>
    public static int Of(ParseResult command, InvocationConfiguration? configuration = null)
    {
        var code = command.Invoke(configuration);
        return command.Errors.Count > 0 ? WrongUsage : code;
    }
}
