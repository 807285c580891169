using System.ComponentModel.DataAnnotations;
using LibGit2Sharp;
using Upgrades.Repository.Remote;

namespace Upgrades.Repository;

/// <summary>Section <c>Repository</c>: where the infrastructure repository is and how it is reached.</summary>
public sealed class RepositoryOptions : IValidatableObject
{
    /// <summary>In place of a branch: whichever the remote names as its own. For who only reads; a service needs to know where it pushes.</summary>
    public const string RemoteDefault = "HEAD";

    /// <summary><c>https://…</c>, <c>http://…</c>, <c>ssh://…</c>, <c>git@host:path</c>; a local path is for reading only.</summary>
    [Required(ErrorMessage = "the address of the infrastructure repository is needed: https://git.example.org/infra.git")]
    public string Url { get; set; } = "";

    /// <summary>The one branch that is read and pushed to.</summary>
    [Required]
    public string Branch { get; set; } = "master";

    /// <summary>For https; some servers take any name beside a token.</summary>
    public string? Username { get; set; }

    /// <summary>Password or token; ssh takes a key instead. Never part of <see cref="Url"/>.</summary>
    [DataType(DataType.Password)]
    public string? Password { get; set; }

    /// <summary>Private key for ssh; null: whatever ssh finds by itself.</summary>
    public string? SshKeyFile { get; set; }

    /// <summary>Host keys that are accepted (<c>known_hosts</c>); null: whatever ssh finds by itself.</summary>
    public string? SshKnownHostsFile { get; set; }

    /// <summary>Folder of one service alone; the bare mirror in it may be deleted at any time.</summary>
    [Required]
    public string MirrorFolder { get; set; } = "/data/mirror";

    /// <summary>Author and committer of the commits.</summary>
    [Required]
    public string AuthorName { get; set; } = "Upgrades";

    /// <summary>Their address.</summary>
    [Required]
    public string AuthorEmail { get; set; } = "upgrades@localhost";

    /// <summary>Path in the repository. A file that is not there is an empty catalog.</summary>
    [Required]
    public string CatalogPath { get; set; } = "upgrade-config.json";

    /// <summary>Identity of the repository in upgrade ids; null: host and path of <see cref="Url"/>.</summary>
    public string? Name { get; set; }

    /// <summary>How long connecting to the server may take. System clock.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the server may stay silent within one call. System clock.</summary>
    public TimeSpan ServerTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Deadline of one remote call as a whole, however busily bytes drip. System clock.</summary>
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary><see cref="Name"/>, or what the URL says: <c>git.example.org/infra</c>.</summary>
    public string Identity => Name ?? RemoteAddress.IdentityOf(Url);

    /// <summary>Can a branch have this name? Anything else would mean something else where git reads it (<c>git check-ref-format</c>).</summary>
    public static bool IsBranch(string name) => Reference.IsValidName("refs/heads/" + name);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Uri.TryCreate(Url, UriKind.Absolute, out var uri) && uri.UserInfo.Contains(':', StringComparison.Ordinal))
        {
            yield return new ValidationResult("holds a password; put it into Password", [nameof(Url)]);
        }

        if (uri is { IsFile: false } && uri.Scheme is not ("https" or "http" or "ssh"))
        {
            yield return new ValidationResult($"has the scheme {uri.Scheme}; http, https, ssh or a local path is understood", [nameof(Url)]);
        }

        if (RemoteAddress.IsSsh(Url))
        {
            foreach (var result in OverSsh())
            {
                yield return result;
            }
        }

        if (Branch == RemoteDefault || !IsBranch(Branch))
        {
            yield return new ValidationResult("is no name of a branch", [nameof(Branch)]);
        }

        (string Name, TimeSpan Value)[] timeouts =
            [(nameof(ConnectTimeout), ConnectTimeout), (nameof(ServerTimeout), ServerTimeout), (nameof(TotalTimeout), TotalTimeout)];
        foreach (var (name, _) in timeouts.Where(t => t.Value <= TimeSpan.Zero || t.Value > TimeSpan.FromDays(1)))
        {
            yield return new ValidationResult("must be more than zero and at most a day", [name]);
        }
    }

    private IEnumerable<ValidationResult> OverSsh()
    {
        if (!SshTrouble.IsInstalled())
        {
            yield return new ValidationResult("needs the program ssh, which is not on PATH here: take https, or an image that has OpenSSH's client", [nameof(Url)]);
        }

        (string Name, string? File)[] files = [(nameof(SshKeyFile), SshKeyFile), (nameof(SshKnownHostsFile), SshKnownHostsFile)];
        foreach (var (name, file) in files.Where(f => f.File is not null && !File.Exists(f.File)))
        {
            yield return new ValidationResult($"names {file}, which is no file", [name]);
        }
    }
}
