using Upgrades.Hosting.Probes;
using Upgrades.Verifier.Ci;

namespace Upgrades.Verifier.Probes;

/// <summary>
/// Does CI let us in, does it know the repository, and does that one have the workflow that applies? Whether the token may also start a
/// pipeline by hand is only known when one is started.
/// </summary>
internal sealed class WoodpeckerProbe(WoodpeckerClient woodpecker, WoodpeckerOptions settings) : IProbe
{
    /// <summary>Pipelines that are looked into for the workflow: some may have left it out, as for files that it does not care about.</summary>
    private const int LookedInto = 10;

    /// <summary>So many without it are no chance any more.</summary>
    private const int EnoughWithout = 3;
    private int _known;

    public async Task<IReadOnlyList<ProbeResult>> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            return [await LookAsync(cancellationToken)];
        }
        catch (WoodpeckerException e)
        {
            return [Failed(e.Message, e.Advice ?? "correct the setting that it names")];
        }
    }

    private async Task<ProbeResult> LookAsync(CancellationToken cancellationToken)
    {
        var (repository, pipelines) = await woodpecker.LookAnewAsync(cancellationToken);
        var ended = pipelines.Where(p => p.Event is "push" or "manual" && p.HasEnded).Take(LookedInto).ToList();
        List<Workflow> others = [];
        var without = 0;
        foreach (var listed in ended)
        {
            if (listed.Number == _known)
            {
                return ProbeResult.Works(Needs.Woodpecker, $"{repository}; workflow {settings.Workflow} was in pipeline {listed.Number}");
            }

            var workflows = (await woodpecker.FindAsync(listed.Number, cancellationToken))?.Workflows ?? [];
            if (workflows.FirstOrDefault(w => w.Name == settings.Workflow) is { } found)
            {
                _known = listed.Number;
                return ProbeResult.Works(Needs.Woodpecker, $"{repository}; workflow {found.Name} was in pipeline {listed.Number}: {found.State}");
            }

            without += workflows.Count > 0 ? 1 : 0;
            others.AddRange(workflows);
        }

        var names = string.Join(", ", others.Select(w => w.Name).Distinct().Take(5));
        return without >= EnoughWithout
            ? Failed(
                $"{repository}: none of the last {without} pipelines has a workflow {settings.Workflow}; they have {names}",
                "set UPGRADES__WOODPECKER__WORKFLOW to the workflow that applies, or UPGRADES__WOODPECKER__REPOSITORYID to the repository that has it")
            : ProbeResult.Works(Needs.Woodpecker, $"{repository}; no pipeline yet that shows whether there is a workflow {settings.Workflow}");
    }

    private static ProbeResult Failed(string said, string advice) => ProbeResult.Failed(Needs.Woodpecker, said, advice) with { HoldsUpgrades = true };
}
