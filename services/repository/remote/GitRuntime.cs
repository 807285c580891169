using LibGit2Sharp;

namespace Upgrades.Repository.Remote;

/// <summary>libgit2's settings for the whole process.</summary>
internal static class GitRuntime
{
    static GitRuntime()
    {
        // Somebody's ~/.gitconfig (url.insteadOf, proxies) must not decide where commits go.
        foreach (var level in new[] { ConfigurationLevel.System, ConfigurationLevel.Global, ConfigurationLevel.Xdg })
        {
            GlobalSettings.SetConfigSearchPaths(level, "/dev/null");
        }

        // A mounted volume often belongs to another user; only our own mirror and the configured path are ever opened.
        GlobalSettings.SetOwnerValidation(false);
        GlobalSettings.RegisterSmartSubtransport<HttpSubtransport>("http");
        GlobalSettings.RegisterSmartSubtransport<HttpSubtransport>("https");
        GlobalSettings.RegisterSmartSubtransport<SshSubtransport>("ssh");
    }

    /// <summary>To be called before anything of libgit2 is used.</summary>
    public static void Prepare()
    {
    }
}
