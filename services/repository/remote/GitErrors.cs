using LibGit2Sharp;

namespace Upgrades.Repository.Remote;

/// <summary>Whose fault a libgit2 error is, by its category (libgit2 <c>git2/errors.h</c>, <c>git_error_t</c>).</summary>
internal static class GitErrors
{
    private const int Net = 12;
    private const int Ssl = 16;
    private const int Ssh = 23;
    private const int Callback = 26;
    private const int Http = 34;

    public static bool IsOfTheRemote(LibGit2SharpException e) =>
        e is UserCancelledException || e.Data["libgit2.category"] is Net or Ssl or Ssh or Callback or Http;
}
