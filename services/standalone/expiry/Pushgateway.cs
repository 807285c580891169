using System.Net.Http.Headers;
using System.Text;

namespace Upgrades.Standalone.Expiry;

/// <summary>Puts metrics into a Pushgateway, in place of all that the job put there before: a credential that is gone is gone there too.</summary>
internal sealed class Pushgateway(HttpClient http, Uri address)
{
    /// <summary>As the alerts select it.</summary>
    public const string Job = "claude-oauth-expiry-monitor";

    private const int LongestWords = 300;

    /// <exception cref="ExpiryException">It was not taken.</exception>
    public async Task PutAsync(string metrics, CancellationToken cancellationToken)
    {
        var target = new Uri(new Uri(address.AbsoluteUri.TrimEnd('/') + "/"), $"metrics/job/{Job}");
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(metrics));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("text/plain; version=0.0.4; charset=utf-8");
        try
        {
            using var answer = await http.PutAsync(target, content, cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                var words = await answer.Content.ReadAsStringAsync(cancellationToken);
                throw new ExpiryException($"{target} answered with {(int)answer.StatusCode}: {words.Trim()[..Math.Min(LongestWords, words.Trim().Length)]}");
            }
        }
        catch (HttpRequestException e)
        {
            throw new ExpiryException($"{target} does not answer: {e.GetBaseException().Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ExpiryException($"{target} did not answer within {http.Timeout.TotalSeconds:0} s");
        }
    }
}
