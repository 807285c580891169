using System.Net;
using Upgrades.Analyzer.Charts;
using Upgrades.Hosting.Probes;

namespace Upgrades.Analyzer.Probes;

/// <summary>Each host of a chart repository that is used: is there an index, and for us? Only its beginning is asked for.</summary>
internal sealed class ChartsProbe(ChartRepositoryConnection connection, ChartOptions options, UsedPlaces used) : IProbe
{
    private const int MostHosts = 10;
    private const int Beginning = 1024;

    public async Task<IReadOnlyList<ProbeResult>> TryAsync(CancellationToken cancellationToken) => await used.ReadAsync(cancellationToken) is { } head
        ? await Task.WhenAll(UsedPlaces.ChartRepositories(head).Take(MostHosts).Select(r => TryAsync(r, cancellationToken)))
        : [];

    private async Task<ProbeResult> TryAsync(Uri repository, CancellationToken cancellationToken)
    {
        var name = $"charts/{repository.Authority}";
        var (index, host) = options.IndexOf(repository);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(options.Timeout);
        try
        {
            using var answer = await connection.SendAsync(index, host, known: null, Beginning, deadline.Token);
            return Judge(name, repository, host, answer);
        }
        catch (HttpRequestException e)
        {
            return HttpTrouble.Away(name, e, Setting(repository, "URL"));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return HttpTrouble.Slow(name, options.Timeout, Setting(repository, "URL"));
        }
        catch (Exception e) when (OutsideFailure.Is(e))
        {
            return OutsideFailure.Of(name, e, Setting(repository, "URL"), Setting(repository, "PASSWORD"));
        }
    }

    private ProbeResult Judge(string name, Uri repository, ChartHost? host, HttpResponseMessage answer) => answer.StatusCode switch
    {
        HttpStatusCode.OK or HttpStatusCode.PartialContent when answer.Content.Headers.ContentType?.MediaType is "text/html" or "application/xhtml+xml" =>
            ProbeResult.Failed(name, $"{repository} answers with a web page where its index.yaml should be", "correct the chart repository's address in the Terraform"),
        HttpStatusCode.OK or HttpStatusCode.PartialContent => ProbeResult.Works(name, $"{repository.AbsolutePath.TrimEnd('/')}/index.yaml is there"),
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden when host?.Password is { Length: > 0 } =>
            ProbeResult.Failed(name, $"does not accept the name and password ({(int)answer.StatusCode})", $"{Setting(repository, "PASSWORD")} is wrong, has ended or was revoked: give it a present one"),
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
            ProbeResult.Failed(name, $"has no index for strangers ({(int)answer.StatusCode})", $"give {Setting(repository, "USERNAME")} and {Setting(repository, "PASSWORD")} an account that may read it"),
        HttpStatusCode.NotFound or HttpStatusCode.Gone =>
            ProbeResult.Failed(name, $"{repository} has no index.yaml ({(int)answer.StatusCode})", "correct the chart repository's address in the Terraform"),
        _ => ProbeResult.Failed(name, $"answered {(int)answer.StatusCode}", $"see whether it is well, and what answers at {Setting(repository, "URL")}"),
    };

    private string Setting(Uri repository, string end)
    {
        var hosts = options.Hosts.ToList();
        var index = hosts.FindIndex(h => h.Domain.Equals(repository.Authority, StringComparison.OrdinalIgnoreCase)) is >= 0 and var own ? own : hosts.FindIndex(h => h.Domain == "*");
        return index >= 0 ? $"UPGRADES__CHARTS__HOSTS__{index}__{end}" : $"UPGRADES__CHARTS__HOSTS__{hosts.Count}__{end} (with …__DOMAIN={repository.Authority})";
    }
}
