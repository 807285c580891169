using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using static Upgrades.Verifier.Ci.PipelineJson;

namespace Upgrades.Verifier.Ci;

/// <summary>CI cannot be asked, or answers what Woodpecker would not: the row is late, with these words in it.</summary>
/// <param name="message">For people; it names the setting, where one is wrong.</param>
/// <param name="advice">What to do about it; null: correct what the message names.</param>
internal sealed class WoodpeckerException(string message, string? advice = null) : Exception(message)
{
    public string? Advice => advice;
}

/// <summary>What became of asking for a pipeline by hand.</summary>
/// <param name="Number">Null when CI would not: filtered, or refused.</param>
internal sealed record TriggerResult(int? Number, string? Refusal);

/// <summary>Woodpecker's REST interface, 2.x and 3.x (reference/woodpecker.md).</summary>
internal sealed class WoodpeckerClient(IHttpClientFactory clients, WoodpeckerOptions options)
{
    public const string ClientName = "woodpecker";

    private const int PerPage = 50;
    private const int MostPages = 20;
    private RepositoryBody? _repository;

    /// <summary>Branch of a pipeline that is started by hand.</summary>
    public async Task<string> BranchAsync(CancellationToken cancellationToken) =>
        options.Branch is { Length: > 0 } branch ? branch
        : (await RepositoryAsync(cancellationToken)).DefaultBranch ?? throw new WoodpeckerException("Woodpecker knows no default branch: set UPGRADES__WOODPECKER__BRANCH");

    /// <summary>Is the repository still there and ours to see? What was known of it is forgotten.</summary>
    /// <returns>What it is called, and its newest pipelines, newest first.</returns>
    public async Task<(string Repository, IReadOnlyList<Pipeline> Newest)> LookAnewAsync(CancellationToken cancellationToken)
    {
        _repository = null;
        var repository = await RepositoryAsync(cancellationToken);
        return ($"repository {repository.Id}{(repository.FullName is { } name ? $" ({name})" : "")}", await ListAsync(DateTimeOffset.MinValue, _ => true, cancellationToken));
    }

    /// <summary>Pipelines, newest first, back to the first that was made before <paramref name="notBefore"/>.</summary>
    /// <param name="enough">No page is read after one that holds such a pipeline.</param>
    public async Task<IReadOnlyList<Pipeline>> ListAsync(DateTimeOffset notBefore, Func<Pipeline, bool> enough, CancellationToken cancellationToken)
    {
        List<Pipeline> all = [];
        for (var page = 1; page <= MostPages; page++)
        {
            var bodies = await GetAsync<List<PipelineBody>>($"{await BaseAsync(cancellationToken)}/pipelines?page={page}&perPage={PerPage}", cancellationToken)
                ?? throw new WoodpeckerException("Woodpecker has the repository, but not its pipelines: does the user of UPGRADES__WOODPECKER__TOKEN still have a right to it?");
            var pipelines = bodies.Select(b => b.ToPipeline()).ToList();
            all.AddRange(pipelines.Where(p => p.Created >= notBefore));
            if (pipelines.Count < PerPage || pipelines[^1].Created < notBefore || pipelines.Exists(p => enough(p)))
            {
                break;
            }
        }

        return all;
    }

    /// <returns>Null when CI has no such pipeline any more.</returns>
    public async Task<Pipeline?> FindAsync(int number, CancellationToken cancellationToken) =>
        (await GetAsync<PipelineBody>($"{await BaseAsync(cancellationToken)}/pipelines/{number}", cancellationToken))?.ToPipeline();

    /// <summary>Starts a pipeline on the head of the branch, as the button in the web UI does.</summary>
    public async Task<TriggerResult> TriggerAsync(string branch, string message, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{await BaseAsync(cancellationToken)}/pipelines")
        {
            Content = new StringContent(Write(new ManualBody(branch, message)), Encoding.UTF8, "application/json"),
        };
        using var answer = await SendAsync(request, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.NoContent)
        {
            return new TriggerResult(null, "every workflow is filtered out for pipelines started by hand");
        }

        if (answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound)
        {
            return new TriggerResult(null, $"Woodpecker refused with {(int)answer.StatusCode}; the user of UPGRADES__WOODPECKER__TOKEN needs the right to push");
        }

        return new TriggerResult(Parse<PipelineBody>(await ReadAsync(answer, cancellationToken))?.Number, null);
    }

    /// <summary>What a step wrote, line by line.</summary>
    public async Task<IReadOnlyList<string>> LogAsync(int number, long step, CancellationToken cancellationToken)
    {
        var entries = await GetAsync<List<LogBody>>($"{await BaseAsync(cancellationToken)}/logs/{number}/{step}", cancellationToken);
        return [.. (entries ?? []).Where(e => e.Type is 0 or 1).Select(e => Decode(e.Data))];
    }

    /// <summary>The pipeline's page, for people.</summary>
    public async Task<string> PageAsync(int number, CancellationToken cancellationToken) =>
        $"{(options.PublicUrl ?? options.Url)!.ToString().TrimEnd('/')}/repos/{(await RepositoryAsync(cancellationToken)).Id}/pipeline/{number}";

