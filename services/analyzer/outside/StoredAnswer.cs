using System.IO.Compression;
using System.Net;

namespace Upgrades.Analyzer.Outside;

/// <summary>A 200 that can be asked for again with "only if it has changed".</summary>
internal sealed record StoredAnswer
{
    private const int LongestHeader = 2000;

    /// <summary>Of a compressed body; a longer one is not worth its place.</summary>
    private const int LongestBody = 4 << 20;

    /// <summary>With its quotes and its <c>W/</c>, as it has to be sent.</summary>
    public string? ETag { get; init; }

    public string? LastModified { get; init; }
    public string? Link { get; init; }
    public string? ContentType { get; init; }

    /// <summary>Bytes of the body before it was compressed.</summary>
    public long Length { get; init; }

    /// <summary>The body, by gzip, whose checksum finds what a disk has spoiled.</summary>
    public required byte[] Body { get; init; }

    public long Size => Body.Length + (ETag?.Length ?? 0) + (LastModified?.Length ?? 0) + (Link?.Length ?? 0) + (ContentType?.Length ?? 0) + 200;

    /// <returns>Null when it is not to be kept: without a mark to ask by, too long, or not meant to be.</returns>
    public static StoredAnswer? Of(HttpResponseMessage answer)
    {
        string? Header(string name) => answer.Headers.NonValidated.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
        string? Content(string name) => answer.Content.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
        var (etag, modified, link, type) = (Header("ETag"), Content("Last-Modified"), Header("Link"), Content("Content-Type"));
        if (answer.StatusCode != HttpStatusCode.OK || answer.Content is not WholeContent { Bytes: var bytes } || (etag ?? modified) is null
            || Array.Exists([etag, modified, link, type], h => h?.Length > LongestHeader) || answer.Headers.CacheControl?.NoStore == true)
        {
            return null;
        }

        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return packed.Length > LongestBody ? null
            : new StoredAnswer { ETag = etag, LastModified = modified, Link = link, ContentType = type, Length = bytes.Length, Body = packed.ToArray() };
    }

    /// <returns>Null when it is spoiled. Never more than it says it is.</returns>
    public byte[]? Unpack()
    {
        if (Length is < 0 or > OutsideCall.LongestAnswer)
        {
            return null;
        }

        var bytes = new byte[Length];
        try
        {
            using var gzip = new GZipStream(new MemoryStream(Body), CompressionMode.Decompress);
            return gzip.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length && gzip.ReadByte() < 0 ? bytes : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
