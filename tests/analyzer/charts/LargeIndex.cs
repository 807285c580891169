using System.Globalization;
using System.Text;

namespace Upgrades.Tests.Analyzer.Charts;

/// <summary>An index as large as the largest there are: many charts of many versions, and one of three versions, named "wanted", at the end.</summary>
internal static class LargeIndex
{
    public static byte[] Of(int bytes)
    {
        using var stream = new MemoryStream(bytes + 10_000);
        void Write(string text) => stream.Write(Encoding.UTF8.GetBytes(text));
        Write("apiVersion: v1\nentries:\n");
        for (var chart = 0; stream.Length < bytes; chart++)
        {
            Write($"  chart-{chart}:\n");
            for (var version = 0; version < 200; version++)
            {
                Write(Entry($"chart-{chart}", version));
            }
        }

        Write("  wanted:\n" + string.Concat(Enumerable.Range(1, 3).Select(i => Entry("wanted", i))));
        return stream.ToArray();
    }

    private static string Entry(string name, int version) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
            - annotations:
                category: Database
                images: |
                  - image: docker.io/example/{{name}}:1.{{version}}.0-debian-12-r{{version}}
                    name: {{name}}
              apiVersion: v2
              appVersion: 1.{{version}}.0
              created: "2026-07-30T10:11:12.131415Z"
              dependencies:
              - name: common
                repository: oci://registry-1.docker.io/example
                version: 2.x.x
              description: {{name}} is a service that somebody hosts by himself, for whatever reason he has.
              digest: 5f2c9d1e5f2c9d1e5f2c9d1e5f2c9d1e5f2c9d1e5f2c9d1e5f2c9d1e5f2c9d1e
              keywords: [{{name}}, database, sql]
              maintainers:
              - name: Example
                url: https://github.com/example/charts
              name: {{name}}
              urls:
              - https://charts.example.org/{{name}}-1.{{version}}.0.tgz
              version: 1.{{version}}.0

        """);
}
