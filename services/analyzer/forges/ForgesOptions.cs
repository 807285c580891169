using System.ComponentModel.DataAnnotations;

namespace Upgrades.Analyzer.Forges;

/// <summary>What speaks which language.</summary>
public enum ForgeKind { Forgejo, Gitea, GitLab }

/// <summary>Section <c>Forges</c>: where projects are that are not on GitHub. Only hosts that are known here are ever asked.</summary>
public sealed class ForgesOptions : IValidatableObject
{
    /// <summary>codeberg.org and gitlab.com are known without an entry.</summary>
    public IList<ForgeHost> Hosts { get; } = [];

    /// <summary>Longest wait for one answer (system clock).</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        for (var i = 0; i < Hosts.Count; i++)
        {
            if (Hosts[i].Host.Length == 0 || Hosts[i].Host.Contains('/', StringComparison.Ordinal))
            {
                yield return new ValidationResult("needs a host as addresses name it (git.example.org)", [$"Hosts__{i}__Host"]);
            }

            if (Hosts[i].Kind is null && Known(Hosts[i].Host) is null)
            {
                yield return new ValidationResult("must be forgejo, gitea or gitlab", [$"Hosts__{i}__Kind"]);
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

    /// <summary>How a host is asked; null when nobody has said what it is.</summary>
    internal ForgeAccess? For(string host)
    {
        var index = Hosts.ToList().FindIndex(h => h.Host.Equals(host, StringComparison.OrdinalIgnoreCase));
        var entry = index < 0 ? null : Hosts[index];
        return (entry?.Kind ?? Known(host)) is { } kind
            ? new ForgeAccess(host.ToLowerInvariant(), kind, new Uri((entry?.Url ?? new Uri($"https://{host}")).AbsoluteUri.TrimEnd('/') + "/"), entry?.Token, $"UPGRADES__FORGES__HOSTS__{Math.Max(index, 0)}__TOKEN")
            : null;
    }

    private static ForgeKind? Known(string host) => host.ToLowerInvariant() switch
    {
        "codeberg.org" => ForgeKind.Forgejo,
        "gitlab.com" => ForgeKind.GitLab,
        _ => null,
    };
}

/// <summary>One forge.</summary>
public sealed class ForgeHost
{
    /// <summary>As addresses of its repositories name it: <c>git.example.org</c>, with a port where they have one.</summary>
    public string Host { get; set; } = "";

    /// <summary>May be left out for a host that is known.</summary>
    public ForgeKind? Kind { get; set; }

    /// <summary>Null: <c>https://</c> and the host.</summary>
    public Uri? Url { get; set; }

    /// <summary>Goes to this host and no other. Public projects need none.</summary>
    [DataType(DataType.Password)]
    public string? Token { get; set; }
}

/// <param name="Root">With a slash at the end.</param>
/// <param name="TokenSetting">What the operator calls the token.</param>
internal sealed record ForgeAccess(string Host, ForgeKind Kind, Uri Root, string? Token, string TokenSetting);
