namespace Upgrades.Repository.Remote;

/// <summary>
/// Goes to the remote as a fetch or a push would, listens to its list of branches, and leaves. So the credential, its right and the branch
/// are known, but not what the server decides only about a commit that is pushed: protected branches and hooks.
/// </summary>
internal sealed class RemoteGreeting(RepositoryOptions options, HttpMessageInvoker http)
{
    public async Task<RemoteCheck> AskAsync(RemoteRight right, CancellationToken ct)
    {
        if (RemoteAddress.IsLocal(options.Url))
        {
            return Failed($"{options.Url} is a local path, which is for reading only", "set UPGRADES__REPOSITORY__URL to an https or ssh address");
        }

        var service = right == RemoteRight.Push ? "git-receive-pack" : "git-upload-pack";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(options.ConnectTimeout + options.ServerTimeout);
        try
        {
            return RemoteAddress.IsSsh(options.Url) ? await OverSshAsync(service, limit.Token) : await OverHttpAsync(service, limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Failed(
                $"{options.Url} did not answer within {(options.ConnectTimeout + options.ServerTimeout).TotalSeconds:0.#} s",
                "see whether the git server is up and a network policy lets us there; UPGRADES__REPOSITORY__SERVERTIMEOUT gives it more time");
        }
        catch (HttpRequestException e)
        {
            return Failed($"{options.Url} cannot be reached: {OutsideText.Line((e.InnerException ?? e).Message, 500)}", AdviceFor(e.HttpRequestError));
        }
        catch (InvalidDataException e)
        {
            return Failed($"{options.Url} said: {e.Message}", "see whether UPGRADES__REPOSITORY__URL is the address of the git repository itself");
        }
        catch (IOException e)
        {
            return Failed($"{options.Url} broke off: {OutsideText.Line(e.Message, 500)}", "see the git server's log");
        }
    }

    private async Task<RemoteCheck> OverHttpAsync(string service, CancellationToken ct)
    {
        using var request = HttpExchange.Request(options, new Uri($"{options.Url.TrimEnd('/')}/info/refs?service={service}"), HttpMethod.Get);
        using var response = await http.SendAsync(request, ct);
        if (HttpExchange.Objection(options, response, service, post: false) is { } objection)
        {
            var words = (int)response.StatusCode is 401 or 403 ? await HttpExchange.WordsAsync(response, ct) : "";
            return Failed($"{options.Url} {objection}{(words.Length > 0 ? $": {words}" : "")}", AdviceFor((int)response.StatusCode, service));
        }

        await using var body = await response.Content.ReadAsStreamAsync(ct);
        return Found(await Advertisement.FindAsync(body, Reference, ct));
    }

    private async Task<RemoteCheck> OverSshAsync(string service, CancellationToken ct)
    {
        try
        {
            return Found(await SshGreeting.AskAsync(options, service, Reference, ct));
        }
        catch (RepositoryUnavailableException e)
        {
            // Its words name the setting.
            return Failed(e.Message, service == "git-receive-pack"
                ? "give UPGRADES__REPOSITORY__SSHKEYFILE a key that may push, and UPGRADES__REPOSITORY__SSHKNOWNHOSTSFILE the server's host key"
                : "give UPGRADES__REPOSITORY__SSHKEYFILE a key that may read, and UPGRADES__REPOSITORY__SSHKNOWNHOSTSFILE the server's host key");
        }
    }

    private string Reference => options.Branch == RepositoryOptions.RemoteDefault ? options.Branch : "refs/heads/" + options.Branch;

    private RemoteCheck Found(string? head) => head is not null
        ? new RemoteCheck { Head = head }
        : Failed($"{options.Url} has no branch {options.Branch}", "set UPGRADES__REPOSITORY__BRANCH to the branch that CI applies");

    private static RemoteCheck Failed(string trouble, string advice) => new() { Trouble = trouble, Advice = advice };

    private string AdviceFor(int status, string service) => status switch
    {
        401 when string.IsNullOrEmpty(options.Password) => "set UPGRADES__REPOSITORY__USERNAME and UPGRADES__REPOSITORY__PASSWORD (a token)",
        401 => "give UPGRADES__REPOSITORY__USERNAME and UPGRADES__REPOSITORY__PASSWORD a login that is accepted now",
        403 or 404 => $"let the user of UPGRADES__REPOSITORY__USERNAME {(service == "git-receive-pack" ? "push to" : "read")} the repository, and see that UPGRADES__REPOSITORY__URL is right",
        >= 500 or 429 => "nothing here: the git server itself has trouble",
        _ => "correct UPGRADES__REPOSITORY__URL",
    };

    private static string AdviceFor(HttpRequestError error) => error switch
    {
        HttpRequestError.SecureConnectionError => "put the certificate authority of the git server into the container's trust (SSL_CERT_FILE), or renew its certificate",
        HttpRequestError.NameResolutionError => "correct the host in UPGRADES__REPOSITORY__URL, or the cluster's DNS",
        _ => "see whether the git server is up and a network policy lets us there (UPGRADES__REPOSITORY__URL)",
    };
}
