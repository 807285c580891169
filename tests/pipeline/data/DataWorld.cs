using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox.Kubernetes;
using Upgrades.Sandbox.World;
using Upgrades.Tests.Deploy;
using Upgrades.Tests.Deploy.Templates;

namespace Upgrades.Tests.Pipeline.Data;

/// <summary>
/// The small world with one service whose database is real: its Jobs run the scripts of deploy/k8s/templates against a real server, and its new
/// version migrates it when CI rolls it out, and then does not start.
/// </summary>
internal sealed class DataWorld : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _schemas = [];
    private int _running;
    private TemplateJob _backup = null!;
    private TemplateJob _restore = null!;

    private DataWorld(DataServer server) => Server = server;

    public DataServer Server { get; }

    public PipelineWorld Pipeline { get; private set; } = null!;

    /// <summary>Schema and checksums of everything in the service's database when its backup had been made.</summary>
    public string AtBackup { get; private set; } = "";

    /// <summary>How many Jobs were at the server at once.</summary>
    public int MostJobsAtOnce { get; private set; }

    /// <summary>Done to the dump when its Job has ended.</summary>
    public Func<string, Task> SpoilAsync { get; set; } = _ => Task.CompletedTask;

    /// <summary>The stack is named as its database, as the small world has it.</summary>
    public string Stack => Server.Wiki;

    public static async Task<DataWorld> StartAsync(Arrangement arrangement, Renderings renderings, DataServer server, int seed, string? policy = RestorePlan.WhenRollbackFails, bool neighbour = false)
    {
        var world = new DataWorld(server);
        await world.OpenAsync(arrangement, renderings, server.Migration.Of(seed), policy, neighbour);
        return world;
    }

    public Task<string> NowAsync() => Server.StateAsync(Server.Wiki);

    public Task<string> OtherAsync() => Server.StateAsync(Server.Other);

    /// <summary>The dump of the other database in place of this one, with checksums that fit.</summary>
    public async Task ExchangeAsync(string dump)
    {
        var end = await _backup.RunAsync("pre-upgrade-other", ("UPGRADES_DATABASE", Server.Other));
        end.ExitCode.ShouldBe(0, end.Log);
        var other = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(dump))!, Server.Other);
        File.Copy(Directory.GetFiles(other, "*" + Server.DumpEnding).Single(), dump, overwrite: true);
        await DumpSums.WriteAsync(dump[..^Server.DumpEnding.Length], dump);
    }

    public async ValueTask DisposeAsync()
    {
        await Pipeline.World.Cluster.WorkIsDoneAsync();
        await Pipeline.DisposeAsync();
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    private async Task OpenAsync(Arrangement arrangement, Renderings renderings, IReadOnlyList<string> migration, string? policy, bool neighbour)
    {
        await Server.RunAsync(Server.Wiki, Server.Migration.Schema);
        await Server.RunAsync(Server.Other, Server.Migration.Schema);
        var dumps = Directory.CreateDirectory(Path.Combine(_folder.Path, "dumps")).FullName;
        var rendering = await renderings.GetAsync($"templates/{Server.Template}");
        _backup = TemplateJob.Of(rendering, $"{Server.Template}-backup", Path.Combine(_folder.Path, "backup"), Server.Here(dumps));
        _restore = TemplateJob.Of(rendering, $"{Server.Template}-restore", Path.Combine(_folder.Path, "restore"), Server.Here(dumps));

        var service = Fixtures.WithDatabase(Stack) with { Database = Server.Kind, Restore = policy };
        FixtureService[] services = neighbour ? [service, Fixtures.WithDatabase(Server.Other) with { Database = Server.Kind, Restore = policy }] : [service];
        Pipeline = await arrangement.StartAsync(services, ("Executor:BackupTimeout", "06:00:00"), ("Executor:RestoreTimeout", "06:00:00"));
        var cluster = Pipeline.World.Cluster;
        cluster.Add(new CronJobSpec { Namespace = "dbaas", Name = $"{Server.Template}-backup", Runs = (job, told) => BackUpAsync(job, told, dumps) });
        cluster.Add(new CronJobSpec { Namespace = "dbaas", Name = $"{Stack}-restore", IsSuspended = true, Restores = Stack, Image = Server.Image, Runs = (job, told) => RunAsync(_restore, job, told) });
        Pipeline.World.Behave(Stack, tag => tag == service.To, new ImageBehaviour.MigratesDatabase(new ImageBehaviour.CrashLoop(1, ["fatal: cannot go on"])));
        Pipeline.World.Ci.Applied = async (_, workload) =>
        {
            // The very first container that runs the new version migrates.
            if (workload.Containers.Any(c => c.Image.EndsWith($"{Stack}:{service.To}", StringComparison.Ordinal)) && _schemas.Count == 0)
            {
                _schemas.AddRange(migration);
                foreach (var statement in migration)
                {
                    await Server.RunAsync(Server.Wiki, statement);
                }
            }
        };
    }

    private async Task<RanJob> BackUpAsync(string job, IReadOnlyDictionary<string, string> told, string dumps)
    {
        var ran = await RunAsync(_backup, job, told.Count > 0 ? told : new Dictionary<string, string> { ["UPGRADES_DATABASE"] = Server.Wiki });
        if (told.GetValueOrDefault("UPGRADES_DATABASE", Server.Wiki) != Server.Wiki)
        {
            return ran;
        }

        AtBackup = await NowAsync();
        await SpoilAsync(Directory.GetFiles(Path.Combine(dumps, Server.Wiki), "*" + Server.DumpEnding).Single());
        return ran;
    }

    private async Task<RanJob> RunAsync(TemplateJob template, string job, IReadOnlyDictionary<string, string> told)
    {
        MostJobsAtOnce = Math.Max(MostJobsAtOnce, Interlocked.Increment(ref _running));
        var end = await template.RunAsync(job, [.. told.Select(t => (t.Key, t.Value))]);
        Interlocked.Decrement(ref _running);
        return new RanJob(end.ExitCode == 0, end.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
