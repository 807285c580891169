using System.CommandLine;

namespace Upgrades.Standalone.Commands;

/// <summary>Asks a person, where one is there.</summary>
/// <param name="input">What is typed.</param>
/// <param name="isAsked">Does a person sit at the other end?</param>
internal sealed class Confirmation(TextReader input, bool isAsked)
{
    public static Confirmation OfConsole(InvocationConfiguration configuration) => new(Console.In, !Console.IsInputRedirected && Terminal.IsError(configuration));

    /// <param name="question">Without its answers: <c>Send 12 updates?</c></param>
    /// <exception cref="WrongInputException">Nobody can be asked.</exception>
    public async Task<bool> AskAsync(TextWriter error, string question, CancellationToken cancellationToken)
    {
        if (!isAsked)
        {
            throw new WrongInputException($"{question} Nobody can be asked here: --yes sends without asking, --dry-run only shows.");
        }

        await error.WriteAsync($"{question} [y/N] ");
        await error.FlushAsync(cancellationToken);
        // A read of a terminal cannot be cancelled; nobody waits for it any longer.
        var answer = await Task.Run(input.ReadLine, CancellationToken.None).WaitAsync(cancellationToken);
        return answer?.Trim().ToUpperInvariant() is "Y" or "YES";
    }
}
