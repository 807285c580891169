using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Upgrades.Repository;
using Upgrades.Sandbox;

namespace Upgrades.Tests.Repository;

/// <summary>The words are those that the forges' servers write.</summary>
public sealed class PushRefusalTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData("error: GH006: Protected branch update failed for refs/heads/master.", "the branch master is protected")]
    [InlineData("GitLab: You are not allowed to push code to protected branches on this project.", "the branch master is protected")]
    [InlineData("Gitea: Not allowed to push to protected branch master", "the branch master is protected")]
    [InlineData("Forgejo: branch master is protected from changes", "the branch master is protected")]
    [InlineData("Branch refs/heads/master can only be modified through pull requests.", "the branch master is protected")]
    [InlineData("TF402455: Pushes to this branch are not permitted; you must use a pull request to update this branch.", "the branch master is protected")]
    [InlineData("error: GH013: Repository rule violations found for refs/heads/master.", "the branch master is protected")]
    [InlineData("error: GH013: Repository rule violations found for refs/heads/master. GITHUB PUSH PROTECTION: Push cannot contain secrets", "for a secret")]
    [InlineData("error: File stacks/x.bin is 143.00 MB; this exceeds GitHub's file size limit of 100.00 MB", "too large")]
    [InlineData("GitLab: Committer's email 'upgrades@localhost' does not follow the pattern", "UPGRADES__REPOSITORY__AUTHOREMAIL")]
    [InlineData("Commits must have verified signatures.", "or a signature")]
    [InlineData("Permission to acme/infra.git denied to robot.", "may not push to 127.0.0.1")]
    [InlineData("GitLab: You are not allowed to push code to this project.", "give them write access")]
    [InlineData("error: Write access to repository not granted.", "give them write access")]
    public async Task a_hook_that_refuses_in_the_words_of_a_forge_says_what_to_do(string words, string advice)
    {
        await using var world = await GitWorld.StartAsync();
        world.Server.Hold.RefusePushes = words;

        var refused = (await PushAsync(world.Mirror())).ShouldBeOfType<PushResult.Refused>();

        refused.Message.ShouldContain(advice);
        refused.Message.ShouldEndWith(words);
    }

    [Fact]
    public async Task a_403_when_pushing_is_a_refusal_and_not_an_outage()
    {
        await using var world = await GitWorld.StartAsync();
        await using var readOnly = await ReadOnlyAsync(world, "Write access to repository not granted.");

        var refused = (await PushAsync(world.Mirror(change: o => o.Url = new Uri(readOnly.Address, "infra.git").ToString()))).ShouldBeOfType<PushResult.Refused>();

        refused.Message.ShouldContain("UPGRADES__REPOSITORY__PASSWORD");
        refused.Message.ShouldContain("give them write access");
        refused.Message.ShouldEndWith("The server said: 403 Write access to repository not granted.");
    }

    [Fact]
    public async Task a_401_when_pushing_is_an_outage()
    {
        await using var world = await GitWorld.StartAsync();
        var repository = world.Mirror();
        var head = await repository.FetchAsync(None);
        var commit = await repository.CommitAsync(head, GitWorld.Edit("README.md", "x"), GitWorld.Message, None);
        world.Server.Hold.AnswerStatus = StatusCodes.Status401Unauthorized;

        (await Should.ThrowAsync<RepositoryUnavailableException>(() => repository.PushAsync(commit, None))).Message.ShouldContain("the token has expired");
    }

    private static async Task<PushResult> PushAsync(InfrastructureRepository repository)
    {
        var head = await repository.FetchAsync(None);
        return await repository.PushAsync(await repository.CommitAsync(head, GitWorld.Edit("README.md", "x"), GitWorld.Message, None), None);
    }

    /// <summary>The same repository behind a door that lets nobody push, as GitHub's does for a token without the right.</summary>
    private static Task<StandInServer> ReadOnlyAsync(GitWorld world, string words) => StandInServer.StartAsync(app => app.Run(async context =>
    {
        if (context.Request.QueryString.Value!.Contains("git-receive-pack", StringComparison.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync(words);
            return;
        }

        using var http = new HttpClient(new SocketsHttpHandler());
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(world.Server.Url("infra"), context.Request.Path + context.Request.QueryString));
        request.Headers.TryAddWithoutValidation("Authorization", context.Request.Headers.Authorization.ToString());
        if (HttpMethods.IsPost(context.Request.Method))
        {
            request.Content = new StreamContent(context.Request.Body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        }

        using var answer = await http.SendAsync(request);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        await answer.Content.CopyToAsync(context.Response.Body);
    }));
}
