using System.Diagnostics;
using System.Globalization;
using System.Text;
using Upgrades.Terraform;

namespace Upgrades.Benchmarks;

/// <summary>The engine in a warm process on a generated tree: parse, graph and all sites, beside the reading of the same bytes.</summary>
internal static class EngineRun
{
    private const int FilesPerStack = 4;
    private const int Turns = 9;

    /// <summary>Before everything is compiled as well as it will be.</summary>
    private const int WarmTurns = 60;
    private const double MostMilliseconds = 150;
    private const double MostMegabytes = 150;

    /// <summary>How much dearer a file may be in the largest tree than in the smallest: memory no longer fits the caches there.</summary>
    private const double MostGrowth = 3;

    public static int Run()
    {
        var small = Measure(440, WarmTurns);
        var large = Measure(10_000, warmTurns: 1);
        var growth = large.Milliseconds / large.Files / (small.Milliseconds / small.Files);
        Console.WriteLine($"cost per file at {large.Files} files over cost per file at {small.Files}: {growth:F2} (allowed {MostGrowth})");
        return small.Milliseconds <= MostMilliseconds && small.Megabytes <= MostMegabytes && growth <= MostGrowth ? 0 : 1;
    }

    private static (int Files, double Milliseconds, double Megabytes) Measure(int count, int warmTurns)
    {
        var folder = Directory.CreateTempSubdirectory("upgrades-engine-");
        try
        {
            var paths = Write(folder.FullName, count / FilesPerStack);
            var files = paths.Select(p => Decode(folder.FullName, p)).ToList();
            var sites = 0;
            var scan = Median(() => sites = TerraformEngine.Scan(files, new TerraformOptions()).Stacks.Sum(s => s.Images.Count + s.Charts.Count), warmTurns);
            var reading = Median(() => paths.Sum(p => File.ReadAllBytes(Path.Combine(folder.FullName, p)).Length), warmTurns);
            Console.WriteLine(
                $"{files.Count} files, {files.Sum(f => f.Text.Length) / 1e6:F2} MB, {sites} sites: {scan.Milliseconds:F1} ms, {scan.Megabytes:F0} MB allocated; "
                + $"to read the same bytes {reading.Milliseconds:F1} ms; ratio {scan.Milliseconds / reading.Milliseconds:F1}");
            return (files.Count, scan.Milliseconds, scan.Megabytes);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (double Milliseconds, double Megabytes) Median(Func<int> work, int warmTurns)
    {
        List<(double Milliseconds, double Megabytes)> turns = [];
        for (var i = 0; i < warmTurns + Turns; i++)
        {
            GC.Collect();
            var (allocated, clock) = (GC.GetTotalAllocatedBytes(precise: true), Stopwatch.StartNew());
            _ = work();
            turns.Add((clock.Elapsed.TotalMilliseconds, (GC.GetTotalAllocatedBytes(precise: true) - allocated) / 1e6));
        }

        return turns.Skip(warmTurns).OrderBy(t => t.Milliseconds).ElementAt(Turns / 2);
    }

    private static SourceFile Decode(string folder, string path) =>
        SourceFile.TryDecode(path, File.ReadAllBytes(Path.Combine(folder, path)), out var file, out var problem) ? file : throw new InvalidOperationException(problem.ToString());

    private static IReadOnlyList<string> Write(string folder, int stacks)
    {
        List<string> paths = [];
        for (var i = 0; i < stacks; i++)
        {
            foreach (var (name, text) in Stack(i))
            {
                var path = $"stacks/service-{i.ToString("D5", CultureInfo.InvariantCulture)}/{name}";
                var full = Path.Combine(folder, path);
                Directory.CreateDirectory(Path.GetDirectoryName(full)!);
                File.WriteAllText(full, text);
                paths.Add(path);
            }
        }

        return paths;
    }

    private static IEnumerable<(string Name, string Text)> Stack(int number)
    {
        yield return ("main.tf", Deployments(number));
        yield return ("helm.tf", Release(number));
        yield return ("variables.tf", $$"""
            variable "tag" {
              type    = string
              default = "1.{{number}}.3"
            }

            variable "images" {
              type    = map(object({ repository = string, tag = string }))
              default = {
                worker = { repository = "ghcr.io/example/worker-{{number}}", tag = "2.{{number}}.0" }
                cache  = { repository = "docker.io/valkey/valkey", tag = "8.1.{{number}}" }
              }
            }

            """);
        yield return ("values.yaml", $"""
            replicas: 2
            # the version follows below
            image:
              registry: ghcr.io
              repository: example/chart-{number}
              tag: "3.{number}.1"
            {Lines("config", 90)}
            """);
    }

    private static string Deployments(int number) => string.Concat(new[] { "var.tag", "var.images.worker.tag", "local.versions[\"cache\"]" }.Select((tag, i) => $$"""
        # Workload {{i}} of {{number}}, with what usually stands beside an image.
        resource "kubernetes_deployment" "app_{{i}}" {
          metadata {
            name      = "app-{{i}}"
            namespace = "service-{{number}}"
            labels    = merge(local.labels, { "app.kubernetes.io/component" = "part-{{i}}" })
          }
          spec {
            replicas = var.replicas == null ? 1 : var.replicas
            template {
              spec {
                container {
                  name  = "app-{{i}}"
                  image = "ghcr.io/example/app-{{number}}-{{i}}:${{{tag}}}"
        {{string.Concat(Enumerable.Range(0, 9).Select(e => $$"""
                  env {
                    name  = "SETTING_{{e}}"
                    value = "https://${local.host}:${8000 + {{e}}}/path"
                  }

        """))}}
                }
              }
            }
          }
        }

        """)) + $$"""
        locals {
          host     = "service-{{number}}.example.com"
          labels   = { "app.kubernetes.io/name" = "service-{{number}}" }
          versions = merge({ for name, image in var.images : name => image.tag }, { extra = "1.0.0" })
        }

        variable "replicas" {
          default = null
        }

        """;

    private static string Release(int number) => $$"""
        resource "helm_release" "chart" {
          name       = "chart-{{number}}"
          repository = "https://charts.example.com"
          chart      = "chart"
          version    = "5.{{number}}.0"
          values = [
            file("${path.module}/values.yaml"),
            <<-EOT
              ingress:
                host: ${local.host}
              sidecar:
                image: docker.io/library/nginx:1.27.{{number}}
            EOT
          ]
          set {
            name  = "metrics.image.repository"
            value = "quay.io/example/metrics"
          }
          set {
            name  = "metrics.image.tag"
            value = "v0.{{number}}.1"
          }
        }

        """;

    private static string Lines(string key, int count)
    {
        var text = new StringBuilder($"{key}:\n");
        for (var i = 0; i < count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  setting{i}: \"a value of ordinary length, number {i}\"\n");
        }

        return text.ToString();
    }
}
