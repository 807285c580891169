using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Upgrades.Repository.Remote;

/// <summary>What is asked of a git server over HTTP, and what its answers mean for the settings.</summary>
internal static class HttpExchange
{
    private const int KeptWords = 2 * 1024;

    public static HttpRequestMessage Request(RepositoryOptions options, Uri address, HttpMethod method)
    {
        var request = new HttpRequestMessage(method, address);
        request.Headers.UserAgent.ParseAdd("git/upgrades");
        if (options.Password is { } password)
        {
            var user = options.Username ?? (address.UserInfo is { Length: > 0 } u ? Uri.UnescapeDataString(u) : "git");
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
        }

        return request;
    }

    /// <summary>GitHub and GitLab say in the body what is missing.</summary>
    public static async Task<string> WordsAsync(HttpResponseMessage response, CancellationToken ct)
    {
        if (response.Content.Headers.ContentType?.MediaType is not ("text/plain" or null))
        {
            return "";
        }

        await using var body = await response.Content.ReadAsStreamAsync(ct);
        var bytes = new byte[KeptWords];
        var count = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct);
        return string.Join(' ', OutsideText.Lines(Encoding.UTF8.GetString(bytes, 0, count)).Select(l => OutsideText.Line(l, 500)).Where(l => l.Length > 0));
    }

    /// <returns>Null: git speaks.</returns>
    public static string? Objection(RepositoryOptions options, HttpResponseMessage response, string service, bool post)
    {
        var expected = $"application/x-{service}-{(post ? "result" : "advertisement")}";
        var got = response.Content.Headers.ContentType?.MediaType;
        return response.StatusCode switch
        {
            HttpStatusCode.OK when got == expected => null,
            HttpStatusCode.OK => $"answered {got ?? "something"} where git was expected; is UPGRADES__REPOSITORY__URL a git repository, and no login page before it?",
            HttpStatusCode.Unauthorized when string.IsNullOrEmpty(options.Password) => "answered 401, and there is no UPGRADES__REPOSITORY__PASSWORD",
            HttpStatusCode.Unauthorized => "answered 401: user name or password is wrong, or the token has expired (UPGRADES__REPOSITORY__USERNAME, UPGRADES__REPOSITORY__PASSWORD)",
            HttpStatusCode.Forbidden => $"answered 403: UPGRADES__REPOSITORY__PASSWORD may not {(service == "git-receive-pack" ? "push" : "read")} here",
            HttpStatusCode.NotFound => "answered 404: no such repository, or one that UPGRADES__REPOSITORY__PASSWORD may not see (UPGRADES__REPOSITORY__URL)",
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest =>
                $"has moved to {response.Headers.Location}: change UPGRADES__REPOSITORY__URL",
            var status => $"answered {(int)status} {response.ReasonPhrase}",
        };
    }
}
