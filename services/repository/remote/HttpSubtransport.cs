using LibGit2Sharp;

namespace Upgrades.Repository.Remote;

/// <summary>
/// Git's smart HTTP (gitprotocol-http(5)) over .NET's sockets instead of libgit2's own: every wait has a deadline and can be
/// cancelled, credentials go with the first request, and what a hook says can be heard - libgit2's push callbacks drop it.
/// </summary>
internal sealed class HttpSubtransport : RpcSmartSubtransport
{
    protected override SmartSubtransportStream Action(string url, GitSmartSubtransportAction action)
    {
        var root = url.TrimEnd('/');
        var call = RemoteCall.Current;
        return action switch
        {
            GitSmartSubtransportAction.UploadPackList => new HttpSubtransportStream(this, call, new Uri(root + "/info/refs?service=git-upload-pack"), "git-upload-pack", post: false),
            GitSmartSubtransportAction.ReceivePackList => new HttpSubtransportStream(this, call, new Uri(root + "/info/refs?service=git-receive-pack"), "git-receive-pack", post: false),
            GitSmartSubtransportAction.UploadPack => new HttpSubtransportStream(this, call, new Uri(root + "/git-upload-pack"), "git-upload-pack", post: true),
            GitSmartSubtransportAction.ReceivePack => new HttpSubtransportStream(this, call, new Uri(root + "/git-receive-pack"), "git-receive-pack", post: true),
            _ => throw new InvalidOperationException($"git asked its transport for {action}"),
        };
    }
}
