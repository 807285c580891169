using System.Globalization;

namespace Upgrades.Repository.Remote;

/// <summary>How ssh is called, and what its words mean for the settings.</summary>
internal static class SshTrouble
{
    /// <summary>ssh(1), ssh_config(5). It never asks a person anything.</summary>
    public static IReadOnlyList<string> Arguments(RepositoryOptions options, SshAddress address, string service) =>
    [
        "-o", "BatchMode=yes",
        "-o", "ConnectTimeout=" + Math.Max(1, (int)options.ConnectTimeout.TotalSeconds).ToString(CultureInfo.InvariantCulture),
        .. options.SshKeyFile is { } key ? ["-i", key, "-o", "IdentitiesOnly=yes"] : Array.Empty<string>(),
        .. options.SshKnownHostsFile is { } hosts ? ["-o", $"UserKnownHostsFile=\"{hosts}\"", "-o", "StrictHostKeyChecking=yes"] : Array.Empty<string>(),
        .. address.Port is { } port ? ["-p", port.ToString(CultureInfo.InvariantCulture)] : Array.Empty<string>(),
        .. (address.User ?? options.Username) is { } user ? ["-l", user] : Array.Empty<string>(),
        "--", address.Host, address.Command(service),
    ];

    /// <summary>The program is looked for as the system does: along PATH.</summary>
    public static bool IsInstalled() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "ssh")) || File.Exists(Path.Combine(folder, "ssh.exe")));

    /// <summary>Not let in at all, as opposed to: in, but without the right to push.</summary>
    public static bool IsOfLogin(string words) => words.Contains("Permission denied (", StringComparison.Ordinal);

    public static RepositoryUnavailableException Of(RepositoryOptions options, string words) => new($"{options.Url} {Meaning(words)}: {words}");

    private static string Meaning(string words) =>
        IsOfLogin(words) ? "does not accept the key (UPGRADES__REPOSITORY__SSHKEYFILE), or not for this user"
        : Has(words, "UNPROTECTED PRIVATE KEY") || Has(words, "are too open") ? "cannot be asked while others may read UPGRADES__REPOSITORY__SSHKEYFILE: mount it with mode 0400"
        : Has(words, "REMOTE HOST IDENTIFICATION HAS CHANGED") ? "shows another host key than UPGRADES__REPOSITORY__SSHKNOWNHOSTSFILE has"
        : Has(words, "Host key verification failed") || Has(words, "host key is known") ? "has a host key that is not in UPGRADES__REPOSITORY__SSHKNOWNHOSTSFILE (ssh-keyscan HOST prints it)"
        : Has(words, "not appear to be a git repository") || Has(words, "epository not found") ? "is no git repository, or one that the key may not see (UPGRADES__REPOSITORY__URL)"
        : "cannot be asked over ssh";

    private static bool Has(string words, string part) => words.Contains(part, StringComparison.Ordinal);
}
