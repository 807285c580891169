using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using LibGit2Sharp;

namespace Upgrades.Repository.Remote;

/// <summary>One request and its answer: git writes all it has to say, then reads.</summary>
internal sealed class HttpSubtransportStream(HttpSubtransport transport, RemoteCall call, Uri address, string service, bool post)
    : SmartSubtransportStream(transport)
{
    /// <summary>Hooks that say more are cut: it ends in an event and a chat message.</summary>
    private const int KeptAnswer = 64 * 1024;

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
        using var request = HttpExchange.Request(call.Options, address, post ? HttpMethod.Post : HttpMethod.Get);
        if (post)
        {
            request.Content = new ByteArrayContent(_request.WrittenSpan.ToArray());
            request.Content.Headers.ContentType = new MediaTypeHeaderValue($"application/x-{service}-request");
            request.Headers.Accept.ParseAdd($"application/x-{service}-result");
        }

        _response = call.Wait(ct => call.Http.SendAsync(request, ct));
        if (HttpExchange.Objection(call.Options, _response, service, post) is { } objection)
        {
            if (_response.StatusCode == HttpStatusCode.Forbidden && service == "git-receive-pack")
            {
                call.Refuse($"403 {call.Wait(ct => HttpExchange.WordsAsync(_response, ct))}".TrimEnd());
            }

            throw call.Fail(new RepositoryUnavailableException($"{call.Options.Url} {objection}"));
        }

        return call.Wait(ct => _response.Content.ReadAsStreamAsync(ct));
    }
}
