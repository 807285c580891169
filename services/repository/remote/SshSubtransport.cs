using LibGit2Sharp;

namespace Upgrades.Repository.Remote;

/// <summary>
/// git over ssh by OpenSSH's own program, started with a list of arguments: libgit2 would start it through a shell, could not be
/// cancelled, and drops what it says. One conversation serves a whole call.
/// </summary>
internal sealed class SshSubtransport : SmartSubtransport
{
    private SshSubtransportStream? _stream;

    protected override SmartSubtransportStream Action(string url, GitSmartSubtransportAction action) => action switch
    {
        GitSmartSubtransportAction.UploadPackList => _stream = SshSubtransportStream.Start(this, RemoteCall.Current, url, "git-upload-pack"),
        GitSmartSubtransportAction.ReceivePackList => _stream = SshSubtransportStream.Start(this, RemoteCall.Current, url, "git-receive-pack"),
        _ => _stream ?? throw new InvalidOperationException($"git asked its transport for {action} before anything else"),
    };
}
