using System.CommandLine;
using Microsoft.Extensions.Options;
using Upgrades.Analyzer.Outside;
using Upgrades.Hosting.Secrets;
using Upgrades.Standalone.Replaying;

namespace Upgrades.Standalone.Commands;

/// <summary>What goes wrong for a reason that is to be expected is one line on standard error, and an exit code.</summary>
internal static class ExpectedFailure
{
    /// <param name="hint">Said after another system's silence.</param>
    public static async Task<int> ToldAsync(InvocationConfiguration configuration, Func<Task<int>> run, CancellationToken cancellationToken, string hint = "")
    {
        try
        {
            return await run();
        }
        catch (Exception e) when (e is WrongInputException or SecretUnavailableException)
        {
            return await SayAsync(e.Message, UsageExitCode.WrongUsage);
        }
        catch (OptionsValidationException e)
        {
            return await SayAsync(string.Join('\n', e.Failures), UsageExitCode.WrongUsage);
        }
        catch (Exception e) when (e is OutsideUnavailableException or RateLimitedException)
        {
            return await SayAsync(e.Message + hint, UsageExitCode.Problems);
        }
        catch (BrokerRefusalException e)
        {
            return await SayAsync(e.Message, UsageExitCode.Problems);
        }
        catch (OperatorException e)
        {
            return await SayAsync(e.Message, e.ExitCode);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return await SayAsync("Stopped.", UsageExitCode.Interrupted);
        }

        async Task<int> SayAsync(string line, int code)
        {
            await configuration.Error.WriteLineAsync(Terminal.Harmless(line));
            return code;
        }
    }
}
