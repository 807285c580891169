namespace Upgrades.Notifier.Slack;

/// <summary>One request to Slack. Addresses and tokens are secrets and appear in no message or log.</summary>
internal sealed class SlackHttp(IHttpClientFactory clients, SlackOptions options)
{
    private const int LongestAnswer = 200;

    /// <exception cref="SlackException">Slack cannot be reached, or says nothing in time.</exception>
    public async Task<(HttpResponseMessage Answer, string Text)> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(SlackWebhook.ClientName);
        client.Timeout = options.Timeout;
        try
        {
            var answer = await client.SendAsync(request, cancellationToken);
            return (answer, await answer.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (HttpRequestException e)
        {
            throw new SlackException($"Slack cannot be reached: {e.HttpRequestError}");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SlackException($"Slack did not answer within {options.Timeout.TotalSeconds:0} s");
        }
    }

    /// <summary>Slack's words in an error.</summary>
    public static string Quote(string text) => text.Length <= LongestAnswer ? text : text[..LongestAnswer];

    /// <summary>How long Slack wants to be left alone.</summary>
    public static TimeSpan Rest(HttpResponseMessage answer) => answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1);
}
