using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Upgrades.Analyzer;
using Upgrades.Analyzer.Outside;
using Upgrades.Analyzer.State;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Hosting;
using Upgrades.Hosting.Probes;
using Upgrades.Tests.Repository;

namespace Upgrades.Tests.Analyzer;

/// <summary>The service alone, as its own process would run it: a git server, GitHub and a registry around it, messages through the bus.</summary>
internal sealed class AnalyzerHost : IAsyncDisposable
{
    public const string Token = "operator-token-0123";

    private readonly TemporaryFolder _folder = new();
    private WebApplication? _app;
    private HttpClient? _http;

    private AnalyzerHost(GitWorld git, OutsideWorld outside) => (Git, Outside) = (git, outside);

    public GitWorld Git { get; }

    public OutsideWorld Outside { get; }

    public Uri Address => _http!.BaseAddress!;

    private UpdateRows Rows => _app!.Services.GetRequiredService<UpdateRows>();

    /// <param name="files">Of the infrastructure repository.</param>
    public static Task<AnalyzerHost> StartAsync(TimeProvider time, Action<OutsideWorld> furnish, params (string Path, string Content)[] files) =>
        StartOnAsync(database: null, time, furnish, files);

    /// <param name="database">The value of <c>State:Postgres</c>; null: SQLite.</param>
    /// <param name="files">Of the infrastructure repository.</param>
    public static async Task<AnalyzerHost> StartOnAsync(string? database, TimeProvider time, Action<OutsideWorld> furnish, params (string Path, string Content)[] files)
    {
        var host = new AnalyzerHost(await GitWorld.StartAsync(files), await OutsideWorld.StartAsync());
        furnish(host.Outside);
        await host.StartAsync(time, database);
        return host;
    }

    public static Task<AnalyzerHost> StartAsync(Action<OutsideWorld> furnish, params (string Path, string Content)[] files) => StartAsync(TimeProvider.System, furnish, files);

    /// <summary>On a real broker, with an empty world around it.</summary>
    public static async Task<AnalyzerHost> StartAsync(Uri bus, params (string Path, string Content)[] files)
    {
        var host = new AnalyzerHost(await GitWorld.StartAsync(files), await OutsideWorld.StartAsync());
        await host.StartAsync(TimeProvider.System, bus: bus);
        return host;
    }

    private async Task StartAsync(TimeProvider time, string? database = null, Uri? bus = null)
    {
        var definition = AnalyzerService.Definition;
        var replaced = definition with
        {
            AddServices = builder =>
            {
                builder.Services.Replace(ServiceDescriptor.Singleton(time));
                // A test's hours pass for the limits of other systems too.
                builder.Services.AddSingleton(new OutsideClock(time));
                definition.AddServices(builder);
                // What a test sets up out there is for the planning to find.
                builder.Services.RemoveAllKeyed<IProbe>(AnalyzerService.Name);
            },
        };
        _app = UpgradesHost.Build([replaced], configuration => configuration.AddInMemoryCollection(new Dictionary<string, string?>(Outside.Settings)
        {
            ["Http:Url"] = "http://127.0.0.1:0",
            ["State:Folder"] = Path.Combine(_folder.Path, "state"),
            ["State:Postgres"] = database,
            ["Bus:Url"] = bus?.ToString(),
            ["Log:Level"] = "Fatal",
            ["Operator:Token"] = Token,
            ["Repository:Url"] = Git.Server.Url("infra").ToString(),
            ["Repository:Username"] = "robot",
            ["Repository:Password"] = "secret",
            ["Repository:Name"] = "infra",
            ["Repository:MirrorFolder"] = Git.MirrorFolder("analyzer"),
        }));
        await _app.StartAsync();
        _http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(_app.Urls.Single()) };
    }

    /// <summary>Puts an event on the bus, as another service's outbox does.</summary>
    public Task PublishAsync<TEvent>(TEvent message)
        where TEvent : class => Rows.WriteAsync(
        t =>
        {
            t.Publish(message);
            return Task.FromResult(true);
        },
        CancellationToken.None);

    /// <summary>Detects an update and waits until the books on it are closed.</summary>
    public async Task<UpdateAnalyzed> AnalyzeAsync(string image, string tag, Func<UpdateDetected, UpdateDetected>? change = null)
    {
        var message = new UpdateDetected { Image = image, Tag = tag, Status = "new" };
        message = change?.Invoke(message) ?? message;
        var before = (await PublishedAsync<UpdateAnalyzed>()).Count;
        await PublishAsync(message);
        return await Eventually.GetAsync(async () => (await PublishedAsync<UpdateAnalyzed>()).Skip(before).FirstOrDefault(), $"the end of {image}:{tag}");
    }

    /// <summary>Events as they were stored to go out, oldest first.</summary>
    public async Task<IReadOnlyList<T>> PublishedAsync<T>() => [.. (await Rows.WriteAsync(
        t => t.QueryAsync<string>("select body from outbox where event = @name order by seq", new { name = typeof(T).Name }), CancellationToken.None))
        .Select(body => JsonSerializer.Deserialize<T>(body, EventJson.Options)!)];

    /// <summary>Names of the events that the analyzer told, oldest first.</summary>
    public async Task<IReadOnlyList<string>> ToldAsync() => [.. await Rows.WriteAsync(
        t => t.QueryAsync<string>("select event from outbox where event in ('UpgradePlanned', 'UpgradeSkipped', 'UpdateAnalyzed') order by seq"), CancellationToken.None)];

    public Task<long> CountAsync(string table) => Rows.WriteAsync(async t => await t.FirstOrDefaultAsync<long>($"select count(*) from {table}"), CancellationToken.None);

    public async Task<(int Status, JsonElement Body)> OperateAsync(HttpMethod method, string path, string? body = null, string token = Token)
    {
        using var request = new HttpRequestMessage(method, "/operator/analyzer/" + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _http!.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        await Outside.DisposeAsync();
        await Git.DisposeAsync();
        _folder.Dispose();
    }
}
