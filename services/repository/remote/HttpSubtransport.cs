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
        var (service, post) = action switch
        {
            GitSmartSubtransportAction.UploadPackList => ("git-upload-pack", false),
            GitSmartSubtransportAction.UploadPack => ("git-upload-pack", true),
            GitSmartSubtransportAction.ReceivePackList => ("git-receive-pack", false),
            GitSmartSubtransportAction.ReceivePack => ("git-receive-pack", true),
            _ => throw new InvalidOperationException($"git asked its transport for {action}"),
        };
        var address = new Uri(url.TrimEnd('/') + (post ? "/" + service : "/info/refs?service=" + service));
        return new HttpSubtransportStream(this, RemoteCall.Current, address, service, post);
    }
}
