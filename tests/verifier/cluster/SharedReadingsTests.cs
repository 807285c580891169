using k8s;
using Microsoft.Extensions.Time.Testing;
using Upgrades.Sandbox;
using Upgrades.Sandbox.Kubernetes;
using Upgrades.Verifier;
using Upgrades.Verifier.Cluster;

namespace Upgrades.Tests.Verifier.Cluster;

public sealed class SharedReadingsTests : IAsyncLifetime
{
    /// <summary>Three kinds of workloads, CronJobs, and pods.</summary>
    private const int CallsOfAReading = 5;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero));
    private readonly ClusterStandIn _cluster;
    private StandInServer _server = null!;
    private Kubernetes _kubernetes = null!;
    private SharedReadings _readings = null!;

    public SharedReadingsTests() => _cluster = new ClusterStandIn(_time);

    private DateTimeOffset Now => _time.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        _server = await StandInServer.StartAsync(_cluster.Map);
        _kubernetes = new Kubernetes(new KubernetesClientConfiguration { Host = _server.Address.ToString() });
        _readings = new SharedReadings(new ClusterReader(_kubernetes), new VerifierOptions(), _time);
        Apply("app");
    }

    public async ValueTask DisposeAsync()
    {
        _kubernetes.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task all_who_look_in_the_same_moment_share_one_reading_of_a_namespace()
    {
        var states = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => ReadAsync(Now - TimeSpan.FromSeconds(15))));

        _cluster.Requests.ShouldBe(CallsOfAReading);
        states.ShouldAllBe(s => s.Workloads.Count == 1);
    }

    [Fact]
    public async Task nobody_gets_a_reading_from_before_what_he_waits_for()
    {
        var before = Now - TimeSpan.FromSeconds(15);
        await ReadAsync(before);
        Apply("other");

        (await ReadAsync(before)).Workloads.Count.ShouldBe(1);
        (await ReadAsync(after: Now)).Workloads.Count.ShouldBe(2);
    }

    [Fact]
    public async Task who_names_no_moment_sees_this_one()
    {
        await ReadAsync(after: null);
        await ReadAsync(after: null);

        _cluster.Requests.ShouldBe(2 * CallsOfAReading);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(2.1, 2)]
    public async Task a_reading_lives_two_seconds(double seconds, int readings)
    {
        var before = Now - TimeSpan.FromSeconds(15);
        await ReadAsync(before);
        _time.Advance(TimeSpan.FromSeconds(seconds));
        await ReadAsync(before);

        _cluster.Requests.ShouldBe(readings * CallsOfAReading);
    }

    [Fact]
    public async Task a_reading_that_failed_is_nobody_elses()
    {
        _cluster.AnswerNext(503, "{}");
        await Should.ThrowAsync<k8s.Autorest.HttpOperationException>(() => ReadAsync(Now - TimeSpan.FromSeconds(15)));

        (await ReadAsync(Now - TimeSpan.FromSeconds(15))).Workloads.Count.ShouldBe(1);
    }

    private Task<ClusterState> ReadAsync(DateTimeOffset? after) => _readings.ReadAsync(["url"], after, CancellationToken.None);

    private void Apply(string name) =>
        _cluster.Apply(new WorkloadSpec { Namespace = "url", Name = name, Containers = [new ContainerSpec("app", "ghcr.io/acme/app:1.0")] });
}
