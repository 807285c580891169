using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Terraform;

namespace Upgrades.Tests.Executor;

/// <summary>Plans as the analyzer makes them, and the Terraform they are about.</summary>
internal static class Plans
{
    public const string Repository = "git.example.org/infra";
    public static readonly DateTimeOffset Now = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);

    public static string Path(string stack) => $"stacks/{stack}/main.tf";

    public static string Image(string stack) => $"ghcr.io/acme/{stack}";

    public static string Terraform(string stack, string version) =>
        $$"""
        # {{stack}}, last looked at when it was 0.9
        resource "kubernetes_deployment" "app" {
          metadata {
            name      = "{{stack}}"
            namespace = "{{stack}}"
          }
          spec {
            template {
              spec {
                container {
                  name  = "app"
                  image = "ghcr.io/acme/{{stack}}:{{version}}"
                  resources {
                    limits = { memory = "256Mi" }
                  }
                }
              }
            }
          }
        }

        """;

    /// <param name="versions">From, then each step's.</param>
    public static UpgradePlanned At(string stack, string baseCommit, params string[] versions)
    {
        var target = versions[^1];
        var steps = versions.Zip(versions.Skip(1)).Select((pair, i) => Step(stack, i + 1, pair.First, pair.Second)).ToList();
        return new UpgradePlanned
        {
            UpgradeId = Identity.Upgrade(Repository, stack, [(Image(stack), target)], 0),
            Attempt = 0,
            Revision = 0,
            UpdateIds = [Identity.Update(Image(stack), target, null, 0)],
            Repository = Repository,
            Stack = stack,
            Namespaces = [stack],
            Images = [Change(stack, versions[0], target)],
            BaseCommit = baseCommit,
            Steps = steps,
            Risk = Risk.Safe,
            Reasons = [],
            Summary = ["Faster thumbnails", "Fixes the login page"],
            Window = TimeSpan.FromMinutes(2),
            Checks = new CheckPlan(),
            PlannedAt = Now,
        };
    }

    public static UpgradePlanned Of(string stack, params string[] versions) => At(stack, new string('a', 40), versions);

    public static BackupPlan SharedBackup { get; } = new() { Engine = DatabaseEngine.PostgreSql, CronJob = "postgresql-backup", Namespace = "dbaas", Shared = true };

    public static RestorePlan Restore { get; } = new() { Policy = RestorePlan.WhenRollbackFails, CronJob = "web-restore", Namespace = "dbaas", Database = "web" };

    public static BackupPlan OwnBackup { get; } = SharedBackup with { CronJob = "own-backup", Shared = false };

    public static ImageChange Change(string stack, string from, string to) => new() { Image = Image(stack), From = from, To = to };

    public static UpgradeFailed Failed(UpgradeApplied applied, string check = "pods") => new()
    {
        UpgradeId = applied.UpgradeId,
        Stack = applied.Stack,
        Step = applied.Step,
        Kind = applied.Kind,
        CommitSha = applied.CommitSha,
        Images = applied.Images,
        Check = check,
        Cause = FailureCause.Version,
        Evidence = new Evidence
        {
            Summary = "the container crashes at start",
            Pod = $"{applied.Stack}-5d4f9-x2x7p",
            Container = "app",
            Reason = "CrashLoopBackOff",
            ExitCode = 1,
            LogLines = ["Error: relation \"users\" does not exist"],
        },
    };

    public static UpgradeApplied Applied(UpgradePlanned plan, StepKind kind = StepKind.Upgrade) => new()
    {
        UpgradeId = plan.UpgradeId,
        Step = 1,
        StepCount = plan.Steps.Count,
        Kind = kind,
        CommitSha = new string('c', 40),
        Stack = plan.Stack,
        Namespaces = plan.Namespaces,
        Images = plan.Images,
        Window = plan.Window,
        Checks = plan.Checks,
        Diff = "",
        AppliedAt = Now,
    };

    private static PlanStep Step(string stack, int number, string from, string to)
    {
        var scan = TerraformEngine.Scan([new SourceFile(Path(stack), Terraform(stack, from))], new TerraformOptions());
        var change = TerraformEngine.PlanImage(scan, scan.Stacks.Single(), ImageReference.Parse(Image(stack)), from, to, digest: null);
        change.Refusal.ShouldBeNull();
        return new PlanStep { Number = number, Version = to, Images = change.Images, Edits = change.Edits };
    }
}
