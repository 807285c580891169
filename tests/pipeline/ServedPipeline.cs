using Upgrades.Sandbox.World;
using Upgrades.Standalone.Chaos;
using Upgrades.Standalone.Processes;

namespace Upgrades.Tests.Pipeline;

/// <summary>The small world, and <c>serve</c> as a process that is stopped at a point seen from the outside and started again.</summary>
internal sealed class ServedPipeline : IAsyncDisposable
{
    private Func<string, bool> _point = _ => false;
    private Action _stop = () => { };
    private int _reached;

    private ServedPipeline(PipelineWorld pipeline, ServiceProcess serve) => (Pipeline, Serve) = (pipeline, serve);

    public PipelineWorld Pipeline { get; }

    public ServiceProcess Serve { get; }

    private string StateFolder => Pipeline.ProcessSettings["State:Folder"];

    public static async Task<ServedPipeline> StartAsync(FixtureService[] services, params (string Key, string Value)[] settings)
    {
        var pipeline = await PipelineWorld.StartAsync(services, servicesElsewhere: true);
        var all = new Dictionary<string, string>(pipeline.ProcessSettings);
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        var served = new ServedPipeline(pipeline, ServiceProcess.Serve(all));
        pipeline.World.Cluster.JobCreated += job => served.Reach("job " + job.Name);
        pipeline.World.Slack.Posted += text => served.Reach("told " + text);
        pipeline.World.Git.Hold.AfterPush = async _ => served.Reach("pushed " + (await pipeline.LogAsync())[0].Subject);
        served.Serve.Start();
        await pipeline.UseAsync(served.Serve.Address);
        return served;
    }

    /// <summary>
    /// SIGKILL, once, when a point is reached that contains these words: <c>job NAME</c>, <c>pushed SUBJECT</c> (before the client hears
    /// of it), <c>told TEXT</c> (Slack, before the client hears of it).
    /// </summary>
    public void KillAt(string words) => (_point, _stop) = (p => p.Contains(words, StringComparison.Ordinal), Serve.Kill);

    /// <summary>Waits for the end, loses stores (<c>executor</c>, or <c>*</c> for the whole disk), and starts again.</summary>
    public async Task LoseAsync(string service)
    {
        await Serve.ExitAsync();
        var lost = Directory.GetFiles(StateFolder, service + ".db*");
        lost.ShouldNotBeEmpty();
        foreach (var file in lost)
        {
            File.Delete(file);
        }

        await StartAgainAsync();
    }

    public async Task StartAgainAsync()
    {
        Serve.Start();
        await Pipeline.UseAsync(Serve.Address);
    }

    /// <summary>Outcomes that people were told of a stack.</summary>
    public async Task<IReadOnlyList<object>> OutcomesAsync(string stack) => [.. (await Pipeline.EventsAsync()).Where(e => Outcome.Of(e)?.Stack == stack)];

    public async ValueTask DisposeAsync()
    {
        await Serve.DisposeAsync();
        await Pipeline.DisposeAsync();
    }

    private void Reach(string point)
    {
        if (_point(point) && Interlocked.Exchange(ref _reached, 1) == 0)
        {
            _stop();
        }
    }
}
