using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Upgrades.Standalone.Demo;

namespace Upgrades.Tests.Pipeline;

/// <summary>The demonstration, run as a person runs it.</summary>
public sealed partial class DemoTests(RabbitMqServer broker) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Trait("Length", "long")]
    [Fact]
    public async Task another_service_can_be_made_the_failing_one()
    {
        var report = await RunAsync("--break", "shlink", "--keep", _folder.Path, "--scale", "600");

        (report.GetProperty("succeeded").GetInt32(), report.GetProperty("rolledBack").GetInt32()).ShouldBe((11, 1));
        (report.GetProperty("aborted").GetInt32(), report.GetProperty("rollbackFailed").GetInt32()).ShouldBe((0, 0));
        report.GetProperty("repository").GetString().ShouldBe(Path.Combine(_folder.Path, "infra.git"));
        var upgrades = report.GetProperty("upgrades").EnumerateArray().ToDictionary(u => u.GetProperty("stack").GetString()!);
        upgrades.Count.ShouldBe(12);
        upgrades["shlink"].GetProperty("outcome").GetString().ShouldBe("rolledBack");
        upgrades["dawarich"].GetProperty("outcome").GetString().ShouldBe("succeeded");
        upgrades["shlink"].GetProperty("commits").GetArrayLength().ShouldBe(2);
        await OnlyVersionsDifferAsync(upgrades.Keys);
    }

    [Trait("Length", "long")]
    [Fact]
    public async Task with_a_restore_the_failing_service_gets_its_data_back()
    {
        var report = await RunAsync("--restore", "--scale", "600");

        (report.GetProperty("succeeded").GetInt32(), report.GetProperty("rolledBack").GetInt32()).ShouldBe((11, 1));
        report.GetProperty("upgrades").EnumerateArray().Where(u => u.GetProperty("databaseRestored").GetBoolean()).Select(u => u.GetProperty("stack").GetString()).ShouldBe(["dawarich"]);
    }

    [Fact]
    public async Task over_a_broker_it_goes_as_in_memory_and_somebody_elses_messages_are_left_as_they_are()
    {
        var host = await broker.CreateVirtualHostAsync();

        var report = await RunAsync("--bus", $"{host.Amqp}", "--services", "2", "--break", "owntracks", "--scale", "600");

        (report.GetProperty("succeeded").GetInt32(), report.GetProperty("rolledBack").GetInt32()).ShouldBe((1, 1));
        // Empty queues are left to the next run.
        await BrokerQueues.EnsureUnusedAsync(host.Amqp, CancellationToken.None);

        await host.PublishByHandAsync("update-detected", "{}");
        var (code, _, error) = await TryAsync("dotnet", [Program, "demo", "--bus", $"{host.Amqp}"]);

        code.ShouldBe(1);
        error.ShouldBe("analyzer.update-detected holds messages (1). Give the demonstration a virtual host of its own (rabbitmqctl add_vhost NAME), or empty this one.\n");
        (await host.TakeAsync("analyzer.update-detected")).ShouldNotBeNull().GetProperty("payload").GetString().ShouldBe("{}");
        await host.DeleteAsync();
    }

    /// <summary>The bulk run of the README: what is behind is found, sent over RabbitMQ and followed, by five processes.</summary>
    [Trait("Length", "long")]
    [Fact]
    public async Task twelve_services_are_taken_by_replay_over_rabbitmq_through_five_processes()
    {
        var host = await broker.CreateVirtualHostAsync();

        var output = await OutputAsync("dotnet", [Program, "demo", "--five", "--bus", $"{host.Amqp}", "--keep", _folder.Path]);

        output.ShouldContain($"$ upgrades replay --file {Path.Combine(_folder.Path, "updates.jsonl")} --repo ");
        output.ShouldContain("\n11 succeeded, 1 rolled back\n");
        var report = output[output.IndexOf(" outcome ", StringComparison.Ordinal)..];
        foreach (var service in DemoServices.Twelve)
        {
            report.ShouldMatch($@"\n {service.Stack} +{Regex.Escape(service.From)} +{Regex.Escape(service.To)} +(Safe|Caution|Unknown) +{(service.Stack == "dawarich" ? "rolled back" : "succeeded")} +(yes +)?[0-9]+\.[0-9]");
        }

        output.Split('\n').Where(l => !l.StartsWith('$') && !l.StartsWith("The repository", StringComparison.Ordinal)).ShouldAllBe(l => l.Length <= 100);
        var lines = await File.ReadAllLinesAsync(Path.Combine(_folder.Path, "updates.jsonl"), TestContext.Current.CancellationToken);
        lines.ShouldContain("""{"image":"docker.io/freikin/dawarich","tag":"1.6.1"}""");
        var changed = (await GitAsync("diff", "--name-only", (await GitAsync("rev-list", "--max-parents=0", "HEAD")).Trim(), "HEAD")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        changed.ShouldBe(DemoServices.Twelve.Where(s => s.Stack != "dawarich").Select(s => s.Path), ignoreOrder: true);
        await host.DeleteAsync();
    }

    [Theory]
    [InlineData("amqp://guest:guest@127.0.0.1:1/", 1, "The broker at 127.0.0.1:1 cannot be used: ")]
    [InlineData("http://127.0.0.1:1/", 2, "--bus must start with amqp:// or amqps://.")]
    public async Task a_broker_that_is_not_there_is_said_at_once(string bus, int exitCode, string told)
    {
        var (code, _, error) = await TryAsync("dotnet", [Program, "demo", "--bus", bus]);

        code.ShouldBe(exitCode);
        error.ShouldStartWith(told);
        error.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task plan_shows_what_would_happen_to_each_service_and_leaves_the_repository_as_it_is()
    {
        var output = await OutputAsync("dotnet", [Program, "demo", "--plan", "--json", "--keep", _folder.Path]);

        var upgrades = JsonSerializer.Deserialize<JsonElement>(output).EnumerateArray().Select(p => p.GetProperty("upgrades").EnumerateArray().Single()).ToList();
        upgrades.Select(u => u.GetProperty("stack").GetString()).ShouldBe(DemoServices.Twelve.Select(s => s.Stack));
        upgrades.Where(u => u.GetProperty("risk").GetString() == "Safe").Select(u => u.GetProperty("stack").GetString()).ShouldBe(["audiobookshelf", "phpipam", "linkwarden"]);
        (await GitAsync("rev-list", "--count", "HEAD")).Trim().ShouldBe("1");
    }

    [Trait("Length", "long")]
    [Fact]
    public async Task what_stays_up_answers_plan_and_ends_at_a_signal()
    {
        using var demo = Process.Start(new ProcessStartInfo("dotnet", [Program, "demo", "--stay", "--services", "1", "--keep", _folder.Path, "--scale", "2000"]) { RedirectStandardOutput = true })!;
        while (await demo.StandardOutput.ReadLineAsync() is { } line && !line.StartsWith("Everything is still up", StringComparison.Ordinal))
        {
        }

        var asked = new ProcessStartInfo("dotnet", [Program, "plan", "--repo", Path.Combine(_folder.Path, "infra.git"), "--image", DemoServices.Twelve[0].Image, "--tag", "9.9.9"]);
        foreach (var setting in File.ReadLines(Path.Combine(_folder.Path, "world.env")).Select(l => l.Split('=', 2)))
        {
            asked.Environment[setting[0]] = setting[1].Trim('\'');
        }

        var (code, output, error) = await TryAsync(asked);
        using var kill = Process.Start("kill", ["-TERM", $"{demo.Id}"]);
        await demo.WaitForExitAsync();

        code.ShouldBe(3, error);
        output.ShouldContain("tag-not-in-registry");
        demo.ExitCode.ShouldBe(0);
    }

    /// <summary>Each service's file is its first one with From replaced by To, and no other file has changed.</summary>
    private async Task OnlyVersionsDifferAsync(IEnumerable<string> stacks)
    {
        var first = (await GitAsync("rev-list", "--max-parents=0", "HEAD")).Trim();
        var changed = (await GitAsync("diff", "--name-only", first, "HEAD")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        changed.ShouldBe(stacks.Where(s => s != "shlink").Select(s => $"stacks/{s}/main.tf"), ignoreOrder: true);
        foreach (var service in DemoServices.Twelve.Where(s => s.Stack != "shlink"))
        {
            var (before, now) = (await GitAsync("show", $"{first}:{service.Path}"), await GitAsync("show", $"HEAD:{service.Path}"));
            var lines = before.Split('\n').Zip(now.Split('\n')).Where(l => l.First != l.Second).ToList();
            lines.ShouldNotBeEmpty(service.Stack);
            lines.ShouldAllBe(l => l.First.Replace(service.From, service.To, StringComparison.Ordinal) == l.Second, service.Stack);
            Comments().Matches(now).Select(m => m.Value).ShouldBe(Comments().Matches(before).Select(m => m.Value), service.Stack);
        }
    }

    private Task<string> GitAsync(params string[] arguments) => OutputAsync("git", ["-C", Path.Combine(_folder.Path, "infra.git"), .. arguments]);

    private static string Program => Path.Combine(AppContext.BaseDirectory, "upgrades.dll");

    private static async Task<JsonElement> RunAsync(params string[] arguments)
    {
        var output = await OutputAsync("dotnet", [Program, "demo", "--json", .. arguments]);
        return JsonSerializer.Deserialize<JsonElement>(output.TrimEnd('\n').Split('\n')[^1]);
    }

    private static async Task<string> OutputAsync(string program, IEnumerable<string> arguments)
    {
        var (code, output, error) = await TryAsync(program, arguments);
        code.ShouldBe(0, error);
        return output;
    }

    private static Task<(int Code, string Output, string Error)> TryAsync(string program, IEnumerable<string> arguments) => TryAsync(new ProcessStartInfo(program, arguments));

    private static async Task<(int Code, string Output, string Error)> TryAsync(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    [GeneratedRegex(@"#.*$", RegexOptions.Multiline)]
    private static partial Regex Comments();
}
