using System.CommandLine;
using System.Globalization;

namespace Upgrades.Standalone.Commands;

/// <summary><c>upgrades rate-limit</c>: how many updates are let in, and what is held back.</summary>
internal static class RateLimitCommand
{
    private const string Path = "operator/ingest/rate-limit";

    /// <param name="environment">In place of the environment.</param>
    public static Command Create(Func<string, string?>? environment = null)
    {
        var to = new OperatorArguments(environment);
        var limit = new Option<int?>("--limit") { Description = "Lets so many updates in within one window." };
        var window = new Option<double?>("--window-hours") { Description = "Makes the window so long." };
        var reset = new Option<bool>("--reset") { Description = "Forgets what was let in so far: the window begins now." };
        var command = to.AddTo(new Command("rate-limit",
            """
            Shows and changes how many updates are let in within the window.

            What is over the limit is held, not lost.

            Examples:
              upgrades rate-limit
              upgrades rate-limit --limit 50 --window-hours 1
              upgrades rate-limit --reset
            """) { limit, window, reset });
        command.SetAction((parsed, cancellationToken) => to.RunAsync(
            parsed,
            OperatorArguments.Ingest,
            async (client, output, ct) =>
            {
                var change = new { limit = parsed.GetValue(limit), windowHours = parsed.GetValue(window) };
                var answer = await (change.limit is null && change.windowHours is null
                    ? client.SendAsync(HttpMethod.Get, Path, body: null, ct)
                    : client.SendAsync(HttpMethod.Put, Path, change, ct));
                answer = parsed.GetValue(reset) ? await client.SendAsync(HttpMethod.Post, $"{Path}/reset", body: null, ct) : answer;
                await (to.WantsJson(parsed) ? output.WriteLineAsync(answer.ToString()) : ShowAsync(output, answer.As<RateLimit>()));
                return 0;
            },
            cancellationToken));
        return command;
    }

    private static Task ShowAsync(TextWriter output, RateLimit now) => output.WriteFactsAsync(
        ("limit", string.Create(CultureInfo.InvariantCulture, $"{now.Limit} within {now.WindowHours} h")),
        ("let in", $"{now.Admitted}"),
        ("held", $"{now.Held}"),
        ("next free", $"{OperatorText.Utc(now.NextFree)} UTC"));

    private sealed record RateLimit(int Limit, double WindowHours, long Admitted, long Held, DateTimeOffset NextFree);
}
