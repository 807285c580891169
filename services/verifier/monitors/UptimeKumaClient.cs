using System.Net.Http.Headers;
using System.Text;
using Upgrades.Verifier.Decisions;

namespace Upgrades.Verifier.Monitors;

/// <summary>
/// Reads all monitors at once, and at most once a round for everybody: Uptime Kuma limits requests, and failed logins lock its web UI.
/// It may itself be what is upgraded, so its silence never holds anything up; it is said.
/// </summary>
internal sealed class UptimeKumaClient(IHttpClientFactory clients, UptimeKumaOptions options, VerifierOptions verifier, TimeProvider time)
{
    public const string ClientName = "uptime-kuma";

    private readonly Lock _gate = new();
    private Task<MonitorReading>? _last;
    private DateTimeOffset _lastAt;

    public Task<MonitorReading> ReadAsync(CancellationToken cancellationToken) => ReadAsync(anew: false, cancellationToken);

    /// <summary>For who must not be told what was so a round ago.</summary>
    public Task<MonitorReading> ReadAnewAsync(CancellationToken cancellationToken) => ReadAsync(anew: true, cancellationToken);

    private async Task<MonitorReading> ReadAsync(bool anew, CancellationToken cancellationToken)
    {
        if (options.Url is null)
        {
            return new MonitorReading([], "Uptime Kuma is not configured");
        }

        Task<MonitorReading> reading;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (anew || _last is null || now - _lastAt >= verifier.Poll)
            {
                // Shared, so that one caller's end does not end it for the others; the timeout bounds it.
                (_last, _lastAt) = (AskAsync(), now);
            }

            reading = _last;
        }

        return await reading.WaitAsync(cancellationToken);
    }

    private async Task<MonitorReading> AskAsync()
    {
        using var client = clients.CreateClient(ClientName);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(options.Url!.ToString().TrimEnd('/') + "/metrics"));
        if (options.ApiKey is { Length: > 0 } key)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(":" + key)));
        }

        try
        {
            using var answer = await client.SendAsync(request);
            return (int)answer.StatusCode switch
            {
                200 => Read(await answer.Content.ReadAsStringAsync()),
                401 when string.IsNullOrEmpty(options.ApiKey) => new MonitorReading([], "Uptime Kuma answered 401, and there is no UPGRADES__UPTIMEKUMA__APIKEY"),
                401 => new MonitorReading([], "Uptime Kuma does not accept UPGRADES__UPTIMEKUMA__APIKEY"),
                var other => new MonitorReading([], $"Uptime Kuma answered {other}"),
            };
        }
        catch (HttpRequestException e)
        {
            return new MonitorReading([], $"Uptime Kuma cannot be reached: {e.HttpRequestError}");
        }
        catch (OperationCanceledException)
        {
            return new MonitorReading([], $"Uptime Kuma did not answer within {options.Timeout.TotalSeconds:0} s");
        }
    }

    private static MonitorReading Read(string text) => text.TrimStart().StartsWith('<')
        ? new MonitorReading([], "UPGRADES__UPTIMEKUMA__URL: what answers there is a web page, not /metrics")
        : new MonitorReading(MetricsText.Monitors(text));
}
