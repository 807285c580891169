namespace Upgrades.Hosting.Settings;

/// <summary>One setting, as its options class has it.</summary>
public sealed record Setting
{
    /// <summary>As in the environment: <c>UPGRADES__EXECUTOR__MODE</c>; in lists <c>N</c> is 0, 1, ….</summary>
    public required string Name { get; init; }

    /// <summary>Its section: <c>Executor</c>.</summary>
    public required string Section { get; init; }

    /// <summary>Services that read it.</summary>
    public required IReadOnlyList<string> Services { get; init; }

    /// <summary>Null: none.</summary>
    public string? Default { get; init; }

    /// <summary>Bounds or words; null: whatever its type takes, or what is checked at the start in another way.</summary>
    public string? Allowed { get; init; }

    public bool IsRequired { get; init; }

    public bool IsSecret { get; init; }

    /// <summary>The property's doc comment as Markdown; null: it has none.</summary>
    public string? Meaning { get; init; }
}
