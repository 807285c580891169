using System.Globalization;
using System.Text;

namespace Upgrades.Sandbox.Git;

/// <summary>One commit as a git-fast-import(1) stream: a single process however many files.</summary>
internal static class FastImport
{
    /// <param name="changes">Path to content; null deletes.</param>
    public static async Task WriteCommitAsync(
        Stream stream, string branch, string? parent, string author, string message, IEnumerable<KeyValuePair<string, string?>> changes)
    {
        await WriteAsync(stream, $"commit refs/heads/{branch}\ncommitter {author} now\n");
        await WriteDataAsync(stream, message);
        if (parent is not null)
        {
            await WriteAsync(stream, $"from {parent}\n");
        }

        foreach (var (path, content) in changes)
        {
            if (content is null)
            {
                await WriteAsync(stream, $"D {Quote(path)}\n");
                continue;
            }

            await WriteAsync(stream, $"M 100644 inline {Quote(path)}\n");
            await WriteDataAsync(stream, content);
        }

        await WriteAsync(stream, "done\n");
    }

    private static string Quote(string path) =>
        "\"" + path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal) + "\"";

    private static async Task WriteDataAsync(Stream stream, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        await WriteAsync(stream, string.Create(CultureInfo.InvariantCulture, $"data {bytes.Length}\n"));
        await stream.WriteAsync(bytes);
        await WriteAsync(stream, "\n");
    }

    private static ValueTask WriteAsync(Stream stream, string text) => stream.WriteAsync(Encoding.UTF8.GetBytes(text));
}
