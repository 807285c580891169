using System.Net;
using Microsoft.Extensions.Caching.Memory;
using Upgrades.Analyzer.Decisions;
using Upgrades.Analyzer.Outside;

namespace Upgrades.Analyzer.Charts;

/// <summary>
/// Charts of repositories with an <c>index.yaml</c>. What was read is kept by the server's own mark, so that a second question costs a
/// 304; an index of 30 MB is never held whole.
/// </summary>
internal sealed class ChartIndexes(ChartRepositoryConnection connection, ChartOptions options) : IDisposable
{
    /// <summary>Parsing holds a thread.</summary>
    private readonly SemaphoreSlim _turn = new(2);
    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = 64 << 20 });

    /// <exception cref="OutsideUnavailableException">The repository is not well: nothing is known about the chart.</exception>
    /// <exception cref="RateLimitedException">It has had enough of us for now.</exception>
    public async Task<ChartLookup> FindAsync(ChartName chart, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(chart.Repository, UriKind.Absolute, out var repository) || repository.Scheme is not ("http" or "https"))
        {
            return new ChartLookup.Missing($"{chart.Repository} is no address of a chart repository");
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await AskAsync(chart, repository, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _known.Dispose();
        _turn.Dispose();
    }

    private async Task<ChartLookup> AskAsync(ChartName chart, Uri repository, CancellationToken cancellationToken)
    {
        var (index, host) = options.IndexOf(repository);
        var known = _known.Get<Known>((index, chart.Chart));
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(options.Timeout);
        try
        {
            using var answer = await connection.SendAsync(index, host, known?.By, deadline.Token);
            return answer.StatusCode switch
            {
                HttpStatusCode.NotModified when known is not null => known.Lookup,
                HttpStatusCode.OK when answer.Content.Headers.ContentType?.MediaType is "text/html" or "application/xhtml+xml" => IsAPage(chart),
                HttpStatusCode.OK => Keep(index, chart, answer, await ReadAsync(chart, answer, deadline.Token)),
                HttpStatusCode.NotFound or HttpStatusCode.Gone => new ChartLookup.Missing($"{chart.Repository} has no index.yaml: it is no chart repository"),
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => NotPermitted(chart, host, answer.StatusCode),
                _ => throw Refusal(chart, answer),
            };
        }
        catch (HttpRequestException e)
        {
            throw new OutsideUnavailableException($"{chart.Repository} cannot be reached: {e.HttpRequestError} {e.GetBaseException().Message}");
        }
        catch (IOException e)
        {
            throw new OutsideUnavailableException($"{chart.Repository} broke off: {e.GetBaseException().Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new OutsideUnavailableException($"{chart.Repository} did not give its index within {options.Timeout.TotalSeconds:0} s");
        }
    }

    /// <returns>What was found, and about how many bytes it is to keep.</returns>
    private static async Task<(ChartLookup Lookup, long Size)> ReadAsync(ChartName chart, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
            return await IndexStream.ReadAsync(body, stream => ChartIndexReader.Read(stream, chart.Chart), cancellationToken) is not { Count: > 0 } entries
                ? (new ChartLookup.Missing($"{chart.Repository} has no chart {chart.Chart} that could be installed"), 0)
                : (new ChartLookup.Found(ChartListing.Of(entries)), entries.Sum(e => 1000L + (2 * (e.Changes?.Length ?? 0))));
        }
        catch (IndexTooLongException e)
        {
            return (new ChartLookup.Missing($"{chart.Repository}: {e.Message}"), 0);
        }
        catch (WebPageException)
        {
            return (IsAPage(chart), 0);
        }
        catch (ChartIndexException e)
        {
            throw new OutsideUnavailableException($"{chart.Repository} answers with something that is no index of charts: {e.Message}");
        }
    }

    private ChartLookup Keep(Uri index, ChartName chart, HttpResponseMessage answer, (ChartLookup Lookup, long Size) read)
    {
        var by = new Validators(answer.Headers.ETag?.ToString(), answer.Content.Headers.LastModified);
        if (by is not { ETag: null, LastModified: null })
        {
            _known.Set((index, chart.Chart), new Known(by, read.Lookup), new MemoryCacheEntryOptions { Size = read.Size + 500 });
        }

        return read.Lookup;
    }

    private static ChartLookup.Missing IsAPage(ChartName chart) => new($"{chart.Repository} answers with a web page: that is not the address of a chart repository");

    private static ChartLookup.Missing NotPermitted(ChartName chart, ChartHost? host, HttpStatusCode status) => string.IsNullOrEmpty(host?.Password)
        ? new ChartLookup.Missing($"{chart.Repository} has no index for strangers ({(int)status}): UPGRADES__CHARTS__HOSTS takes a name and password")
        : throw new OutsideUnavailableException($"UPGRADES__CHARTS__HOSTS: {chart.Repository} does not accept the name and password ({(int)status})");

    /// <summary>One that asks us to wait is the host's gate's.</summary>
    private static OutsideUnavailableException Refusal(ChartName chart, HttpResponseMessage answer) => new($"{chart.Repository} answered {(int)answer.StatusCode}");

    private sealed record Known(Validators By, ChartLookup Lookup);
}
