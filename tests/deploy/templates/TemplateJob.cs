using System.Diagnostics;
using k8s.Models;

namespace Upgrades.Tests.Deploy.Templates;

/// <param name="Log">Both outputs, as a pod's log has them.</param>
internal sealed record JobEnd(int ExitCode, string Log);

/// <summary>
/// A Job of a template's CronJob, run on this machine: the command of its container with the scripts of its ConfigMaps, in the environment that
/// its manifest gives it and no other. Only where the server and the volumes are is told it anew.
/// </summary>
internal sealed class TemplateJob
{
    private readonly string _script;
    private readonly Dictionary<string, string> _environment;

    private TemplateJob(string script, Dictionary<string, string> environment) => (_script, _environment) = (script, environment);

    /// <param name="folder">Where its scripts may lie.</param>
    /// <param name="here">What is elsewhere here; a secret by its key.</param>
    public static TemplateJob Of(Rendering rendering, string cronJob, string folder, IReadOnlyDictionary<string, string> here)
    {
        var pod = rendering.Of<V1CronJob>().Single(c => c.Name() == cronJob).Spec.JobTemplate.Spec.Template.Spec;
        var container = pod.Containers.Single();
        var maps = rendering.Of<V1ConfigMap>().ToDictionary(m => m.Name(), m => m.Data);
        var scripts = Directory.CreateDirectory(Path.Combine(folder, "scripts")).FullName;
        foreach (var (name, text) in ScriptsOf(rendering, pod))
        {
            File.WriteAllText(Path.Combine(scripts, name), text);
        }

        var environment = container.EnvFrom.SelectMany(e => maps[e.ConfigMapRef.Name]).ToDictionary(e => e.Key, e => e.Value);
        foreach (var variable in container.Env.Where(v => v.ValueFrom?.FieldRef is null))
        {
            environment[variable.Name] = variable.ValueFrom?.SecretKeyRef is { } secret ? here[secret.Key] : variable.Value;
        }

        environment["PATH"] = Environment.GetEnvironmentVariable("PATH")!;
        foreach (var (name, value) in here.Where(h => h.Key.All(c => c == '_' || char.IsAsciiLetterUpper(c))))
        {
            environment[name] = value;
        }

        return new TemplateJob(Path.Combine(scripts, Path.GetFileName(container.Command[1])), environment);
    }

    /// <summary>File names and texts, of all ConfigMaps that are mounted as one folder.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> ScriptsOf(Rendering rendering, V1PodSpec pod) =>
        [.. pod.Volumes.Single(v => v.Projected is not null).Projected.Sources.SelectMany(s => rendering.Of<V1ConfigMap>().Single(m => m.Name() == s.ConfigMap.Name).Data)];

    /// <param name="job">Name of the Job.</param>
    /// <param name="given">What is put into its environment when it is made.</param>
    public Task<JobEnd> RunAsync(string job, params (string Name, string Value)[] given) => EndAsync(Start(job, given));

    /// <summary>For who wants to disturb it.</summary>
    public Process Start(string job, params (string Name, string Value)[] given)
    {
        var start = new ProcessStartInfo("sh", [_script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        foreach (var (name, value) in _environment.Select(e => (e.Key, e.Value)).Append(("JOB", job)).Concat(given))
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    public static async Task<JobEnd> EndAsync(Process process)
    {
        using (process)
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            return new JobEnd(process.ExitCode, await output + await error);
        }
    }
}
