using Upgrades.Analyzer.Planning;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Hosting.Time;
using Upgrades.Sandbox.World;
using Upgrades.Standalone.Commands;
using Upgrades.Standalone.Planning;
using Upgrades.Standalone.Reading;

namespace Upgrades.Standalone.Demo;

/// <summary>What the analyzer would plan for each service of the demonstration; nothing is upgraded.</summary>
internal sealed record DemoPlans(RepositoryReading Reading, IReadOnlyList<UpdatePlan> Plans)
{
    public static async Task<DemoPlans> MakeAsync(DemoOptions options, CancellationToken cancellationToken)
    {
        var passing = options.Keep is null ? Directory.CreateTempSubdirectory("upgrades-demo-") : null;
        try
        {
            return await MakeAsync(Directory.CreateDirectory(options.Keep ?? passing!.FullName).FullName, options, cancellationToken);
        }
        finally
        {
            passing?.Delete(recursive: true);
        }
    }

    /// <summary>Each plan, then all of them in a table.</summary>
    public void Write(PlanText text, TextWriter output)
    {
        foreach (var plan in Plans)
        {
            text.Write(Reading, PlanReport.Of(Reading, plan), plan.Plans);
        }

        ConsoleTable.Write(
            output,
            ["service", "from", "to", "risk", "steps", "why"],
            Plans.SelectMany(p => p.Plans).Select(p => (IReadOnlyList<string>)
                [p.Stack, p.Images[0].From, p.Images[0].To, $"{p.Risk}", $"{p.Steps.Count}", string.Join(", ", p.Reasons.Select(r => r.Rule).Distinct())]));
    }

    private static async Task<DemoPlans> MakeAsync(string folder, DemoOptions options, CancellationToken cancellationToken)
    {
        var services = DemoServices.Of(options.Services);
        await using var world = await SmallWorld.StartAsync(folder, services, new ScaledTimeProvider(TimeProvider.System.GetUtcNow(), options.Scale));
        var settings = new ConfigurationBuilder().AddInMemoryCollection(world.Settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build();
        using var silent = new ProgressLine(TextWriter.Null, isWatched: false);
        var reading = RepositoryReading.Of(await ReadRepository.ReadAsync(world.Git.Folder(SmallWorld.Repository), branch: null, settings, silent, cancellationToken));
        List<UpdatePlan> plans = [];
        foreach (var service in services)
        {
            var wanted = new WantedVersion(new UpdateRequest { Image = ImageReference.Parse(service.Image), Tag = service.To }, null);
            plans.Add(await PlanNow.PlanAsync(wanted, reading, settings, offline: false, cancellationToken));
        }

        return new DemoPlans(reading, plans);
    }
}
