using System.ComponentModel.DataAnnotations;

namespace Upgrades.Analyzer.Registry;

/// <summary>Section <c>Registry</c>.</summary>
public sealed class RegistryOptions : IValidatableObject
{
    /// <summary>Registries that are not where their domain says, or that want a password.</summary>
    public IList<RegistryHost> Hosts { get; } = [];

    /// <summary>What the cluster's nodes run: <c>os/architecture</c>, with a variant where one is needed.</summary>
    [RegularExpression("[a-z0-9]+/[a-z0-9_]+(/[a-z0-9]+)?", ErrorMessage = "must be os/architecture or os/architecture/variant")]
    public string Platform { get; set; } = "linux/amd64";

    /// <summary>Longest wait for one answer (system clock).</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        for (var i = 0; i < Hosts.Count; i++)
        {
            if (Hosts[i].Domain.Length == 0)
            {
                yield return new ValidationResult("needs a domain (docker.io, ghcr.io, or * for every other)", [$"Hosts__{i}__Domain"]);
            }

            if (Hosts[i].Username is { Length: > 0 } != Hosts[i].Password is { Length: > 0 })
            {
                yield return new ValidationResult("needs both a name and a password, or neither", [$"Hosts__{i}__Username"]);
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

    /// <summary>Whose name and password may be shown at an address: those of the image's own registry, or of the one that an entry puts there.</summary>
    /// <returns>Null: nobody's.</returns>
    internal RegistryHost? Whose(Uri address, string domain)
    {
        bool IsAt(RegistryHost host) => host.Url!.Scheme == address.Scheme && host.Url.Authority == address.Authority;
        return For(domain) is var own && IsAt(own) ? own
            : Hosts.Where(h => h.Domain != "*").Select(h => For(h.Domain)).FirstOrDefault(IsAt);
    }

    /// <summary>How the registry of an image's domain is reached.</summary>
    internal RegistryHost For(string domain)
    {
        var host = Hosts.FirstOrDefault(h => h.Domain == domain) ?? Hosts.FirstOrDefault(h => h.Domain == "*");
        var address = host?.Url ?? new Uri(domain == "docker.io" ? "https://registry-1.docker.io" : $"https://{domain}");
        return new RegistryHost { Domain = domain, Url = address, Username = host?.Username, Password = host?.Password };
    }
}

/// <summary>One registry.</summary>
public sealed class RegistryHost
{
    /// <summary>As images name it: <c>docker.io</c>; <c>*</c> for every domain that has no entry of its own.</summary>
    public string Domain { get; set; } = "";

    /// <summary>Null: <c>https://</c> and the domain.</summary>
    public Uri? Url { get; set; }

    /// <summary>Sent to this registry alone.</summary>
    public string? Username { get; set; }

    /// <summary>Its password or token.</summary>
    [DataType(DataType.Password)]
    public string? Password { get; set; }
}
