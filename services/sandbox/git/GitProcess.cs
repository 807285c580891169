using System.Diagnostics;
using System.Text;

namespace Upgrades.Sandbox.Git;

/// <summary>Runs <c>git</c> by argument list, with an environment in which nobody's configuration has a say.</summary>
internal static class GitProcess
{
    private static readonly (string Key, string Value)[] Settings =
    [
        // A demo started as root must be able to serve a folder that belongs to somebody else.
        ("safe.directory", "*"),
        ("http.receivepack", "true"),
        ("core.quotePath", "false"),
        ("gc.auto", "0"),
        ("receive.autogc", "false"),
        // Killed demos must not leave half-written refs behind, but a stand-in need not survive a power cut.
        ("core.fsync", "none"),
    ];

    public static ProcessStartInfo Prepare(string home, IEnumerable<string> arguments, params IEnumerable<(string Key, string Value)> more)
    {
        var start = new ProcessStartInfo("git")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = home,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var path = start.Environment.TryGetValue("PATH", out var found) ? found : "/usr/local/bin:/usr/bin:/bin";
        start.Environment.Clear();
        start.Environment["PATH"] = path;
        start.Environment["HOME"] = home;
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        var count = 0;
        foreach (var (key, value) in Settings.Concat(more))
        {
            start.Environment[$"GIT_CONFIG_KEY_{count}"] = key;
            start.Environment[$"GIT_CONFIG_VALUE_{count++}"] = value;
        }

        start.Environment["GIT_CONFIG_COUNT"] = $"{count}";
        return start;
    }

    /// <summary>Exit code, standard output and standard error of one short run.</summary>
    public static async Task<(int ExitCode, byte[] Output, string Error)> TryAsync(
        string folder, IEnumerable<string> arguments, Func<Stream, Task>? input = null)
    {
        using var process = Process.Start(Prepare(folder, arguments))!;
        using var output = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        var complaining = process.StandardError.ReadToEndAsync();
        if (input is not null)
        {
            await input(process.StandardInput.BaseStream);
        }

        process.StandardInput.Close();
        await reading;
        var error = await complaining;
        await process.WaitForExitAsync();
        return (process.ExitCode, output.ToArray(), error);
    }

    /// <exception cref="InvalidOperationException">git did not end well; the message is what it said.</exception>
    public static async Task<string> RunAsync(string folder, IEnumerable<string> arguments, Func<Stream, Task>? input = null)
    {
        var list = arguments.ToList();
        var (exit, output, error) = await TryAsync(folder, list, input);
        return exit == 0
            ? Encoding.UTF8.GetString(output)
            : throw new InvalidOperationException($"git {list[0]} ended with {exit}: {error.Trim()}");
    }
}
