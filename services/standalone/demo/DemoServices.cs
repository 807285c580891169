using System.Text.RegularExpressions;
using Upgrades.Sandbox.GitHub;
using Upgrades.Sandbox.World;

namespace Upgrades.Standalone.Demo;

/// <summary>
/// Twelve services of a first bulk run, with the versions they went through. The release notes beside this file are written for
/// the demonstration after what the projects published.
/// </summary>
internal static partial class DemoServices
{
    public static IReadOnlyList<FixtureService> Twelve { get; } =
    [
        Service("audiobookshelf", "2.32.1", "2.33.1", "advplyr/audiobookshelf", "ghcr.io/advplyr/audiobookshelf"),
        Service("owntracks", "0.9.9", "1.0.1", "owntracks/recorder", "owntracks/recorder") with { Kind = Sandbox.Kubernetes.WorkloadKind.StatefulSet },
        Service("open-webui", "v0.7.2", "v0.8.12", "open-webui/open-webui", "ghcr.io/open-webui/open-webui") with { Memory = "2Gi" },
        Service("immich", "v2.7.4", "v2.7.5", "immich-app/immich", "ghcr.io/immich-app/immich-server") with
        {
            Containers = [new("server", "ghcr.io/immich-app/immich-server"), new("machine-learning", "ghcr.io/immich-app/immich-machine-learning", "-cuda")],
            Place = VersionPlace.Variable,
            Database = FixtureDatabase.OwnPostgreSql,
            AlwaysSteps = true,
            Memory = "4Gi",
        },
        Service("coturn", "4.6.3-r1", "4.10.0-r1", "coturn/coturn", "coturn/coturn") with { Recreate = false },
        Service("shlink", "4.3.4", "5.0.2", "shlinkio/shlink", "shlinkio/shlink") with { Database = FixtureDatabase.SharedMySql },
        Service("phpipam", "v1.7.0", "v1.7.4", "phpipam/phpipam", "phpipam/phpipam-www") with
        {
            Containers = [new("web", "phpipam/phpipam-www"), new("cron", "phpipam/phpipam-cron")],
            Database = FixtureDatabase.SharedMySql,
            SourceIsInCatalog = true,
        },
        Service("onlyoffice", "8.2.3", "9.3.1", "ONLYOFFICE/DocumentServer", "onlyoffice/documentserver") with
        {
            Database = FixtureDatabase.SharedMySql,
            Memory = "2Gi",
        },
        Service("paperless-ngx", "2.16.4", "2.20.14", "paperless-ngx/paperless-ngx", "ghcr.io/paperless-ngx/paperless-ngx") with { Memory = "1Gi" },
        Service("linkwarden", "v2.9.1", "v2.14.0", "linkwarden/linkwarden", "ghcr.io/linkwarden/linkwarden") with
        {
            Place = VersionPlace.ModuleInput,
            Database = FixtureDatabase.SharedPostgreSql,
        },
        Service("synapse", "v1.125.0", "v1.151.0", "element-hq/synapse", "matrixdotorg/synapse") with
        {
            Containers = [new("migrate-config", "matrixdotorg/synapse", Init: true), new("synapse", "matrixdotorg/synapse")],
            SourceIsInCatalog = true,
            Memory = "1Gi",
        },
        Service("dawarich", "0.37.1", "1.6.1", "Freika/dawarich", "freikin/dawarich") with
        {
            Containers = [new("web", "freikin/dawarich"), new("sidekiq", "freikin/dawarich")],
            Place = VersionPlace.Variable,
            Database = FixtureDatabase.SharedPostgreSql,
            SourceIsInCatalog = true,
            Memory = "1Gi",
        },
    ];

    /// <summary>The first <paramref name="count"/> of the twelve; beyond them copies with a number behind every name.</summary>
    public static IReadOnlyList<FixtureService> Of(int count) =>
        [.. Enumerable.Range(0, count).Select(i => i < Twelve.Count ? Twelve[i] : Copy(Twelve[i % Twelve.Count], (i / Twelve.Count) + 1))];

    private static FixtureService Copy(FixtureService service, int number) => service with
    {
        Stack = $"{service.Stack}-{number}",
        Containers = [.. service.Containers.Select(c => c with { Image = $"{c.Image}-{number}" })],
        SourceIsInCatalog = true,
    };

    private static FixtureService Service(string stack, string from, string to, string source, string image)
    {
        var releases = Releases(stack).ToList();
        return new FixtureService
        {
            Stack = stack,
            From = from,
            To = to,
            Source = source,
            Containers = [new FixtureContainer(stack, image)],
            Releases = releases,
            // The image's tags differ from git's by "v" or by the folder that the release names.
            OtherTags = [.. releases.Select(r => Version().Match(r.Tag).Value).Select(v => from.StartsWith('v') ? "v" + v : v)],
        };
    }

    private static IEnumerable<ReleaseSpec> Releases(string stack)
    {
        using var reader = new StreamReader(typeof(DemoServices).Assembly.GetManifestResourceStream(stack)!);
        foreach (var release in reader.ReadToEnd().Split("\n# ").Select(r => r.TrimStart('#', ' ').Split('\n', 2)))
        {
            yield return new ReleaseSpec(release[0].Trim(), release[1].Trim());
        }
    }

    [GeneratedRegex(@"[0-9]+\.[0-9].*$")]
    private static partial Regex Version();
}
