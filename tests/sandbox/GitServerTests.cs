using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Text;
using Upgrades.Sandbox.Git;

namespace Upgrades.Tests.Sandbox;

/// <summary>Driven by the real git client, as a person would.</summary>
public sealed class GitServerTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("upgrades-git-").FullName;
    private GitServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await GitServer.StartAsync(Path.Combine(_folder, "server"), "robot", "secret");
        await _server.CreateRepositoryAsync("infra", new Dictionary<string, string> { ["a b/ü.tf"] = "x\n", ["README.md"] = "Ours\n" });
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task a_person_can_clone_commit_and_push()
    {
        List<BranchMove> moves = [];
        _server.Moved += moves.Add;
        var before = await _server.HeadAsync("infra");
        var work = await CloneAsync("infra");
        (await File.ReadAllTextAsync(Path.Combine(work, "a b", "ü.tf"))).ShouldBe("x\n");
        await File.WriteAllTextAsync(Path.Combine(work, "README.md"), "Theirs\n");
        await GitAsync(work, "commit", "-qam", "theirs");
        await GitAsync(work, "push", "-q", "origin", "master");

        var head = await _server.HeadAsync("infra");
        (await _server.ReadAsync("infra", head, "README.md")).ShouldBe("Theirs\n");
        moves.ShouldBe([new BranchMove("infra", before, head)]);
    }

    [Fact]
    public async Task many_files_and_large_ones_come_through_both_ways()
    {
        var files = Enumerable.Range(0, 3000).ToDictionary(i => $"stacks/s{i}/main.tf", i => $"tag = \"{i}\"\n");
        await _server.CreateRepositoryAsync("big", files);
        var work = await CloneAsync("big");
        Directory.GetDirectories(Path.Combine(work, "stacks")).Length.ShouldBe(3000);
        var noise = new byte[6 << 20];
        new Random(1).NextBytes(noise);
        await File.WriteAllBytesAsync(Path.Combine(work, "noise"), noise);
        await GitAsync(work, "add", ".");
        await GitAsync(work, "commit", "-qm", "noise");

        await GitAsync(work, "push", "-q", "origin", "master");

        (await _server.LogAsync("big"))[0].Files.ShouldBe(["noise"]);
    }

    [Fact]
    public async Task a_person_is_told_why_a_push_is_refused()
    {
        var work = await CloneAsync("infra");
        await GitAsync(work, "commit", "-q", "--allow-empty", "-m", "theirs");
        _server.Hold.RefusePushes = "frozen until Monday";

        var (exit, _, error) = await TryGitAsync(work, "push", "origin", "master");

        exit.ShouldNotBe(0);
        error.ShouldContain("remote: frozen until Monday");
    }

    [Fact]
    public async Task somebody_else_can_commit_and_delete()
    {
        List<BranchMove> moves = [];
        _server.Moved += moves.Add;

        var sha = await _server.CommitAsync("infra", new Dictionary<string, string?> { ["new/x.tf"] = "y", ["README.md"] = null }, "state [CI SKIP]\n\nbody");

        (await _server.ReadAllAsync("infra", "master")).ShouldBe(new Dictionary<string, string> { ["a b/ü.tf"] = "x\n", ["new/x.tf"] = "y" }, ignoreOrder: true);
        var entry = (await _server.LogAsync("infra"))[0];
        (entry.Sha, entry.Subject, entry.Body).ShouldBe((sha, "state [CI SKIP]", "body"));
        entry.Files.ShouldBe(["README.md", "new/x.tf"]);
        moves.Single().NewSha.ShouldBe(sha);
    }

    [Theory]
    [InlineData("infra.git/info/refs?service=git-upload-pack", null, HttpStatusCode.Unauthorized)]
    [InlineData("infra.git/info/refs?service=git-upload-pack", "robot:wrong", HttpStatusCode.Unauthorized)]
    [InlineData("infra.git/info/refs?service=git-upload-pack", "robot:secret", HttpStatusCode.OK)]
    [InlineData("nothing.git/info/refs?service=git-upload-pack", "robot:secret", HttpStatusCode.NotFound)]
    [InlineData("infra.git/config", "robot:secret", HttpStatusCode.NotFound)]
    [InlineData("infra.git/%2e%2e/secret", "robot:secret", HttpStatusCode.NotFound)]
    public async Task only_what_git_needs_is_served_and_only_to_whom_it_belongs(string path, string? login, HttpStatusCode expected)
    {
        using var handler = new SocketsHttpHandler();
        using var client = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(new Uri(_server.Url("infra"), "/"), path));
        if (login is not null)
        {
            request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(login)));
        }

        (await client.SendAsync(request)).StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task a_compressed_question_is_understood()
    {
        using var body = new MemoryStream();
        await using (var zip = new GZipStream(body, CompressionLevel.Fastest, leaveOpen: true))
        {
            await zip.WriteAsync(Encoding.ASCII.GetBytes($"0032want {await _server.HeadAsync("infra")}\n00000009done\n"));
        }

        using var handler = new SocketsHttpHandler();
        using var client = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Post, _server.Url("infra") + "/git-upload-pack");
        request.Headers.Authorization = new("Basic", Convert.ToBase64String("robot:secret"u8));
        request.Content = new ByteArrayContent(body.ToArray());
        request.Content.Headers.ContentType = new("application/x-git-upload-pack-request");
        request.Content.Headers.ContentEncoding.Add("gzip");

        var answer = await (await client.SendAsync(request)).Content.ReadAsByteArrayAsync();

        Encoding.ASCII.GetString(answer, 0, 12).ShouldBe("0008NAK\nPACK");
    }

    private async Task<string> CloneAsync(string repository)
    {
        var work = Path.Combine(_folder, "work-" + repository);
        var url = new UriBuilder(_server.Url(repository)) { UserName = "robot", Password = "secret" }.Uri.ToString();
        await GitAsync(_folder, "clone", "-q", url, work);
        return work;
    }

    private async Task GitAsync(string folder, params IEnumerable<string> arguments)
    {
        var (exit, _, error) = await TryGitAsync(folder, arguments);
        exit.ShouldBe(0, error);
    }

    private async Task<(int Exit, string Output, string Error)> TryGitAsync(string folder, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("git", ["-c", "user.name=x", "-c", "user.email=x@y.example", .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HOME"] = _folder;
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, error);
    }
}
