using System.Text;
using Upgrades.Terraform.Syntax;

namespace Upgrades.Terraform;

/// <summary>Can a file be read, and does it come back? What the engine promises, asked of one file.</summary>
/// <param name="Problem">The first thing that cannot be read.</param>
/// <param name="IsIdentical">Its tokens in a row are its bytes. True of a file that is not UTF-8, which is never written.</param>
public sealed record SyntaxCheck(SyntaxProblem? Problem, bool IsIdentical)
{
    /// <summary>Files in HCL native syntax, by their names.</summary>
    public static bool IsFor(string path) => SourceKinds.IsHcl(path);

    /// <summary>Terraform's other syntax, which is not read.</summary>
    public static bool IsJsonSyntax(string path) => SourceKinds.IsJsonSyntax(path);

    public static SyntaxCheck Of(string path, ReadOnlySpan<byte> bytes)
    {
        if (!SourceFile.TryDecode(path, bytes, out var file, out var undecodable))
        {
            return new SyntaxCheck(undecodable, IsIdentical: true);
        }

        var document = new HclDocument(file);
        var printed = new StringBuilder(file.Text.Length);
        foreach (var token in document.Tokens.Tokens)
        {
            printed.Append(token.Of(file.Text));
        }

        return new SyntaxCheck(document.Problem, (file with { Text = printed.ToString() }).Encode().AsSpan().SequenceEqual(bytes));
    }
}
