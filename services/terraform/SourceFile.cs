using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Upgrades.Terraform;

/// <summary>
/// One file as the engine sees it. <see cref="Path"/> is relative to the repository and separated by '/'.
/// <see cref="Text"/> keeps a byte order mark and carriage returns as characters, so that <see cref="Encode"/> gives back every byte.
/// </summary>
public sealed record SourceFile(string Path, string Text)
{
    /// <summary>A symbolic link, as git stores it: <see cref="Text"/> is where it leads.</summary>
    public bool IsLink { get; init; }

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Terraform sources are UTF-8; anything else cannot be given back unchanged and is a problem of that file.</summary>
    public static bool TryDecode(
        string path, ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out SourceFile? file, [NotNullWhen(false)] out SyntaxProblem? problem)
    {
        try
        {
            file = new SourceFile(path, Strict.GetString(bytes));
            problem = null;
            return true;
        }
        catch (DecoderFallbackException undecodable)
        {
            var before = Encoding.UTF8.GetString(bytes[..Math.Max(0, undecodable.Index)]);
            var line = before.Count(c => c == '\n') + 1;
            file = null;
            problem = new SyntaxProblem(path, line, before.Length - before.LastIndexOf('\n'), "is not UTF-8");
            return false;
        }
    }

    public byte[] Encode() => Strict.GetBytes(Text);
}
