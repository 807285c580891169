using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using LibGit2Sharp;

namespace Upgrades.Repository.Remote;

/// <summary>One request and its answer: git writes all it has to say, then reads.</summary>
internal sealed class HttpSubtransportStream(HttpSubtransport transport, RemoteCall call, Uri address, string service, bool post)
    : SmartSubtransportStream(transport)
{
    /// <summary>Hooks that say more are cut: it ends in an event and a chat message.</summary>
    private const int KeptAnswer = 64 * 1024;

    private const int KeptWords = 2 * 1024;

    private readonly ArrayBufferWriter<byte> _request = new();
    private HttpResponseMessage? _response;
    private Stream? _answer;

    public override int Write(Stream dataStream, long length)
    {
        dataStream.ReadExactly(_request.GetSpan((int)length)[..(int)length]);
        _request.Advance((int)length);
        return 0;
    }

    public override int Read(Stream dataStream, long length, out long bytesRead)
    {
        _answer ??= Send();
        var bytes = new byte[Math.Min(length, 64 * 1024)];
        var count = call.Wait(ct => _answer.ReadAsync(bytes, ct).AsTask());
        dataStream.Write(bytes, 0, count);
        if (post && service == "git-receive-pack" && call.PushAnswer.Length < KeptAnswer)
        {
            call.PushAnswer.Write(bytes, 0, count);
        }

        bytesRead = count;
        return 0;
    }

    protected override void Free()
    {
        _response?.Dispose();
        base.Free();
    }

    private Stream Send()
    {
        using var request = new HttpRequestMessage(post ? HttpMethod.Post : HttpMethod.Get, address);
        request.Headers.UserAgent.ParseAdd("git/upgrades");
        if (call.Options.Password is { } password)
        {
            var user = call.Options.Username ?? (address.UserInfo is { Length: > 0 } u ? Uri.UnescapeDataString(u) : "git");
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
        }

        if (post)
        {
            request.Content = new ByteArrayContent(_request.WrittenSpan.ToArray());
            request.Content.Headers.ContentType = new MediaTypeHeaderValue($"application/x-{service}-request");
            request.Headers.Accept.ParseAdd($"application/x-{service}-result");
        }

        _response = call.Wait(ct => call.Http.SendAsync(request, ct));
        if (Objection(_response) is { } objection)
        {
            if (_response.StatusCode == HttpStatusCode.Forbidden && service == "git-receive-pack")
            {
                call.Refuse($"403 {Words(_response)}".TrimEnd());
            }

            throw call.Fail(new RepositoryUnavailableException($"{call.Options.Url} {objection}"));
        }

        return call.Wait(ct => _response.Content.ReadAsStreamAsync(ct));
    }

    /// <summary>GitHub and GitLab say in the body what is missing.</summary>
    private string Words(HttpResponseMessage response)
    {
        var type = response.Content.Headers.ContentType?.MediaType;
        if (type is not ("text/plain" or null))
        {
            return "";
        }

        using var body = call.Wait(ct => response.Content.ReadAsStreamAsync(ct));
        var bytes = new byte[KeptWords];
        var count = call.Wait(ct => body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct).AsTask());
        return string.Join(' ', OutsideText.Lines(Encoding.UTF8.GetString(bytes, 0, count)).Select(l => OutsideText.Line(l, 500)).Where(l => l.Length > 0));
    }

    private string? Objection(HttpResponseMessage response)
    {
        var expected = $"application/x-{service}-{(post ? "result" : "advertisement")}";
        var got = response.Content.Headers.ContentType?.MediaType;
        return response.StatusCode switch
        {
            HttpStatusCode.OK when got == expected => null,
            HttpStatusCode.OK => $"answered {got ?? "something"} where git was expected; is UPGRADES__REPOSITORY__URL a git repository, and no login page before it?",
            HttpStatusCode.Unauthorized => "answered 401: user name or password is wrong, or the token has expired (UPGRADES__REPOSITORY__USERNAME, UPGRADES__REPOSITORY__PASSWORD)",
            HttpStatusCode.Forbidden => $"answered 403: UPGRADES__REPOSITORY__PASSWORD may not {(service == "git-receive-pack" ? "push" : "read")} here",
            HttpStatusCode.NotFound => "answered 404: no such repository, or one that UPGRADES__REPOSITORY__PASSWORD may not see (UPGRADES__REPOSITORY__URL)",
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest =>
                $"has moved to {response.Headers.Location}: change UPGRADES__REPOSITORY__URL",
            var status => $"answered {(int)status} {response.ReasonPhrase}",
        };
    }
}