    private async Task<RepositoryBody> RepositoryAsync(CancellationToken cancellationToken)
    {
        if (_repository is { } known)
        {
            return known;
        }

        var path = options.RepositoryId is { } id
            ? $"api/repos/{id}"
            : $"api/repos/lookup/{string.Join('/', options.Repository!.Split('/').Select(Uri.EscapeDataString))}";
        var found = await GetAsync<RepositoryBody>(path, cancellationToken) ?? throw new WoodpeckerException(
            options.RepositoryId is null
                ? $"UPGRADES__WOODPECKER__REPOSITORY: Woodpecker knows no {options.Repository}, or the token has no right to it"
                : $"UPGRADES__WOODPECKER__REPOSITORYID: Woodpecker knows no repository {options.RepositoryId}, or the token has no right to it");
        if (options.RepositoryId is null && !string.Equals(found.FullName, options.Repository, StringComparison.OrdinalIgnoreCase))
        {
            // A renamed repository answers under its old name; another one that took the name would too.
            throw new WoodpeckerException($"UPGRADES__WOODPECKER__REPOSITORY: {options.Repository} is {found.FullName} now");
        }

        if (found.Active == false)
        {
            throw new WoodpeckerException($"Woodpecker knows {found.FullName}, but it is not activated there: no commit gets a pipeline until somebody activates it");
        }

        if (options.CloneUrl is { Length: > 0 } cloneUrl && CloneAddress.Parse(found.CloneUrl ?? "") is { } theirs && CloneAddress.Parse(cloneUrl) is { } ours && theirs != ours)
        {
            throw new WoodpeckerException(
                $"UPGRADES__WOODPECKER__CLONEURL: Woodpecker's repository {found.Id} is {theirs} and not {ours}: two forges may have the same name; " +
                "set UPGRADES__WOODPECKER__REPOSITORYID to the number of the right one");
        }

        return _repository = found;
    }

    private async Task<string> BaseAsync(CancellationToken cancellationToken) => $"api/repos/{(await RepositoryAsync(cancellationToken)).Id}";

    /// <returns>Default when there is no such thing.</returns>
    private async Task<T?> GetAsync<T>(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        using var answer = await SendAsync(request, cancellationToken);
        return answer.StatusCode == HttpStatusCode.NotFound ? default : Parse<T>(await ReadAsync(answer, cancellationToken));
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ClientName);
        request.Headers.Authorization = options.Token is { Length: > 0 } token ? new AuthenticationHeaderValue("Bearer", token) : null;
        try
        {
            return await client.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw new WoodpeckerException($"Woodpecker cannot be reached: {e.GetBaseException().Message}", e.HttpRequestError == HttpRequestError.SecureConnectionError
                ? "put the certificate authority of Woodpecker into the container's trust (SSL_CERT_FILE), or renew its certificate"
                : "see whether UPGRADES__WOODPECKER__URL is right, Woodpecker is up, and a network policy lets us there");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new WoodpeckerException(
                $"Woodpecker did not answer within {options.Timeout.TotalSeconds:0} s", "see Woodpecker's own state; UPGRADES__WOODPECKER__TIMEOUT gives it more time");
        }
    }

    private async Task<string> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        if (answer.StatusCode == HttpStatusCode.Unauthorized)
        {
            throw string.IsNullOrEmpty(options.Token)
                ? new WoodpeckerException("Woodpecker answered 401, and there is no UPGRADES__WOODPECKER__TOKEN", "set UPGRADES__WOODPECKER__TOKEN to a personal token of a user who may push")
                : new WoodpeckerException("UPGRADES__WOODPECKER__TOKEN is not accepted (401)", "give UPGRADES__WOODPECKER__TOKEN a personal token of a user who may push, made in Woodpecker's user settings");
        }

        if (!answer.IsSuccessStatusCode)
        {
            throw new WoodpeckerException($"Woodpecker answered {(int)answer.StatusCode} {(text.Length <= 200 ? text : text[..200])}", (int)answer.StatusCode == 403
                ? "give the user of UPGRADES__WOODPECKER__TOKEN the right to push to the repository"
                : "see Woodpecker's own state, and whether UPGRADES__WOODPECKER__URL is right");
        }

        // Unknown paths fall through to the web UI.
        return answer.Content.Headers.ContentType?.MediaType == "application/json"
            ? text
            : throw new WoodpeckerException("UPGRADES__WOODPECKER__URL: what answers there is a web page, not Woodpecker's API");
    }

    private static T? Parse<T>(string json)
    {
        try
        {
            return Read<T>(json);
        }
        catch (JsonException e)
        {
            throw new WoodpeckerException($"UPGRADES__WOODPECKER__URL: what answers there is not Woodpecker: {e.Message}");
        }
    }

    private static string Decode(string? data)
    {
        var bytes = new byte[data?.Length ?? 0];
        return Convert.TryFromBase64String(data ?? "", bytes, out var written) ? Encoding.UTF8.GetString(bytes, 0, written).TrimEnd('\r', '\n') : data!;
    }
}
