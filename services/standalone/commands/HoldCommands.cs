using System.CommandLine;

namespace Upgrades.Standalone.Commands;

/// <summary><c>upgrades hold</c> and <c>release</c>: one stack is left alone while the others go on.</summary>
internal static class HoldCommands
{
    /// <param name="environment">In place of the environment.</param>
    public static IEnumerable<Command> Create(Func<string, string?>? environment = null) => [Hold(environment), Release(environment)];

    private static Command Hold(Func<string, string?>? environment)
    {
        var to = new OperatorArguments(environment);
        var stack = OperatorArguments.StackArgument();
        var reason = new Option<string?>("--reason") { Description = "Shown wherever its upgrades wait." };
        var command = to.AddTo(new Command("hold",
            """
            Keeps a stack from being upgraded until release.

            What is under way is finished, what comes in is planned and waits.

            Examples:
              upgrades hold immich
              upgrades hold immich --reason "the library is being moved"
            """) { stack, reason });
        command.SetAction((parsed, cancellationToken) => ExecutorStatus.ChangeAsync(
            to, parsed, HttpMethod.Put, Path(parsed.GetValue(stack)!), new { reason = parsed.GetValue(reason) },
            _ => $"{parsed.GetValue(stack)} is held", cancellationToken));
        return command;
    }

    private static Command Release(Func<string, string?>? environment)
    {
        var to = new OperatorArguments(environment);
        var stack = OperatorArguments.StackArgument();
        var command = to.AddTo(new Command("release",
            """
            A held stack is upgraded again. Exit code 3 when it is not held.

            Examples:
              upgrades release immich
            """) { stack });
        command.SetAction((parsed, cancellationToken) => ExecutorStatus.ChangeAsync(
            to, parsed, HttpMethod.Delete, Path(parsed.GetValue(stack)!), body: null,
            _ => $"{parsed.GetValue(stack)} is released", cancellationToken, nothing: UsageExitCode.NothingToDo));
        return command;
    }

    private static string Path(string stack) => $"holds/{Uri.EscapeDataString(stack)}";
}
