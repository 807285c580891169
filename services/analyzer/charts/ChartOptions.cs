using System.ComponentModel.DataAnnotations;

namespace Upgrades.Analyzer.Charts;

/// <summary>Section <c>Charts</c>: chart repositories with an <c>index.yaml</c>. Charts in OCI registries are reached as <c>Registry</c> says.</summary>
public sealed class ChartOptions : IValidatableObject
{
    /// <summary>Chart repositories that are not where their address says, or that want a password.</summary>
    public IList<ChartHost> Hosts { get; } = [];

    /// <summary>Longest wait for one index, read to its end (system clock).</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        for (var i = 0; i < Hosts.Count; i++)
        {
            if (Hosts[i].Domain.Length == 0)
            {
                yield return new ValidationResult("needs a domain (charts.example.org, or * for every other)", [$"Hosts__{i}__Domain"]);
            }

            if (Hosts[i].Url is { } url && !(url.IsAbsoluteUri && url.Scheme is "http" or "https"))
            {
                yield return new ValidationResult("must be an http(s) address", [$"Hosts__{i}__Url"]);
            }
        }

        if (Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromHours(1))
        {
            yield return new ValidationResult("must be more than zero and at most an hour", [nameof(Timeout)]);
        }
    }

    /// <summary>Where a repository's index is, and who may be shown there. Its path stays: only scheme and host are the setting's, before a path of its own.</summary>
    /// <param name="repository">As the release names it, with <c>http</c> or <c>https</c>.</param>
    internal (Uri Index, ChartHost? Host) IndexOf(Uri repository)
    {
        var host = Hosts.FirstOrDefault(h => h.Domain.Equals(repository.Authority, StringComparison.OrdinalIgnoreCase)) ?? Hosts.FirstOrDefault(h => h.Domain == "*");
        var root = (host?.Url ?? new Uri(repository.GetLeftPart(UriPartial.Authority))).AbsoluteUri.TrimEnd('/');
        return (new Uri($"{root}{repository.AbsolutePath.TrimEnd('/')}/index.yaml"), host);
    }
}

/// <summary>One host with chart repositories.</summary>
public sealed class ChartHost
{
    /// <summary>As releases name it, with the port where it has one; <c>*</c> for every host that has no entry of its own.</summary>
    public string Domain { get; set; } = "";

    /// <summary>Null: as the release has it.</summary>
    public Uri? Url { get; set; }

    /// <summary>Sent to this host alone.</summary>
    public string? Username { get; set; }

    /// <summary>Its password or token.</summary>
    [DataType(DataType.Password)]
    public string? Password { get; set; }
}
