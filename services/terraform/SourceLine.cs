namespace Upgrades.Terraform;

/// <summary>A line of a file in the repository, from 1. Written as <c>stacks/immich/main.tf:14</c>.</summary>
public sealed record SourceLine(string Path, int Line)
{
    public override string ToString() => $"{Path}:{Line}";
}
