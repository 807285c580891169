using System.CommandLine;
using System.Text.Json;

namespace Upgrades.Standalone.Commands;

/// <summary>How the executor stands, which it answers to every change.</summary>
internal sealed record ExecutorStatus(string Mode, bool Paused, int MaxInFlight, long InFlight, long Waiting, IReadOnlyDictionary<string, string> Held)
{
    /// <summary>A verb that changes something and says so in one line.</summary>
    /// <param name="said">What is so now.</param>
    /// <param name="nothing">The exit code when the executor knows of no such thing.</param>
    public static Task<int> ChangeAsync(
        OperatorArguments to, ParseResult parsed, HttpMethod method, string path, object? body, Func<ExecutorStatus, string> said, CancellationToken cancellationToken,
        int nothing = UsageExitCode.Problems) => to.RunAsync(
        parsed,
        OperatorArguments.Executor,
        async (client, output, ct) =>
        {
            JsonElement answer;
            try
            {
                answer = await client.SendAsync(method, $"operator/executor/{path}", body, ct);
            }
            catch (OperatorException e) when (e.NothingThere)
            {
                throw new OperatorException(e.Message, nothing);
            }

            var line = said(answer.As<ExecutorStatus>());
            await (to.WantsJson(parsed) ? output.WriteLineAsync(answer.ToString()) : output.SayAsync(line));
            return 0;
        },
        cancellationToken);

    public async Task WriteAsync(TextWriter output) => await output.WriteFactsAsync(
    [
        ("mode", Mode),
        ("paused", Paused ? "yes" : "no"),
        ("in flight", $"{InFlight} of {MaxInFlight}"),
        ("waiting", $"{Waiting}"),
        .. Held.OrderBy(h => h.Key, StringComparer.Ordinal).Select((h, i) => (i == 0 ? "held" : "", h.Value.Length > 0 ? $"{h.Key}: {h.Value}" : h.Key)),
    ]);
}
