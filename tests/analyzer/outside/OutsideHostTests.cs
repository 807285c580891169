using Microsoft.Extensions.Time.Testing;
using Upgrades.Analyzer.Outside;

namespace Upgrades.Tests.Analyzer.Outside;

public sealed class OutsideHostTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task a_limit_without_a_time_doubles_from_a_minute_until_we_are_served_again()
    {
        using var host = Host();
        foreach (var seconds in (int[])[60, 120, 240, 480, 960, 1920, 3840, 3840])
        {
            host.Close(new Limit(Wait: null)).ShouldBe(TimeSpan.FromSeconds(seconds));
            _time.Advance(TimeSpan.FromSeconds(seconds));
        }

        await host.EnterAsync(None);
        host.Serve(budget: null);

        host.Close(new Limit(Wait: null)).ShouldBe(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void requests_refused_together_are_one_refusal()
    {
        using var host = Host();
        host.Close(new Limit(Wait: null));
        _time.Advance(TimeSpan.FromSeconds(10));

        host.Close(new Limit(Wait: null)).ShouldBe(TimeSpan.FromSeconds(50));
    }

    [Fact]
    public async Task nobody_is_let_in_while_it_is_closed_and_everybody_is_told_how_long()
    {
        using var host = Host();
        host.Close(new Limit(TimeSpan.FromMinutes(10)));
        _time.Advance(TimeSpan.FromMinutes(4));

        (await Should.ThrowAsync<RateLimitedException>(() => host.EnterAsync(None))).Wait.ShouldBe(TimeSpan.FromMinutes(6));
        _time.Advance(TimeSpan.FromMinutes(6));
        await host.EnterAsync(None);
    }

    [Fact]
    public async Task a_few_seconds_are_waited_for()
    {
        using var host = Host();
        host.Close(new Limit(TimeSpan.FromSeconds(4)));

        var entering = host.EnterAsync(None);
        entering.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(4));

        await entering;
    }

    [Fact]
    public async Task whoever_waits_for_a_turn_hears_that_it_was_closed_meanwhile()
    {
        using var host = Host(new OutsideOptions { Parallelism = 1 });
        await host.EnterAsync(None);
        var second = host.EnterAsync(None);
        second.IsCompleted.ShouldBeFalse();
        host.Close(new Limit(TimeSpan.FromHours(1)));
        host.Leave();

        await Should.ThrowAsync<RateLimitedException>(() => second);
        _time.Advance(TimeSpan.FromHours(1));
        // The turn was given back.
        await host.EnterAsync(None);
    }

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(0, 1, false)]
    [InlineData(100, 100, true)]
    [InlineData(100, 101, false)]
    // Of a small budget half is ours in any case.
    [InlineData(4000, 31, false)]
    [InlineData(4000, 30, true)]
    public async Task a_budget_is_used_down_to_its_reserve(int reserve, int left, bool closed)
    {
        using var host = Host(new OutsideOptions { Reserve = reserve });

        host.Serve(new Budget("core", reserve == 4000 ? 60 : 5000, left, TimeSpan.FromMinutes(20)));

        (await Record.ExceptionAsync(() => host.EnterAsync(None)) is RateLimitedException).ShouldBe(closed);
    }

    [Theory]
    [InlineData("search")]
    [InlineData("pulls")]
    public async Task another_budget_closes_nothing(string resource)
    {
        using var host = Host();

        host.Serve(new Budget(resource, 100, 0, TimeSpan.FromMinutes(20)));

        await host.EnterAsync(None);
    }

    [Fact]
    public void a_server_that_leads_to_ever_new_names_fills_nothing()
    {
        using var hosts = new OutsideHosts(new OutsideOptions(), new OutsideClock(_time));

        Enumerable.Range(0, 1000).Select(i => hosts.Of(new Uri($"https://h{i}.example/"))).Distinct().Count().ShouldBe(301);
        hosts.Of(new Uri("https://h1.example/x")).Name.ShouldBe("h1.example");
    }

    private OutsideHost Host(OutsideOptions? options = null) => new("host.example", options ?? new OutsideOptions(), new OutsideClock(_time));
}
