using System.CommandLine;
using Upgrades.Standalone.Replaying;

namespace Upgrades.Standalone.Commands;

/// <summary><c>upgrades replay</c>: sends updates in bulk and follows them to their outcomes; puts messages of an error queue back where they failed.</summary>
internal static class ReplayCommand
{
    /// <param name="settings">In place of the environment, as services' settings.</param>
    /// <param name="environment">In place of the environment.</param>
    /// <param name="confirmation">In place of the terminal.</param>
    public static Command Create(IConfiguration? settings = null, Func<string, string?>? environment = null, Confirmation? confirmation = null)
    {
        var asked = new ReplayArguments(settings, environment);
        var command = asked.AddTo(new Command("replay",
            """
            Sends updates in bulk, shows them before, and follows them until each upgrade has its outcome.

            From a file (--file, one JSON object a line: {"image":…,"tag":…} and whatever else an update
            has, or what DIUN posts), from the registries (--outdated), or one (--image, --tag). With
            --repo, or UPGRADES__REPOSITORY__URL, each is planned before, so that service, versions and
            risk are shown, and what would do nothing is left out.

            They go to ingest (UPGRADES_URL), whose filters, dedupe and rate limit apply; with --bus they
            are published on the broker, straight to the analyzer. Both ways the notifier's timeline is
            followed (UPGRADES_URL, UPGRADES_NOTIFIER_URL). Ctrl-C stops following, not the upgrades.

            --from-error puts messages that could not be handled back into their queue, after a fix. What
            was there at the start is moved once; Ctrl-C stops between two messages.

            Exit code 0 when everything succeeded or had not to happen (--from-error: messages were moved
            or listed); 1 when an upgrade failed or was rolled back, or somebody did not answer; 2 for a
            wrong line in the file, and where nobody can be asked; 3 when there was nothing to send; 130
            when following was stopped.

            Examples:
              upgrades scan --repo ~/infra --outdated --jsonl > updates.jsonl
              upgrades replay --file updates.jsonl --repo ~/infra --order risk --limit 10
              upgrades replay --file updates.jsonl --bus amqp://guest:guest@rabbitmq --yes
              upgrades replay --outdated --repo ~/infra --order age --dry-run
              upgrades replay --image ghcr.io/immich-app/immich-server --tag v2.7.5 --markdown
              upgrades replay --from-error executor.upgrade-planned --list
              upgrades replay --from-error analyzer.update-detected --limit 1
            """));
        command.SetAction((parsed, cancellationToken) => ExpectedFailure.ToldAsync(
            parsed.InvocationConfiguration,
            () => asked.FromError(parsed) is { } queue
                ? ErrorQueueReplay.RunAsync(asked.Bus(parsed)!, queue, asked.IsList(parsed), asked.Limit(parsed), asked.IsJson(parsed), parsed.InvocationConfiguration, cancellationToken)
                : RunAsync(asked, parsed, confirmation ?? Confirmation.OfConsole(parsed.InvocationConfiguration), cancellationToken),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ReplayArguments asked, ParseResult parsed, Confirmation confirmation, CancellationToken cancellationToken)
    {
        var options = asked.Options(parsed);
        using var ingest = options.DryRun || options.Bus is not null ? null : asked.To.Client(parsed, OperatorArguments.Ingest);
        using var notifier = options.DryRun || !options.Wait ? null : asked.To.Client(parsed, OperatorArguments.Notifier);
        var updates = asked.FromFile(parsed) is { } file ? await ReadUpdates.OfFileAsync(file, parsed.InvocationConfiguration.Error, cancellationToken) : asked.One(parsed);
        var reading = await asked.ReadRepositoryAsync(parsed, cancellationToken);
        updates ??= await ReadUpdates.OutdatedAsync(reading!, asked.Repository.Settings, parsed.InvocationConfiguration, cancellationToken);
        reading?.EnsureCatalog();
        return await new ReplayRun(options, () => asked.Repository.Settings, ingest, notifier, confirmation, parsed.InvocationConfiguration).RunAsync(updates, reading, cancellationToken);
    }
}
