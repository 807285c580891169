using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Upgrades.Contracts;
using Upgrades.Hosting.Bus;

namespace Upgrades.Standalone.Commands;

/// <summary><c>upgrades replay --from-error</c>: puts messages of an error queue back where they failed.</summary>
internal static class ErrorQueueReplay
{
    /// <param name="url">Of the broker.</param>
    /// <param name="queue">With or without <c>_error</c>.</param>
    /// <param name="list">Shows the messages and moves none.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string url, string queue, bool list, int limit, bool json, InvocationConfiguration configuration, CancellationToken cancellationToken)
    {
        var (output, error) = (configuration.Output, configuration.Error);
        if (ErrorQueue.Find(queue) is not { } endpoint)
        {
            await error.WriteLineAsync($"There is no queue {queue}. Queues:");
            await error.WriteLineAsync(string.Join('\n', EndpointTable.Endpoints.Select(e => "  " + e.Queue)));
            return UsageExitCode.Problems;
        }

        try
        {
            await using var errors = await ErrorQueue.OpenAsync(url, endpoint, cancellationToken);
            await errors.EnsureThereAsync(cancellationToken);
            return list ? await ListAsync(errors, limit, json, output, cancellationToken) : await MoveAsync(errors, limit, json, output, error, cancellationToken);
        }
        catch (InvalidOperationException e)
        {
            await error.WriteLineAsync(e.Message);
            return UsageExitCode.Problems;
        }
    }

    private static async Task<int> ListAsync(ErrorQueue errors, int limit, bool json, TextWriter output, CancellationToken cancellationToken)
    {
        var (count, messages) = await errors.PeekAsync(limit, cancellationToken);
        if (json)
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(new { queue = errors.Endpoint.ErrorQueue, count, messages }, EventJson.Options));
        }
        else if (messages.Count > 0)
        {
            ConsoleTable.Write(output, ["event", "failed (UTC)", "reason"], messages.Select(m => (IReadOnlyList<string>)
                [m.Event, m.FailedAt?.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "", m.Reason]));
        }

        if (!json)
        {
            await output.WriteLineAsync($"{messages.Count} of {count} in {errors.Endpoint.ErrorQueue}");
        }

        return count > 0 ? 0 : UsageExitCode.NothingToDo;
    }

    private static async Task<int> MoveAsync(ErrorQueue errors, int limit, bool json, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var (found, moved, code) = (0, 0, 0);
        try
        {
            while (moved < limit && (moved == 0 || moved < found) && !cancellationToken.IsCancellationRequested && await errors.MoveNextAsync() is { } left)
            {
                found = moved == 0 ? left + 1 : found;
                moved++;
            }
        }
        catch (InvalidOperationException e)
        {
            await error.WriteLineAsync(e.Message);
            code = UsageExitCode.Problems;
        }

        await output.WriteLineAsync(json
            ? JsonSerializer.Serialize(new { from = errors.Endpoint.ErrorQueue, to = errors.Endpoint.Queue, found, moved }, EventJson.Options)
            : $"{moved} of {found} moved from {errors.Endpoint.ErrorQueue} to {errors.Endpoint.Queue}");
        return code != 0 ? code
            : cancellationToken.IsCancellationRequested ? UsageExitCode.Interrupted
            : moved > 0 ? 0 : UsageExitCode.NothingToDo;
    }
}
