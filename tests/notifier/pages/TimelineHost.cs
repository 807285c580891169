using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Upgrades.Hosting;
using Upgrades.Notifier;

namespace Upgrades.Tests.Notifier.Pages;

/// <summary>The notifier as a process of its own, spoken to over HTTP as a browser and an operator do.</summary>
internal sealed class TimelineHost : IAsyncDisposable
{
    public const string Token = "operator-token-0123";

    private readonly TemporaryFolder _folder;
    private readonly WebApplication _app;

    private TimelineHost(TemporaryFolder folder, WebApplication app)
    {
        (_folder, _app) = (folder, app);
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };
    }

    public Uri Address => new(_app.Urls.Single());

    public HttpClient Http { get; }

    public static async Task<TimelineHost> StartAsync(params (string Key, string Value)[] settings)
    {
        var folder = new TemporaryFolder();
        var app = UpgradesHost.Build([NotifierService.Definition], configuration => configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Http:Url"] = "http://127.0.0.1:0",
            ["State:Folder"] = folder.Path,
            ["Log:Level"] = "Fatal",
            ["Operator:Token"] = Token,
        }).AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))));
        await app.StartAsync();
        return new TimelineHost(folder, app);
    }

    public async Task RecordAsync(params IEnumerable<object> messages)
    {
        foreach (var message in messages)
        {
            await TimelineStore.RecordAsync(_app.Services.GetRequiredService<TimelineRows>(), _app.Services.GetRequiredService<TimeProvider>(), message);
        }
    }

    /// <param name="headers">Accept, Cookie, and what a proxy or a forger sends.</param>
    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    public Task<HttpResponseMessage> PostAsync(string path, IReadOnlyDictionary<string, string> form, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent(form), headers);

    public Task<HttpResponseMessage> LogInAsync(string token, string to = "/", params (string Name, string Value)[] headers) =>
        PostAsync("/login", new Dictionary<string, string> { ["token"] = token, ["to"] = to }, headers);

    public static (string Name, string Value) Bearer => ("Authorization", $"Bearer {Token}");

    public static (string Name, string Value) Html => ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        }

        return await Http.SendAsync(request);
    }
}
