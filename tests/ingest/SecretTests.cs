using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Upgrades.Hosting;
using Upgrades.Ingest;
using Upgrades.Standalone.Processes;

namespace Upgrades.Tests.Ingest;

public sealed class SecretTests : IDisposable
{
    private const string Previous = "previous-secret-012345";
    private const string Body = """{"status":"new","image":"a/one:1.0"}""";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task while_a_secret_is_rotated_both_are_good_and_the_old_one_is_counted()
    {
        await using var ingest = await IngestHost.StartAsync(_folder.Path, settings: new Dictionary<string, string?> { ["Ingest:PreviousSecret"] = Previous });
        var before = await ingest.MetricAsync("""upgrades_webhook_secrets_total{secret="previous"}""");

        (await PostAsync(ingest, IngestHost.Secret)).ShouldBe(202);
        (await PostAsync(ingest, Previous)).ShouldBe(202);
        (await PostAsync(ingest, secret: null, "/" + Previous)).ShouldBe(202);
        (await PostAsync(ingest, "neither-of-the-two-0123")).ShouldBe(401);
        (await PostAsync(ingest, "")).ShouldBe(401);

        (await ingest.MetricAsync("""upgrades_webhook_secrets_total{secret="previous"}""") - before).ShouldBe(2);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task after_the_rotation_only_the_new_one_is_good(string? previous)
    {
        await using var ingest = await IngestHost.StartAsync(_folder.Path, settings: new Dictionary<string, string?> { ["Ingest:PreviousSecret"] = previous });

        (await PostAsync(ingest, IngestHost.Secret)).ShouldBe(202);
        (await PostAsync(ingest, Previous)).ShouldBe(401);
        (await PostAsync(ingest, "")).ShouldBe(401);
    }

    [Theory]
    [InlineData("Ingest:Secret", "tooshort-9f3a")]
    [InlineData("Ingest:PreviousSecret", "tooshort-9f3a")]
    [InlineData("Ingest:PreviousSecret", IngestHost.Secret)]
    [InlineData("Ingest:Secrets", "a-misspelt-secret-9f3a")]
    public void a_wrong_secret_setting_is_told_by_name_and_never_by_value(string name, string value)
    {
        var failure = Should.Throw<OptionsValidationException>(() =>
        {
            using var app = UpgradesHost.Build([IngestService.Definition], configuration => configuration.AddInMemoryCollection(
                new Dictionary<string, string?> { ["Ingest:Secret"] = IngestHost.Secret, [name] = value }));
            app.Services.GetRequiredService<IStartupValidator>().Validate();
        });

        var line = failure.Failures.ShouldHaveSingleItem();
        line.ShouldStartWith("UPGRADES__" + name.ToUpperInvariant().Replace(":", "__", StringComparison.Ordinal) + ": ");
        line.ShouldNotContain(value);
    }

    [Theory]
    [InlineData("Json")]
    [InlineData("Text")]
    public async Task no_secret_is_logged_at_the_lowest_level_whatever_is_sent(string format)
    {
        const string Secret = "path-secret-of-this-test-77";
        const string Wrong = "wrong-secret-of-this-test-88";
        await using var process = ServiceProcess.Of("ingest", new Dictionary<string, string>
        {
            ["Ingest:Secret"] = Secret,
            ["Ingest:PreviousSecret"] = Previous,
            ["State:Folder"] = _folder.Path,
            ["Log:Level"] = "Verbose",
            ["Log:Format"] = format,
        });
        process.Start();
        using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = process.Address };
        await Eventually.TrueAsync(() => IsLiveAsync(http), "the service");
        var printed = new StringBuilder();
        foreach (var (method, path, body) in ((string, string, string)[])
        [
            ("POST", $"/webhooks/diun/{Secret}", Body), ("POST", $"/webhooks/diun/{Previous}", Body), ("POST", $"/webhooks/diun/{Wrong}", Body),
            ("POST", $"/webhooks/diun/{Secret}", "no json"), ("POST", $"/webhooks/diun/{Secret}", new string('x', 70_000)), ("GET", $"/webhooks/diun/{Secret}", ""),
            ("POST", $"/Webhooks/DIUN/{Secret}/", Body), ("POST", $"//webhooks/diun/{Secret}", Body), ("POST", $"/proxy/webhooks/diun/{Secret}/more?a=b", Body),
        ])
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(process.Address.ToString().TrimEnd('/') + path)) { Content = new StringContent(body, Encoding.UTF8) };
            using var answer = await http.SendAsync(request);
            printed.AppendLine(await answer.Content.ReadAsStringAsync()).AppendLine(process.LastLines());
        }

        using (var broken = await RawConnection.OpenAsync(process.Address))
        {
            await broken.SendAsync($"POST /webhooks/diun/{Secret} HTTP/9.9\r\n\r\n");
            await broken.ReadToEndAsync();
        }

        printed.AppendLine(await http.GetStringAsync(new Uri("/metrics", UriKind.Relative)));
        process.Terminate();
        await process.ExitAsync();
        printed.AppendLine(process.LastLines());

        var text = printed.ToString();
        text.ShouldContain("Request starting");
        text.ShouldContain("/webhooks/diun");
        text.ShouldContain("UPGRADES__INGEST__PREVIOUSSECRET");
        foreach (var secret in (string[])[Secret, Previous, Wrong])
        {
            text.Split('\n').ShouldNotContain(line => line.Contains(secret, StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public async Task no_secret_is_in_a_trace()
    {
        var spans = new System.Collections.Concurrent.ConcurrentBag<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => spans.Add($"{span.DisplayName} {JsonSerializer.Serialize(span.TagObjects.ToDictionary(t => t.Key, t => t.Value?.ToString()))}"),
        };
        ActivitySource.AddActivityListener(listener);
        // A collector that is not there: what matters is that spans are made as they would be sent.
        await using var ingest = await IngestHost.StartAsync(_folder.Path, settings: new Dictionary<string, string?> { ["Tracing:Endpoint"] = "http://127.0.0.1:9" });

        (await PostAsync(ingest, secret: null, "/" + IngestHost.Secret)).ShouldBe(202);
        (await PostAsync(ingest, secret: null, "/" + Previous)).ShouldBe(401);

        await Eventually.TrueAsync(() => Task.FromResult(spans.Count(s => s.Contains("\"url.path\":\"/webhooks/diun\"", StringComparison.Ordinal)) >= 2), "the spans");
        spans.ShouldAllBe(s => !s.Contains(IngestHost.Secret) && !s.Contains(Previous));
    }

    private static async Task<bool> IsLiveAsync(HttpClient http)
    {
        try
        {
            return (await http.GetAsync(new Uri("/health/live", UriKind.Relative))).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<int> PostAsync(IngestHost ingest, string? secret, string behind = "") =>
        (await ingest.PostAsync(Encoding.UTF8.GetBytes(Body), secret, "/webhooks/diun" + behind)).Status;
}
