using Upgrades.Contracts.Vocabulary;
using Upgrades.Verifier.Cluster;
using Upgrades.Verifier.Decisions;

namespace Upgrades.Tests.Verifier.Decisions;

public sealed class ContainerTroubleTests
{
    private static readonly ContainerView Fine = new() { Name = "server", Image = "nginx:1.27" };

    [Theory]
    [InlineData("CrashLoopBackOff", false)]
    [InlineData("ImagePullBackOff", false)]
    [InlineData("ErrImagePull", true)]
    [InlineData("ErrImageNeverPull", false)]
    [InlineData("InvalidImageName", false)]
    [InlineData("CreateContainerConfigError", false)]
    [InlineData("CreateContainerError", true)]
    [InlineData("RunContainerError", true)]
    [InlineData("RegistryUnavailable", true)]
    public void waiting_with_a_bad_reason(string reason, bool mayHeal)
    {
        var trouble = ContainerTrouble.Of(Fine with { WaitingReason = reason }, 0)!;

        (trouble.Reason, trouble.MayHeal).ShouldBe((reason, mayHeal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("ContainerCreating")]
    [InlineData("PodInitializing")]
    public void waiting_with_a_good_reason(string? reason) => ContainerTrouble.Of(Fine with { WaitingReason = reason }, 0).ShouldBeNull();

    [Fact]
    public void out_of_memory_is_seen_while_it_is_down_restarted_or_backing_off()
    {
        var killed = new Ending("OOMKilled", 137);

        ContainerTrouble.Of(Fine with { Ended = killed }, 0)!.Reason.ShouldBe("OOMKilled");
        ContainerTrouble.Of(Fine with { EndedBefore = killed, Restarts = 1 }, 0)!.Reason.ShouldBe("OOMKilled");
        ContainerTrouble.Of(Fine with { EndedBefore = killed, Restarts = 1, WaitingReason = "CrashLoopBackOff" }, 1)!.Reason.ShouldBe("OOMKilled");
    }

    [Fact]
    public void out_of_memory_of_long_ago_is_no_trouble() =>
        ContainerTrouble.Of(Fine with { EndedBefore = new Ending("OOMKilled", 137), Restarts = 4 }, 4).ShouldBeNull();

    [Theory]
    [InlineData("StartError", 128, "exec: \"/run.sh\": no such file", false, "cannot be started, exit code 128 (it never ran: the entrypoint, or what the pod mounts into the image, may not fit this version)")]
    [InlineData("StartError", 128, "context deadline exceeded", true, "cannot be started, exit code 128 (it never ran: the entrypoint, or what the pod mounts into the image, may not fit this version)")]
    [InlineData("ContainerCannotRun", 127, "exec: not found", false, "cannot be started, exit code 127 (a command was not found: the entrypoint or what it calls may have changed)")]
    public void a_container_that_cannot_be_started_says_the_runtimes_words(string reason, int exitCode, string message, bool mayHeal, string words)
    {
        var ending = new Ending(reason, exitCode, message);

        foreach (var container in new[] { Fine with { Ended = ending }, Fine with { EndedBefore = ending, WaitingReason = "CrashLoopBackOff" }, Fine with { EndedBefore = ending, WaitingReason = "RunContainerError" } })
        {
            ContainerTrouble.Of(container, 0).ShouldBe(new ContainerTrouble(reason, words, mayHeal, Crashed: true, exitCode, message));
        }

        ContainerTrouble.Of(Fine with { EndedBefore = ending, Restarts = 1 }, 0).ShouldBeNull();
    }

    [Theory]
    [InlineData(126, "(a command cannot be executed: the entrypoint or its permissions may have changed)")]
    [InlineData(127, "(a command was not found: the entrypoint or what it calls may have changed)")]
    public void a_shells_exit_codes_are_put_into_words(int exitCode, string words) =>
        ContainerTrouble.Of(Fine with { Restarts = 3, WaitingReason = "CrashLoopBackOff", EndedBefore = new Ending("Error", exitCode) }, 0)!.Words.ShouldEndWith(words);

    [Theory]
    [InlineData(1, 1, null)]
    [InlineData(2, 1, "Error")]
    [InlineData(2, 0, null)]
    public void one_restart_may_happen_while_things_start_two_with_an_error_may_not(int restarts, int exitCode, string? reason) =>
        ContainerTrouble.Of(Fine with { Restarts = restarts, EndedBefore = new Ending(exitCode == 0 ? "Completed" : "Error", exitCode) }, 0)?.Reason.ShouldBe(reason);

    [Theory]
    [InlineData(2, 2, false)]
    [InlineData(3, 2, true)]
    public void in_a_window_one_restart_is_too_many(int restarts, int before, bool trouble) =>
        (ContainerTrouble.InWindow(Fine with { Restarts = restarts, EndedBefore = new Ending("Completed", 0) }, before) is not null).ShouldBe(trouble);

    [Theory]
    [InlineData("rpc error: code = NotFound desc = failed to pull: docker.io/a/b:9: not found", FailureCause.Version)]
    [InlineData("manifest unknown", FailureCause.Version)]
    [InlineData("no match for platform in manifest: not found", FailureCause.Version)]
    [InlineData("unexpected status from HEAD request to https://ghcr.io/v2/a: 503 Service Unavailable", FailureCause.Registry)]
    [InlineData("429 Too Many Requests - toomanyrequests: You have reached your pull rate limit", FailureCause.Registry)]
    [InlineData("dial tcp 1.2.3.4:443: i/o timeout", FailureCause.Registry)]
    [InlineData("dial tcp: lookup ghcr.io: no such host", FailureCause.Registry)]
    [InlineData("pull access denied, repository does not exist or may require authorization", FailureCause.Registry)]
    [InlineData("Back-off pulling image \"a/b:1.500.2\"", FailureCause.Unknown)]
    [InlineData(null, FailureCause.Unknown)]
    public void whose_fault_a_failed_pull_is(string? words, FailureCause cause) => FailureCauses.OfPull(words).ShouldBe(cause);
}
