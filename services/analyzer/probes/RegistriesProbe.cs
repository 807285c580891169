using System.Net;
using Upgrades.Analyzer.Registry;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Hosting.Probes;

namespace Upgrades.Analyzer.Probes;

/// <summary>Each registry that is really used, by a tag that is: by HEAD, which counts nowhere as a pull.</summary>
internal sealed class RegistriesProbe(RegistryClient registries, RegistryOptions options, UsedPlaces used) : IProbe
{
    private const int MostHosts = 10;
    private const int MostTries = 3;
    private const string DockerHub = "docker.io";

    /// <summary>Shown the credentials of Docker Hub where no image of it is used.</summary>
    private static readonly ImageReference Small = ImageReference.Parse("busybox:latest");

    public async Task<IReadOnlyList<ProbeResult>> TryAsync(CancellationToken cancellationToken)
    {
        var hosts = (await used.ReadAsync(cancellationToken) is { } head ? used.Artifacts(head) : [])
            .GroupBy(a => a.Domain).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Take(MostHosts).ToDictionary(g => g.Key, g => g.ToList());
        // Credentials are for something, even if nobody has got there yet.
        foreach (var domain in options.Hosts.Where(h => h.Password is { Length: > 0 }).Select(h => h.Domain).Where(d => d != "*" && !hosts.ContainsKey(d)))
        {
            hosts[domain] = domain == DockerHub ? [Small] : [];
        }

        return await Task.WhenAll(hosts.Select(h => TryAsync(h.Key, h.Value, cancellationToken)));
    }

    private async Task<ProbeResult> TryAsync(string domain, IReadOnlyList<ImageReference> artifacts, CancellationToken cancellationToken)
    {
        var name = $"registry/{domain}";
        if (artifacts.Count == 0)
        {
            return ProbeResult.NotSet(name, "no image of the repository is there, so none is asked for");
        }

        try
        {
            List<(ImageReference Image, HttpStatusCode Status)> seen = [];
            foreach (var artifact in artifacts.Take(MostTries))
            {
                seen.Add((artifact, await registries.PeekAsync(artifact, artifact.Tag!, cancellationToken)));
                if (seen[^1].Status is HttpStatusCode.OK or HttpStatusCode.MethodNotAllowed)
                {
                    return ProbeResult.Works(name, $"shows {artifact.Path}:{artifact.Tag}{(HasPassword(domain) ? " to the account that is set" : "")}");
                }
            }

            return Refusal(name, domain, seen);
        }
        catch (Exception e) when (OutsideFailure.Is(e))
        {
            return OutsideFailure.Of(name, e, Setting(domain, "URL"), Setting(domain, "PASSWORD"));
        }
    }

    /// <summary>What is missing and what is private look alike in most registries; a plain 404 is missing.</summary>
    private ProbeResult Refusal(string name, string domain, IReadOnlyList<(ImageReference Image, HttpStatusCode Status)> seen)
    {
        var (image, status) = seen[0];
        return seen.All(s => s.Status == HttpStatusCode.NotFound)
            ? ProbeResult.Works(name, $"answers, and has none of {string.Join(", ", seen.Select(s => $"{s.Image.Path}:{s.Image.Tag}"))}")
            : HasPassword(domain)
            ? ProbeResult.Failed(name, $"does not show {image.Path}:{image.Tag} to the account that is set ({(int)status})", $"let the account of {Setting(domain, "USERNAME")} read it")
            : ProbeResult.Failed(name, $"does not show {image.Path}:{image.Tag} to strangers ({(int)status})", $"give {Setting(domain, "USERNAME")} and {Setting(domain, "PASSWORD")} an account that may read it");
    }

    private bool HasPassword(string domain) => options.For(domain).Password is { Length: > 0 };

    private string Setting(string domain, string end)
    {
        var hosts = options.Hosts.ToList();
        var index = hosts.FindIndex(h => h.Domain == domain) is >= 0 and var own ? own : hosts.FindIndex(h => h.Domain == "*");
        return index >= 0 ? $"UPGRADES__REGISTRY__HOSTS__{index}__{end}" : $"UPGRADES__REGISTRY__HOSTS__{hosts.Count}__{end} (with …__DOMAIN={domain})";
    }
}
