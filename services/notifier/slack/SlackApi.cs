using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Upgrades.Notifier.Slack;

/// <summary>The two calls to Slack's Web API that are made, with the bot's token of now (<c>reference/slack.md</c> §4).</summary>
internal sealed class SlackApi(SlackHttp http, SlackPace pace, SlackOptions options)
{
    public const string Post = "chat.postMessage";
    public const string Update = "chat.update";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <param name="channel">Name or id.</param>
    /// <param name="thread">The message to answer to: always a first one, never an answer.</param>
    /// <param name="broadcast">Shows the answer in the channel, too.</param>
    /// <exception cref="SlackException">Slack or the way to it is not well. The message may be there all the same.</exception>
    public Task<SlackAnswer> PostAsync(string channel, string text, string? thread, bool broadcast, CancellationToken cancellationToken) => CallAsync(
        Post,
        [(Post, TimeSpan.Zero), (channel, pace.BetweenMessages)],
        new { channel, text, thread_ts = thread, reply_broadcast = thread is null ? (bool?)null : broadcast, unfurl_links = false, unfurl_media = false },
        cancellationToken);

    /// <param name="channel">Its id: a name is not taken here.</param>
    /// <exception cref="SlackException">Slack or the way to it is not well.</exception>
    public Task<SlackAnswer> UpdateAsync(string channel, string ts, string text, CancellationToken cancellationToken) =>
        CallAsync(Update, [(Update, pace.BetweenEdits)], new { channel, ts, text }, cancellationToken);

    private async Task<SlackAnswer> CallAsync(string method, IReadOnlyList<(string Place, TimeSpan Between)> places, object body, CancellationToken cancellationToken)
    {
        while (true)
        {
            await pace.TurnAsync(places, cancellationToken);
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.ApiUrl, method)) { Content = JsonContent.Create(body, options: Json) };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.BotToken?.Trim());
            var (answer, text) = await http.SendAsync(request, cancellationToken);
            using (answer)
            {
                if (answer.StatusCode == HttpStatusCode.OK && SlackAnswer.Read(text) is { Error: not ("ratelimited" or "rate_limited") } read)
                {
                    return read;
                }

                if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.TooManyRequests))
                {
                    throw new SlackException($"Slack answered {(int)answer.StatusCode} to {method}");
                }

                pace.HoldOff(method, SlackHttp.Rest(answer));
            }
        }
    }
}
