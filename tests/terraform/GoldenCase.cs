using System.Text.Json;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Terraform;

namespace Upgrades.Tests.Terraform;

/// <summary>A small repository before and after one upgrade: <c>golden/&lt;name&gt;/{original,expected,case.json}</c>.</summary>
internal sealed record GoldenCase(string Stack, string? Image, string? Release, string From, string To, string? Digest, string? Refusal, string? Status, IReadOnlyList<string>? Moves)
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "terraform", "golden");

    public static IReadOnlyList<string> Names => [.. Directory.EnumerateDirectories(Root).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal)];

    public static GoldenCase Read(string name) =>
        JsonSerializer.Deserialize<GoldenCase>(File.ReadAllText(Path.Combine(Root, name, "case.json")), JsonSerializerOptions.Web)!;

    public static IReadOnlyList<SourceFile> Files(string name, string side)
    {
        var folder = Path.Combine(Root, name, side);
        return [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file =>
        {
            SourceFile.TryDecode(Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllBytes(file), out var source, out var problem).ShouldBeTrue(problem?.ToString());
            return source!;
        })];
    }

    public StackChange Plan(RepositoryScan scan)
    {
        var stack = scan.Stacks.Single(s => s.Name == Stack);
        return Release is null
            ? TerraformEngine.PlanImage(scan, stack, ImageReference.Parse(Image!), From, To, Digest)
            : TerraformEngine.PlanChart(scan, stack, Release, From, To);
    }
}
