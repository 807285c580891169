namespace Upgrades.Terraform;

/// <summary>The first thing in a file that cannot be read. Line and column count from 1, columns in UTF-16 characters.</summary>
public sealed record SyntaxProblem(string Path, int Line, int Column, string Message)
{
    public override string ToString() => $"{Path}:{Line}:{Column}: {Message}";
}
