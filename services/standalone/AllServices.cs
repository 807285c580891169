using Upgrades.Analyzer;
using Upgrades.Executor;
using Upgrades.Hosting;
using Upgrades.Ingest;
using Upgrades.Notifier;
using Upgrades.Verifier;

namespace Upgrades.Standalone;

/// <summary>The five, in the order in which an update passes them.</summary>
internal static class AllServices
{
    public static IReadOnlyList<ServiceDefinition> Definitions { get; } =
    [
        IngestService.Definition,
        AnalyzerService.Definition,
        ExecutorService.Definition,
        VerifierService.Definition,
        NotifierService.Definition,
    ];
}
