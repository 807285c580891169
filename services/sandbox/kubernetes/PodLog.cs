using System.Text;

namespace Upgrades.Sandbox.Kubernetes;

/// <summary>The answer to <c>kubectl logs</c>.</summary>
/// <param name="TailLines">Null: all.</param>
/// <param name="LimitBytes">Null: all.</param>
internal sealed record PodLog(string? Container, bool Previous, int? TailLines, int? LimitBytes)
{
    public (string? Text, ApiError? Error) Read(Pod pod, DateTimeOffset now)
    {
        var all = pod.Init.Concat(pod.Containers).ToList();
        if (string.IsNullOrEmpty(Container) && pod.Containers.Count > 1)
        {
            var names = string.Join(' ', pod.Containers.Select(c => c.Name));
            return (null, ApiError.BadRequest($"a container name must be specified for pod {pod.Name}, choose one of: [{names}]"));
        }

        var run = string.IsNullOrEmpty(Container) ? pod.Containers[0] : all.Find(c => c.Name == Container);
        if (run is null)
        {
            return (null, ApiError.BadRequest($"container {Container} is not valid for pod {pod.Name}"));
        }

        var status = pod.Status(run, now);
        return (Previous, status) switch
        {
            (true, { Last: null }) => (null, ApiError.BadRequest($"previous terminated container \"{run.Name}\" in pod \"{pod.Name}\" not found")),
            (false, { HasStarted: false, State: ContainerState.Waiting waiting }) =>
                (null, ApiError.BadRequest($"container \"{run.Name}\" in pod \"{pod.Name}\" is waiting to start: {Why(waiting.Reason)}")),
            // What has not ended yet has not printed its last line.
            (false, { State: ContainerState.Running }) when run.RunsFor is not null => (Cut(run.Log.SkipLast(1)), null),
            _ => (Cut(run.Log), null),
        };
    }

    private static string Why(string reason) => reason is "ErrImagePull" or "ImagePullBackOff" ? "trying and failing to pull image" : reason;

    private string Cut(IEnumerable<string> lines)
    {
        var text = string.Concat((TailLines is { } tail ? lines.TakeLast(tail) : lines).Select(l => l + "\n"));
        var bytes = Encoding.UTF8.GetBytes(text);
        return LimitBytes is { } limit && bytes.Length > limit ? Encoding.UTF8.GetString(bytes, 0, limit) : text;
    }
}
