using System.Security.Cryptography;

namespace Upgrades.Tests.Deploy.Templates;

/// <summary>The file of checksums beside a dump, as the backup Jobs write it.</summary>
internal static class DumpSums
{
    /// <param name="stem">Path of the dump's files, without their endings.</param>
    public static async Task WriteAsync(string stem, string dump)
    {
        var lines = new List<string>();
        foreach (var file in (string[])[dump, stem + ".txt"])
        {
            lines.Add($"{Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(file)))}  {Path.GetFileName(file)}\n");
        }

        await File.WriteAllTextAsync(stem + ".sha256", string.Concat(lines));
    }
}
