using System.CommandLine;
using Upgrades.Analyzer.Planning;
using Upgrades.Standalone.Planning;
using Upgrades.Standalone.Reading;

namespace Upgrades.Standalone.Commands;

/// <summary><c>upgrades plan</c>: what the pipeline would do to bring an image or a chart to a version.</summary>
internal static class PlanCommand
{
    /// <param name="settings">In place of the environment.</param>
    public static Command Create(IConfiguration? settings = null)
    {
        var repository = new RepositoryArguments(settings);
        var image = new Option<string?>("--image") { Description = "Any spelling: nginx, ghcr.io/immich-app/immich-server." };
        var tag = new Option<string?>("--tag") { Description = "The tag that the image shall have." };
        var digest = new Option<string?>("--digest") { Description = "Digest of the tag, for stacks that pin one." };
        var chart = new Option<string?>("--chart") { Description = "Name of a Helm chart, or oci://host/path/name." };
        var chartRepository = new Option<string?>("--chart-repository") { Description = "Address of the chart's repository (https, http, oci)." };
        var version = new Option<string?>("--version") { Description = "The version that the chart shall have." };
        var offline = new Option<bool>("--offline") { Description = "Asks no other system: risk Unknown, one step, the version is taken as being there." };
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        var command = new Command("plan",
            """
            Shows what the pipeline would do to bring an image or a chart to a version. Changes nothing.

            Registries, chart repositories, GitHub and other forges are asked with the analyzer's
            settings (UPGRADES__REGISTRY__…, UPGRADES__CHARTS__…, UPGRADES__GITHUB__…,
            UPGRADES__FORGES__…), the advisor where one is set (UPGRADES__ADVISOR__…), a repository at
            an address with UPGRADES__REPOSITORY__USERNAME and PASSWORD. Exit code 0 with a plan, 3
            with nothing to do, 2 when something asked for is wrong, 1 when another system does not
            answer.

            Examples:
              upgrades plan --image ghcr.io/immich-app/immich-server --tag v2.7.5
              upgrades plan --image nginx --tag 1.27.1-alpine --repo ~/infra --offline
              upgrades plan --chart grafana --chart-repository https://grafana.github.io/helm-charts --version 8.6.0
              upgrades plan --image nginx --tag 1.27.1 --repo https://git.example.org/infra.git --json
            """) { image, tag, digest, chart, chartRepository, version };
        repository.AddTo(command);
        command.Options.Add(offline);
        command.Options.Add(json);
        command.SetAction((parsed, cancellationToken) => repository.RunAsync(
            parsed,
            () => WantedVersion.Of(
                parsed.GetValue(image), parsed.GetValue(tag), parsed.GetValue(digest), parsed.GetValue(chart), parsed.GetValue(chartRepository), parsed.GetValue(version)),
            async (wanted, reading, ct) =>
            {
                Warn(reading, parsed.InvocationConfiguration.Error);
                var plan = await PlanNow.PlanAsync(wanted, reading, repository.Settings, parsed.GetValue(offline), ct);
                return Write(reading, plan, parsed.GetValue(json), parsed.InvocationConfiguration);
            },
            cancellationToken));
        return command;
    }

    private static void Warn(RepositoryReading reading, TextWriter error)
    {
        reading.EnsureCatalog();
        foreach (var line in reading.CatalogRemarks.Concat(reading.Problems.Select(p => p.ToString())))
        {
            error.WriteLine(Terminal.Harmless(line));
        }
    }

    private static int Write(RepositoryReading reading, UpdatePlan plan, bool json, InvocationConfiguration configuration)
    {
        var report = PlanReport.Of(reading, plan);
        if (json)
        {
            configuration.Output.WriteLine(report.ToJson());
        }
        else
        {
            new PlanText(configuration.Output, Terminal.IsOutput(configuration), Terminal.TakesColours(configuration)).Write(reading, report, plan.Plans);
        }

        return report.Upgrades.Count > 0 ? 0 : UsageExitCode.NothingToDo;
    }
}
