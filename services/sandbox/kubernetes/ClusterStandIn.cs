using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Upgrades.Sandbox.Kubernetes;

/// <summary>
/// A Kubernetes API in which nothing runs by itself: what is asked for is stored with its instant, and every answer is computed
/// from that and the time. Rules and field names are those of <c>reference/kubernetes.md</c>.
/// </summary>
/// <param name="time">Domain time: rollouts take seconds of it.</param>
public sealed partial class ClusterStandIn(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, ClusterNamespace> _namespaces = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Workload> _hosts = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentQueue<(int Status, string Body)> _answers = new();
    private readonly Lock _gate = new();
    private readonly List<Job> _jobs = [];
    private readonly List<Task> _working = [];
    private int _requests;

    /// <summary>Asked once for each container of a pod, when its rollout is planned; the image is as the manifest spells it.</summary>
    public Func<string, ImageBehaviour> BehaviourOf { get; set; } = _ => new ImageBehaviour.Healthy(TimeSpan.FromSeconds(5));

    /// <summary><c>sha256:…</c> of a canonical image reference, as the registry would have it; shown in <c>imageID</c>.</summary>
    public Func<string, string> DigestOf { get; set; } = CanonicalImage.AnyDigest;

    /// <summary>When set, requests without it as bearer token get 401.</summary>
    public string? Token { get; set; }

    /// <summary>How many requests have come, whatever they were answered.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Every Job ever created through the API, oldest first.</summary>
    public IReadOnlyList<SeenJob> Jobs
    {
        get
        {
            var now = Now;
            lock (_gate)
            {
                return [.. _jobs.Select(j => j.Seen(now))];
            }
        }
    }

    /// <summary>Raised within the request, after the Job is stored and before the answer.</summary>
    public event Action<SeenJob>? JobCreated;

    internal DateTimeOffset Now => time.GetUtcNow();

    internal IReadOnlyList<ClusterNamespace> Namespaces => [.. _namespaces.Values.OrderBy(n => n.Name, StringComparer.Ordinal)];

    public void Map(WebApplication app)
    {
        app.Use(GuardAsync);
        new KubernetesApi(this).Map(app);
    }

    /// <summary>Creates the workload, or rolls it when its template has changed; does nothing when all is equal.</summary>
    /// <param name="since">For a new one: when it was created, so that it need not start up first. Null: now.</param>
    public void Apply(WorkloadSpec workload, DateTimeOffset? since = null)
    {
        var space = Space(workload.Namespace);
        lock (space.Gate)
        {
            space.Apply(workload, Now, since, image => BehaviourOf(image));
            var applied = space.Workloads[(workload.Kind, workload.Name)];
            foreach (var (host, _) in _hosts.Where(h => h.Value == applied && !string.Equals(h.Key, workload.Host, StringComparison.OrdinalIgnoreCase)))
            {
                _hosts.TryRemove(host, out _);
            }

            if (workload.Host is { } own)
            {
                _hosts[own] = applied;
            }
        }
    }

    /// <summary>Takes the workload, its pods and its host away at once.</summary>
    public void Delete(string ns, string name)
    {
        var space = Space(ns);
        lock (space.Gate)
        {
            foreach (var (key, workload) in space.Workloads.Where(w => w.Key.Name == name).ToList())
            {
                space.Workloads.Remove(key);
                if (workload.Spec.Host is { } host)
                {
                    _hosts.TryRemove(host, out _);
                }
            }
        }
    }

    /// <summary>Adds the CronJob, or changes the one of that name.</summary>
    public void Add(CronJobSpec cronJob)
    {
        var space = Space(cronJob.Namespace);
        lock (space.Gate)
        {
            var known = space.CronJobs.TryGetValue(cronJob.Name, out var found) ? found : space.CronJobs[cronJob.Name] = new CronJob(cronJob, Now);
            known.Spec = cronJob;
        }
    }

    /// <summary>What becomes of the Jobs made from now on.</summary>
    public void Set(string ns, string cronJob, BackupJobOutcome outcome)
    {
        var space = Space(ns);
        lock (space.Gate)
        {
            var found = space.CronJobs[cronJob];
            found.Spec = found.Spec with { Outcome = outcome };
        }
    }

    /// <summary>What whoever made the Job told it beyond its template.</summary>
    public IReadOnlyDictionary<string, string> EnvironmentOf(string ns, string job) =>
        Read(ns, (space, _) => space.Jobs.Where(j => j.Name == job).Select(j => JobEnvironment.Of(j.Posted)).FirstOrDefault()) ?? new Dictionary<string, string>();

    public WorkloadSpec? Workload(string ns, string name) => Read(ns, (space, _) => space.Workloads.Values.FirstOrDefault(w => w.Spec.Name == name)?.Spec);

    /// <summary>Is the newest rollout of the workload through, as Terraform's <c>wait_for_rollout</c> asks?</summary>
    public bool IsRolledOut(string ns, string name) =>
        Read(ns, (space, now) => space.Workloads.Values.FirstOrDefault(w => w.Spec.Name == name)?.IsComplete(now) ?? false);

    /// <summary>What the front door of an Ingress host answers now: 404 for an unknown host, 503 while no pod is ready.</summary>
    public int AnswerOf(string host)
    {
        if (!_hosts.TryGetValue(host, out var workload))
        {
            return StatusCodes.Status404NotFound;
        }

        return Read(workload.Spec.Namespace, (_, now) => workload.ActivePods(now).Where(p => p.IsServing(now)).MaxBy(p => p.CreatedAt) is { } pod
            ? pod.Containers.Select(c => c.HttpStatus).FirstOrDefault(s => s != StatusCodes.Status200OK, StatusCodes.Status200OK)
            : StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>The next request gets this answer instead; calls add up. A body that begins with &lt; is HTML.</summary>
    public void AnswerNext(int status, string body) => _answers.Enqueue((status, body));

    internal ClusterNamespace? Find(string ns) => _namespaces.GetValueOrDefault(ns);

    internal T? Read<T>(string ns, Func<ClusterNamespace, DateTimeOffset, T?> read)
    {
        if (Find(ns) is not { } space)
        {
            return default;
        }

        lock (space.Gate)
        {
            return read(space, Now);
        }
    }

    internal (JsonObject? Job, ApiError? Error) CreateJob(string ns, JsonObject posted)
    {
        if (Find(ns) is not { } space)
        {
            return (null, ApiError.NotFound("namespaces", ns));
        }

        Job job;
        JsonObject written;
        CronJobSpec? cronJob = null;
        lock (space.Gate)
        {
            var now = Now;
            if (space.Create(posted, now, spec => (cronJob = spec) switch
            {
                { Runs: not null } => spec with { Outcome = BackupJobOutcome.NeverEnds },
                { Restores: not null } => Judge(spec, posted, now),
                _ => spec,
            }) is not { } created)
            {
                return (null, ApiError.AlreadyExists("jobs.batch", (string)posted["metadata"]!["name"]!));
            }

            (job, written) = (created, JobJson.Write(created, now));
        }

        lock (_gate)
        {
            _jobs.Add(job);
        }

        Restore(job);
        JobCreated?.Invoke(job.Seen(job.CreatedAt));
        if (cronJob?.Runs is { } run)
        {
            lock (_gate)
            {
                _working.Add(Task.Run(async () => End(space, job, cronJob, await run(job.Name, JobEnvironment.Of(posted)))));
            }
        }

        return (written, null);
    }

    /// <summary>Jobs that do their work in earnest have done it.</summary>
    public Task WorkIsDoneAsync()
    {
        lock (_gate)
        {
            return Task.WhenAll(_working);
        }
    }

    private void End(ClusterNamespace space, Job job, CronJobSpec cronJob, RanJob ran)
    {
        lock (space.Gate)
        {
            JobPlan.End(job, cronJob, ran, Now);
        }

        Restore(job);
    }

    /// <summary>Whoever starts later finds the schema from before the migrations.</summary>
    private void Restore(Job job)
    {
        if (job.Restores is { } restored && job.Conditions.FirstOrDefault(c => c.Type == "Complete") is { } complete)
        {
            var other = Space(restored);
            lock (other.Gate)
            {
                other.RestoreDatabase(complete.Since);
            }
        }
    }

    /// <summary>As a restore's script would: nothing is done without a whole backup of the right database.</summary>
    private CronJobSpec Judge(CronJobSpec spec, JsonObject posted, DateTimeOffset now)
    {
        var told = JobEnvironment.Of(posted);
        var backup = told.GetValueOrDefault("UPGRADES_BACKUP_JOB");
        bool isThere;
        lock (_gate)
        {
            isThere = _jobs.Exists(j => j.Name == backup && j.EndedAt(now)?.Type == "Complete");
        }

        return !isThere ? spec with { Outcome = BackupJobOutcome.Fails, LogLines = [$"restore: there is no dump of Job '{backup}'"] }
            : told.GetValueOrDefault("UPGRADES_DATABASE") != spec.Database ? spec with { Outcome = BackupJobOutcome.Fails, LogLines = [$"restore: the dump is not of database '{told.GetValueOrDefault("UPGRADES_DATABASE")}'"] }
            : spec;
    }

    private ClusterNamespace Space(string ns) => _namespaces.GetOrAdd(ns, name => new ClusterNamespace(name, Now, _nodes));

    private Task GuardAsync(HttpContext context, Func<Task> next)
    {
        Interlocked.Increment(ref _requests);
        if (ClockSkew != TimeSpan.Zero)
        {
            context.Response.Headers.Date = (TimeProvider.System.GetUtcNow() + ClockSkew).ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        }

        if (_answers.TryDequeue(out var answer))
        {
            var type = answer.Body.StartsWith('<') ? "text/html" : answer.Body.StartsWith('{') ? "application/json" : "text/plain";
            return Results.Text(answer.Body, type, statusCode: answer.Status).ExecuteAsync(context);
        }

        return Token is { } token && context.Request.Headers.Authorization != $"Bearer {token}"
            ? ApiError.Unauthorized().Answer().ExecuteAsync(context)
            : next();
    }
}
