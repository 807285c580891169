using System.ComponentModel;
using System.Diagnostics;

namespace Upgrades.Tests;

/// <summary>Is there a Docker that answers? Then servers run in containers.</summary>
internal static class Docker
{
    public static async Task<bool> AnswersAsync()
    {
        try
        {
            using var docker = Process.Start(new ProcessStartInfo("docker", ["version", "--format", "{{.Server.Version}}"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            await docker.WaitForExitAsync();
            return docker.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
