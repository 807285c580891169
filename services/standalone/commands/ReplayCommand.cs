using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Upgrades.Contracts;
using Upgrades.Hosting.Bus;

namespace Upgrades.Standalone.Commands;

/// <summary><c>upgrades replay</c>: puts messages of an error queue back where they failed.</summary>
internal static class ReplayCommand
{
    private const string BusSetting = "UPGRADES__BUS__URL";

    public static Command Create()
    {
        var queue = new Option<string>("--from-error") { Description = "The queue, with or without _error: executor.upgrade-planned.", Required = true };
        var bus = new Option<string?>("--bus") { Description = $"amqp://user:password@host:5672/vhost ({BusSetting})." };
        var limit = new Option<int>("--limit") { Description = "At most so many, oldest first.", DefaultValueFactory = _ => int.MaxValue };
        limit.Validators.Add(r => { if (r.GetValueOrDefault<int>() < 1) { r.AddError("--limit must be 1 or more."); } });
        var list = new Option<bool>("--list") { Description = "Shows the messages and moves none." };
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        var command = new Command("replay",
            """
            Puts messages that could not be handled back into their queue, after a fix.

            What was there at the start is moved once; a message that fails again is
            not moved for ever. Ctrl-C stops between two messages. Exit code 0 when
            messages were moved or listed, 1 when the broker is away or the queue is
            unknown, 3 when there are none.

            Examples:
              upgrades replay --from-error executor.upgrade-planned --list
              upgrades replay --from-error executor.upgrade-planned --limit 1
              upgrades replay --from-error analyzer.update-detected_error --bus amqp://guest:guest@rabbitmq
            """) { queue, bus, limit, list, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var url = parsed.GetValue(bus) ?? Environment.GetEnvironmentVariable(BusSetting);
            if (!BusOptions.IsAddress(url))
            {
                await error.WriteLineAsync($"Which broker? --bus amqp://user:password@host:5672/vhost, or {BusSetting}.");
                return UsageExitCode.WrongUsage;
            }

            if (ErrorQueue.Find(parsed.GetValue(queue)!) is not { } endpoint)
            {
                await error.WriteLineAsync($"There is no queue {parsed.GetValue(queue)}. Queues:");
                await error.WriteLineAsync(string.Join('\n', EndpointTable.Endpoints.Select(e => "  " + e.Queue)));
                return UsageExitCode.Problems;
            }

            try
            {
                await using var errors = await ErrorQueue.OpenAsync(url!, endpoint, cancellationToken);
                await errors.EnsureThereAsync(cancellationToken);
                return parsed.GetValue(list)
                    ? await ListAsync(errors, parsed.GetValue(limit), parsed.GetValue(json), output, cancellationToken)
                    : await MoveAsync(errors, parsed.GetValue(limit), parsed.GetValue(json), output, error, cancellationToken);
            }
            catch (InvalidOperationException e)
            {
                await error.WriteLineAsync(e.Message);
                return UsageExitCode.Problems;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                await error.WriteLineAsync("Stopped.");
                return UsageExitCode.Interrupted;
            }
        });
        return command;
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
