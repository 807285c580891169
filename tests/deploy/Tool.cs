using System.ComponentModel;
using System.Diagnostics;

namespace Upgrades.Tests.Deploy;

/// <summary>A program of somebody else's that a test cannot do without.</summary>
internal static class Tool
{
    /// <returns>Exit code and both outputs; null when there is no such program.</returns>
    public static async Task<(int ExitCode, string Output, string Error)?> TryRunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            return (process.ExitCode, await output, await error);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <exception cref="InvalidOperationException">It is not there, with what to install; or it failed, with what it said.</exception>
    public static async Task<string> RunAsync(string need, string program, params string[] arguments)
    {
        var (exitCode, output, error) = await TryRunAsync(program, arguments)
            ?? throw new InvalidOperationException($"There is no {program} here: bash -c '. .ci/servers; {need}'");
        return exitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {error}{output}");
    }
}
