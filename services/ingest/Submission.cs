using System.Text.RegularExpressions;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Ingest.Decisions;

namespace Upgrades.Ingest;

/// <summary>
/// An update that an operator, or a program of theirs, says: it goes the same road as a webhook, by <c>POST /operator/ingest/updates</c>.
/// </summary>
/// <param name="Image">Any spelling, without tag and digest.</param>
/// <param name="Namespace">Where it runs, when that is known; narrows which chart may bring the image.</param>
/// <param name="Source">Who says it: <c>cli</c>, <c>reconcile</c>. Null: a person who wants this image now, so that nobody waits for others beside it.</param>
internal sealed partial record Submission(string Image, string Tag, bool Force = false, string? Digest = null, string? Namespace = null, string? Source = null)
{
    /// <returns>202 with what became of it; 400 with the field that is wrong.</returns>
    public static async Task<IResult> AcceptAsync(Submission submission, ReceiveUpdate receive, CancellationToken cancellationToken)
    {
        if (!ImageReference.TryParse(submission.Image, out var image, out var error))
        {
            return Wrong("image", error);
        }

        if (submission.Mistake() is var (field, mistake))
        {
            return Wrong(field, mistake);
        }

        var signal = new Signal
        {
            Form = SignalForm.Operator,
            Image = image.WithTag(submission.Tag),
            Status = "new",
            Digest = submission.Digest,
            Namespace = submission.Namespace,
            Force = submission.Force,
            Source = submission.Source,
        };
        return Results.Json(await receive.AcceptAsync(signal, cancellationToken), statusCode: StatusCodes.Status202Accepted);
    }

    private (string Field, string Mistake)? Mistake() =>
        !ImageReference.IsTag(Tag) ? ("tag", "is not an OCI tag")
        : Digest is not null && !ImageReference.IsDigest(Digest) ? ("digest", "is not an OCI digest")
        : Namespace is not null && !Names().IsMatch(Namespace) ? ("namespace", "is no name of a namespace")
        : Source is not null && !Sources().IsMatch(Source) ? ("source", "is a word of small letters, at most 20")
        : null;

    private static IResult Wrong(string field, string error) => Results.Json(new { error, field }, statusCode: StatusCodes.Status400BadRequest);

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\z")]
    private static partial Regex Names();

    [GeneratedRegex(@"\A[a-z]{1,20}\z")]
    private static partial Regex Sources();
}
