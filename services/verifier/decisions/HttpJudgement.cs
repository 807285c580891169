using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Verifier.Decisions;

/// <summary>What an address answered.</summary>
/// <param name="Status">Null when there was no answer; <paramref name="Error"/> says why.</param>
internal sealed record HttpAnswer(string Url, int? Status, string? Error = null, string? RedirectedTo = null)
{
    public bool IsFine => Status is >= 200 and < 400 or 401;

    /// <summary>Nobody is there, or who is there is broken.</summary>
    public bool IsDown => Status is null or < 200 or >= 500;

    /// <summary>403, 404, 429 and the like: fine for some, broken for others.</summary>
    public bool IsRefusal => !IsFine && !IsDown;

    public string Words => Status is { } status ? $"answered {status}{(RedirectedTo is null ? "" : $" to {RedirectedTo}")}" : $"gave no answer: {Error}";
}

/// <summary>200-399 and 401 pass; 5xx and no answer fail; other 4xx pass if they were the same before (DESIGN §6.5).</summary>
internal static class HttpJudgement
{
    /// <param name="baseline">Null when the state before is not known at all.</param>
    public static CheckVerdict Of(HttpAnswer answer, Baseline? baseline)
    {
        if (answer.IsFine)
        {
            return CheckVerdict.Passed;
        }

        var before = baseline?.Answers.FirstOrDefault(a => a.Url == answer.Url);
        return answer.IsRefusal
            ? baseline is null ? CheckVerdict.NotProven : before?.Status == answer.Status ? CheckVerdict.Passed : CheckVerdict.Failed
            : before is { IsDown: true } ? CheckVerdict.BrokenBefore : CheckVerdict.Failed;
    }

    public static CheckResult Check(HttpAnswer answer, Baseline? baseline)
    {
        var verdict = Of(answer, baseline);
        return new CheckResult
        {
            Check = Checks.Http,
            Verdict = verdict,
            Detail = $"{answer.Url} {answer.Words}" + verdict switch
            {
                CheckVerdict.BrokenBefore => ", and was down before the upgrade too",
                CheckVerdict.NotProven => "; what it answered before is not known",
                CheckVerdict.Passed when answer.IsRefusal => ", as before the upgrade",
                _ => "",
            },
        };
    }

    /// <summary>An HTTP status comes from the service or the proxy before it; silence may have many reasons.</summary>
    public static Failure Failure(HttpAnswer answer, Selection selection)
    {
        // Of several workloads it cannot be told which one answers.
        var behind = selection.Workloads is [var only] ? only.TargetPods.FirstOrDefault() : null;
        return new Failure
        {
            Check = Checks.Http,
            Cause = answer.Status is null ? FailureCause.Unknown : FailureCause.Version,
            Summary = $"{answer.Url} {answer.Words}",
            Namespace = behind?.Namespace,
            Pod = behind?.Name,
            Node = behind?.Node,
            Container = behind?.Containers.FirstOrDefault(c => !c.IsInit)?.Name,
            HttpStatus = answer.Status,
            Url = answer.Url,
        };
    }
}
