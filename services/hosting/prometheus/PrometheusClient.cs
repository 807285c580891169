using System.Net.Http.Headers;
using System.Text.Json;
using Upgrades.Hosting.Text;

namespace Upgrades.Hosting.Prometheus;

/// <summary>Asks Prometheus for the present value of an expression. Never throws for what is wrong over there: it says so.</summary>
public sealed class PrometheusClient(IHttpClientFactory clients, PrometheusOptions options)
{
    internal const string ClientName = "prometheus";
    internal const int LongestAnswer = 4 * 1024 * 1024;

    private const string Setting = "UPGRADES__PROMETHEUS__URL";

    public async Task<PrometheusAnswer> QueryAsync(string query, CancellationToken cancellationToken)
    {
        if (options.Url is null)
        {
            return new PrometheusAnswer.Away($"Prometheus cannot be asked: {Setting} is not set");
        }

        using var client = clients.CreateClient(ClientName);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{options.Url.ToString().TrimEnd('/')}/api/v1/query?query={Uri.EscapeDataString(query)}");
        request.Headers.Authorization = options.Token is { Length: > 0 } token ? new AuthenticationHeaderValue("Bearer", token) : null;
        try
        {
            using var answer = await client.SendAsync(request, cancellationToken);
            return Judge((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            return new PrometheusAnswer.Away($"the query answers with more than {LongestAnswer / 1024 / 1024} MiB");
        }
        catch (HttpRequestException e)
        {
            return new PrometheusAnswer.Away($"{Setting}: Prometheus cannot be reached: {e.HttpRequestError}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new PrometheusAnswer.Away($"{Setting}: Prometheus did not answer within {options.Timeout.TotalSeconds:0} s");
        }
    }

    private static PrometheusAnswer Judge(int status, string text) => status switch
    {
        401 or 403 => new PrometheusAnswer.Away($"Prometheus does not accept UPGRADES__PROMETHEUS__TOKEN ({status})"),
        _ when text.TrimStart().StartsWith('<') => new PrometheusAnswer.Away($"{Setting}: what answers there is a web page ({status}), not Prometheus"),
        200 => Read(text),
        _ when QueryJson.ReadError(text) is { } error => error.Type == "bad_data"
            ? new PrometheusAnswer.Refused(OutsideLines.Line($"Prometheus does not take the query: {error.Words}"))
            : new PrometheusAnswer.Away(OutsideLines.Line($"Prometheus answered {status}: {error.Type}: {error.Words}")),
        _ => new PrometheusAnswer.Away(OutsideLines.Line($"{Setting}: what answers there said {status} {text}")),
    };

    private static PrometheusAnswer Read(string text)
    {
        try
        {
            return QueryJson.Read(text);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or IndexOutOfRangeException)
        {
            return new PrometheusAnswer.Away($"{Setting}: what answers there is not Prometheus: {OutsideLines.Line(e.Message)}");
        }
    }
}
