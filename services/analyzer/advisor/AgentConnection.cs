using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Upgrades.Analyzer.Advisor;

/// <summary>Calls to a claude-agent-service, with the error matrix of <c>reference/claude-agent-service.md</c>. The caller's token is the deadline.</summary>
internal sealed class AgentConnection(IHttpClientFactory clients, AdvisorOptions options)
{
    public const string ClientName = "advisor";
    private const int LongestAnswer = 2 << 20;
    private static readonly byte[] StreamEnd = "\ndata: [DONE]"u8.ToArray();

    /// <returns>A good answer's body, up to where a stream says that it is done.</returns>
    /// <exception cref="AdvisorException">No good answer.</exception>
    public async Task<byte[]> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ClientName);
        using var request = new HttpRequestMessage(method, new Uri(new Uri(options.Url!.AbsoluteUri.TrimEnd('/') + "/"), path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Token);
        request.Content = body is null ? null : JsonContent.Create(body);
        try
        {
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var read = await ReadAsync(answer.Content, cancellationToken);
            return answer.IsSuccessStatusCode ? read : throw Refusal(answer.StatusCode, read);
        }
        catch (HttpRequestException e)
        {
            throw new AdvisorException(AdviceOutcome.Unreachable, $"{options.Url.Host} cannot be reached: {e.HttpRequestError} {e.GetBaseException().Message}");
        }
        catch (IOException e)
        {
            throw new AdvisorException(AdviceOutcome.Unreachable, $"{options.Url.Host} broke off: {e.GetBaseException().Message}");
        }
    }

    /// <exception cref="AdvisorException">It is no JSON object.</exception>
    public static JsonElement ReadObject(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw new JsonException("not an object");
        }
        catch (JsonException)
        {
            throw new AdvisorException(AdviceOutcome.Garbage, $"something else than JSON was answered: {Start(body.Span)}");
        }
    }

    public static string? Text(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private AdvisorException Refusal(HttpStatusCode status, byte[] body) => new(
        status switch
        {
            HttpStatusCode.Conflict or HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => AdviceOutcome.Busy,
            >= HttpStatusCode.InternalServerError => AdviceOutcome.Failed,
            HttpStatusCode.NotFound when Start(body).Contains("Job not found", StringComparison.Ordinal) => AdviceOutcome.Lost,
            _ => AdviceOutcome.Refused,
        },
        status == HttpStatusCode.Unauthorized ? $"UPGRADES__ADVISOR__TOKEN is not accepted: {Start(body)}" : $"{options.Url!.Host} answered {(int)status} {Start(body)}");

    private static async Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream();
        var buffer = new byte[16 << 10];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            var seen = (int)Math.Max(0, body.Length - StreamEnd.Length);
            body.Write(buffer, 0, read);
            if (body.Length > LongestAnswer)
            {
                throw new AdvisorException(AdviceOutcome.Garbage, $"more than {LongestAnswer >> 20} MB was answered");
            }

            // A server may keep the connection open after its last word.
            if (body.GetBuffer().AsSpan(seen, (int)body.Length - seen).IndexOf(StreamEnd) >= 0)
            {
                break;
            }
        }

        return body.ToArray();
    }

    private static string Start(ReadOnlySpan<byte> body) => PlainText.Line(Encoding.UTF8.GetString(body[..Math.Min(body.Length, 300)]), 200);
}
