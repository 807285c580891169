using Upgrades.Analyzer.Assessment;
using Upgrades.Analyzer.Security;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Repository.Catalogs;
using Upgrades.Terraform;

namespace Upgrades.Analyzer.Planning;

/// <summary>What was worked out for one stack. The rest of its plan is what the catalog says about the stack, and is the same for images and charts.</summary>
internal sealed record StackFindings
{
    public required RepositoryHead Head { get; init; }
    public required StackScan Stack { get; init; }
    public required IReadOnlyList<ImageChange> Images { get; init; }
    public required IReadOnlyList<ChartChange> Charts { get; init; }
    public required IReadOnlyList<PlanStep> Steps { get; init; }
    public required RiskAssessment Assessment { get; init; }

    /// <summary>What makes the upgrade this one and no other: see <see cref="Identity.Upgrade"/>.</summary>
    public required IEnumerable<(string Subject, string Target)> Targets { get; init; }

    public required IReadOnlyList<string> Summary { get; init; }
    public IReadOnlyList<string> Advisories { get; init; } = [];
    public IReadOnlyList<NotesSource> Sources { get; init; } = [];
    public Weaknesses Weaknesses { get; init; } = Weaknesses.None;
    public IReadOnlyList<ConfigurationMention> Configuration { get; init; } = [];
    public int Attempt { get; init; }
    public IReadOnlyList<Guid> UpdateIds { get; init; } = [];

    /// <summary>The stack has a database, and nobody has said what backs it up.</summary>
    public static bool LacksBackup(Catalog catalog, StackScan stack) => catalog.IsDatabaseBacked(stack.Name) && catalog.BackupFor(stack.Name) is null;

    public UpgradePlanned ToPlan(DateTimeOffset now)
    {
        var service = Head.Catalog.ServiceFor(Stack.Name);
        return new UpgradePlanned
        {
            UpgradeId = Identity.Upgrade(Head.Name, Stack.Name, Targets, Attempt),
            Attempt = Attempt,
            Revision = 0,
            UpdateIds = UpdateIds,
            Repository = Head.Name,
            Stack = Stack.Name,
            Namespaces = service.Namespaces.Count > 0 ? service.Namespaces : Stack.Namespaces,
            Images = Images,
            Charts = Charts,
            BaseCommit = Head.Commit,
            Steps = Steps,
            Risk = Assessment.Risk,
            Reasons = Assessment.Reasons,
            Summary = Summary,
            Advisories = Advisories,
            Sources = Sources,
            SecurityFixes = Weaknesses.Fixed,
            KnownWeaknesses = Weaknesses.Left,
            SetAside = Assessment.SetAside,
            Configuration = Configuration,
            Backup = Head.Catalog.BackupFor(Stack.Name),
            Restore = Head.Catalog.RestoreFor(Stack.Name),
            RestoreRefusal = Head.Catalog.RestoreRefusalFor(Stack.Name),
            SharedWith = service.SharedWith,
            Window = service.Window ?? (Assessment.Risk == Risk.Caution ? TimeSpan.FromMinutes(10) : TimeSpan.FromMinutes(2)),
            Checks = Head.Catalog.ChecksFor(Stack.Name),
            PlannedAt = now,
        };
    }
}
