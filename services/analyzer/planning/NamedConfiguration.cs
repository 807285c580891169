using Upgrades.Contracts.Vocabulary;
using Upgrades.Terraform;

namespace Upgrades.Analyzer.Planning;

/// <summary>What warnings name, beside where this stack sets it: the first thing that an operator has to look at.</summary>
internal static class NamedConfiguration
{
    private const int Most = 20;
    private const int MostPlaces = 5;

    /// <summary>What the stack sets comes first; else in the order of the notes.</summary>
    public static IReadOnlyList<ConfigurationMention> Of(IReadOnlyList<ConfigurationMention> mentions, RepositoryScan scan, StackScan stack) =>
    [
        .. mentions.Select(m => m with { SetAt = [.. TerraformEngine.LinesNaming(scan, stack, m.Name, MostPlaces).Select(l => l.ToString())] })
            .OrderBy(m => m.SetAt.Count == 0).Take(Most),
    ];
}
