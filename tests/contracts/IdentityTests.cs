using Upgrades.Contracts;

namespace Upgrades.Tests.Contracts;

public sealed class IdentityTests
{
    [Fact]
    public void the_order_of_the_signals_does_not_matter() =>
        Identity.Upgrade("repo", "immich", [("server", "v2"), ("ml", "v2")], 0).ShouldBe(Identity.Upgrade("repo", "immich", [("ml", "v2"), ("server", "v2")], 0));

    [Fact]
    public void another_attempt_target_stack_or_repository_is_another_upgrade()
    {
        Guid[] ids =
        [
            Identity.Upgrade("repo", "immich", [("server", "v2")], 0),
            Identity.Upgrade("repo", "immich", [("server", "v2")], 1),
            Identity.Upgrade("repo", "immich", [("server", "v3")], 0),
            Identity.Upgrade("repo", "photos", [("server", "v2")], 0),
            Identity.Upgrade("other", "immich", [("server", "v2")], 0),
            Identity.Upgrade("repo", "immich", [("server", "v2"), ("ml", "v2")], 0),
        ];

        ids.Distinct().Count().ShouldBe(ids.Length);
    }

    /// <summary>Rows and commits outlive a release of this software, so the way an id is made must not change.</summary>
    [Fact]
    public void ids_stay_what_they_were() =>
        Identity.Upgrade("git.example.test/infra", "immich", [("ghcr.io/immich-app/immich-server", "v2.7.5")], 0)
            .ShouldBe(Guid.Parse("19898b52-7d4b-89ca-9122-609a7aca3564"));
}
