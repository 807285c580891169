using System.Diagnostics;
using System.Formats.Tar;
using System.Text.Json;
using Upgrades.Hosting.Time;
using Upgrades.Sandbox;
using Upgrades.Sandbox.Registry;
using Upgrades.Sandbox.Servers;
using Upgrades.Sandbox.World;

namespace Upgrades.Tests.Standalone;

/// <summary>
/// Each of the six is published as for its image, the image is looked into, and the published program is started as it would be in
/// there: by a user who may write to the state folder only. The base image is a made-up one: the real one cannot be fetched everywhere.
/// </summary>
[Trait("Length", "long")]
public sealed class PublishedTests : IAsyncLifetime
{
    private const string User = "1654";
    private readonly TemporaryFolder _folder = new();
    private readonly RegistryStandIn _registry = new() { NeedsToken = false };
    private readonly HttpClient _http = new(new SocketsHttpHandler());
    private StandInServer _registryServer = null!;

    public async ValueTask InitializeAsync()
    {
        // One Docker manifest, so that the archive is what `docker load` takes.
        _registry.AddImage("base/runtime", ["1"], platforms: []);
        _registryServer = await StandInServer.StartAsync(_registry.Map);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _registryServer.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("ingest", "upgrades-ingest", "Upgrades.Ingest.dll")]
    [InlineData("analyzer", "upgrades-analyzer", "Upgrades.Analyzer.dll")]
    [InlineData("executor", "upgrades-executor", "Upgrades.Executor.dll")]
    [InlineData("verifier", "upgrades-verifier", "Upgrades.Verifier.dll")]
    [InlineData("notifier", "upgrades-notifier", "Upgrades.Notifier.dll")]
    [InlineData("standalone", "upgrades", "upgrades.dll", "serve")]
    public async Task an_image_runs_as_nobody_special_and_its_program_starts(string project, string name, string program, params string[] arguments)
    {
        var (published, archive) = (Path.Combine(_folder.Path, "app"), Path.Combine(_folder.Path, "image.tar"));
        await PublishAsync(project, published, archive);

        await ImageIsAsAskedAsync(archive, name, program, arguments);
        await AnswersAsync(published, program, arguments);
    }

    private static async Task ImageIsAsAskedAsync(string archive, string name, string program, string[] arguments)
    {
        var manifest = (await ReadAsync(archive, "manifest.json"))[0];
        manifest.GetProperty("RepoTags")[0].GetString()!.ShouldStartWith($"{name}:0.");
        var config = (await ReadAsync(archive, manifest.GetProperty("Config").GetString()!)).GetProperty("config");
        config.GetProperty("User").GetString().ShouldBe(User);
        config.GetProperty("ExposedPorts").TryGetProperty("8080/tcp", out _).ShouldBeTrue();
        Strings(config, "Env").ShouldContain("UPGRADES__HTTP__URL=http://0.0.0.0:8080");
        Strings(config, "Entrypoint").ShouldBe(["dotnet", $"/app/{program}"]);
        Strings(config, "Cmd").ShouldBe(arguments);
        config.GetProperty("Labels").GetProperty("org.opencontainers.image.licenses").GetString().ShouldBe("MIT");
    }

    private async Task AnswersAsync(string published, string program, string[] arguments)
    {
        var state = Directory.CreateDirectory(Path.Combine(_folder.Path, "state")).FullName;
        await using var world = await SmallWorld.StartAsync(
            Path.Combine(_folder.Path, "git"), [], new ScaledTimeProvider(TimeProvider.System.GetUtcNow(), 1));
        var address = new Uri($"http://127.0.0.1:{LoopbackPort.Free()}");
        string[] command = ["dotnet", Path.Combine(published, program), .. arguments];
        if (Environment.UserName == "root")
        {
            await RunAsync("chmod", ["a+rx", _folder.Path]);
            await RunAsync("chown", [User, state]);
            command = ["setpriv", $"--reuid={User}", $"--regid={User}", "--clear-groups", .. command];
        }

        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["HOME"] = state;
        foreach (var (key, value) in new Dictionary<string, string>(world.Settings)
        {
            ["Http:Url"] = address.ToString().TrimEnd('/'),
            ["State:Folder"] = state,
            ["Repository:MirrorFolder"] = Path.Combine(state, "mirror"),
            ["Ingest:Secret"] = "0123456789abcdef",
        })
        {
            start.Environment["UPGRADES__" + key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await Eventually.TrueAsync(
                async () => process.HasExited ? throw new InvalidOperationException(await output + await error) : await IsLiveAsync(address), $"{program} is live");
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        Directory.GetFiles(state, "*.db").ShouldNotBeEmpty();
    }

    private async Task<bool> IsLiveAsync(Uri address)
    {
        try
        {
            return await _http.GetStringAsync(new Uri(address, "/health/live")) == "Healthy";
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private Task PublishAsync(string project, string folder, string archive) => RunAsync(
        "dotnet",
        [
            "publish", Path.Combine(Root(), "services", project), "-c", "Release", "-o", folder, "-t:PublishContainer", "-p:RunAnalyzers=false", "-v", "quiet", "-tl:off",
            $"-p:ContainerBaseImage={_registryServer.Address.Authority}/base/runtime:1", $"-p:ContainerArchiveOutputPath={archive}",
        ]);

    private async Task RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_CONTAINER_INSECURE_REGISTRIES"] = _registryServer.Address.Authority;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, await output + await error);
    }

    private static async Task<JsonElement> ReadAsync(string archive, string entry)
    {
        await using var file = File.OpenRead(archive);
        await using var tar = new TarReader(file);
        while (await tar.GetNextEntryAsync() is { } found)
        {
            if (found.Name.TrimStart('.', '/') == entry)
            {
                return await JsonSerializer.DeserializeAsync<JsonElement>(found.DataStream!);
            }
        }

        throw new InvalidOperationException($"{archive} has no {entry}.");
    }

    private static IEnumerable<string> Strings(JsonElement config, string name) =>
        config.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Select(e => e.GetString()!) : [];

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Upgrades.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The sources are not above the tests.");
        }

        return folder.FullName;
    }
}
