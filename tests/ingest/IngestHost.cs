using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Upgrades.Contracts;
using Upgrades.Hosting;
using Upgrades.Ingest;

namespace Upgrades.Tests.Ingest;

/// <summary>The service alone, as its own process would run it, spoken to over HTTP.</summary>
internal sealed class IngestHost : IAsyncDisposable
{
    public const string Secret = "0123456789abcdef";
    public const string Token = "operator-token-0123";

    private readonly WebApplication _app;

    private IngestHost(WebApplication app)
    {
        _app = app;
        Http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(app.Urls.Single()) };
        Rows = app.Services.GetRequiredService<UpdateRows>();
    }

    public HttpClient Http { get; }

    public UpdateRows Rows { get; }

    public Uri Address => Http.BaseAddress!;

    public static async Task<IngestHost> StartAsync(
        string folder, int limit = 100, string window = "06:00:00", string? postgres = null, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var app = UpgradesHost.Build([IngestService.Definition], configuration => configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Http:Url"] = "http://127.0.0.1:0",
            ["State:Folder"] = folder,
            ["State:Postgres"] = postgres,
            ["Log:Level"] = "Fatal",
            ["Ingest:Secret"] = Secret,
            ["Ingest:Limit"] = $"{limit}",
            ["Ingest:LimitWindow"] = window,
            ["Operator:Token"] = Token,
        }).AddInMemoryCollection(settings ?? new Dictionary<string, string?>()));
        await app.StartAsync();
        return new IngestHost(app);
    }

    public async Task<(int Status, JsonElement Body)> PostAsync(byte[] body, string? secret = Secret, string path = "/webhooks/diun", bool chunked = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Headers.TransferEncodingChunked = chunked;
        if (secret is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        }

        using var answer = await Http.SendAsync(request);
        return ((int)answer.StatusCode, JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync()));
    }

    public Task<(int Status, JsonElement Body)> PostAsync(string body) => PostAsync(Encoding.UTF8.GetBytes(body));

    public Task<(int Status, JsonElement Body)> DetectAsync(string image, string tag) =>
        PostAsync($$"""{"status":"new","image":"{{image}}:{{tag}}","provider":"kubernetes"}""");

    public async Task<(int Status, JsonElement Body)> OperateAsync(HttpMethod method, string path, string? body = null, string token = Token)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }

    /// <summary>Does the process run this beside its loops?</summary>
    public bool Runs<THosted>()
        where THosted : IHostedService => _app.Services.GetServices<IHostedService>().OfType<THosted>().Any();

    public async Task<double> MetricAsync(string line) => (await Http.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Split('\n')
        .Where(l => l.StartsWith(line + " ", StringComparison.Ordinal))
        .Select(l => double.Parse(l.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture)).SingleOrDefault();

    /// <summary>Events as they were stored to go out, oldest first.</summary>
    public async Task<IReadOnlyList<T>> PublishedAsync<T>() => [.. (await Rows.WriteAsync(
        t => t.QueryAsync<string>("select body from outbox where event = @name order by seq", new { name = typeof(T).Name }), CancellationToken.None))
        .Select(body => JsonSerializer.Deserialize<T>(body, EventJson.Options)!)];

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
