using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Upgrades.Hosting.Secrets;
using Upgrades.Standalone.Commands;

namespace Upgrades.Standalone.Doctor;

/// <summary>Tells what is found while it is found, a line each, or all of it at the end as JSON. Nothing in it is one of <see cref="Hide"/>.</summary>
internal sealed class DoctorReport(TextWriter output, bool json)
{
    private const int VerdictWidth = 4;
    private const int ServiceWidth = 8;
    private const int DependencyWidth = 17;
    private const int SaidAt = VerdictWidth + 1 + ServiceWidth + 2 + DependencyWidth + 2;
    private const int AdviceAt = VerdictWidth + 1;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<Finding> _findings = [];
    private readonly List<string> _notes = [];
    private IReadOnlyList<SecretSource> _secrets = [];

    /// <summary>Values that nobody is to see, longest first: whatever a server quotes of them is taken out.</summary>
    public IReadOnlyList<string> Hide { get; set; } = [];

    /// <summary>Settings that are wrong; no service was made.</summary>
    public IReadOnlyList<string> Wrong { get; private set; } = [];

    public int ExitCode => Wrong.Count > 0 ? UsageExitCode.WrongUsage : Count(Finding.Failed) > 0 ? UsageExitCode.Problems : 0;

    public void Tell(Finding finding)
    {
        finding = finding with { Said = Harmless(finding.Said), Advice = finding.Advice is null ? null : Harmless(finding.Advice) };
        _findings.Add(finding);
        var since = finding is { Verdict: Finding.Failed, Since: { } at } ? $" (since {Utc(at)}{(finding.LastSuccess is { } last ? $", worked last {Utc(last)}" : ", has never worked")})" : "";
        Write($"{Word(finding.Verdict),-VerdictWidth} {finding.Service,-ServiceWidth}  {finding.Dependency,-DependencyWidth}  {finding.Said}{since}", SaidAt);
        if (finding.Advice is { } advice)
        {
            Write($"{"",AdviceAt}do: {advice}", AdviceAt + 4);
        }
    }

    public void Tell(IReadOnlyList<SecretSource> secrets)
    {
        _secrets = secrets;
        var width = secrets.Select(s => s.Setting.Length).DefaultIfEmpty().Max();
        foreach (var secret in secrets)
        {
            Write($"{"",AdviceAt}{secret.Setting.PadRight(width)}  from {secret.From}", AdviceAt + 4);
        }
    }

    public void TellWrong(IReadOnlyList<string> settings)
    {
        Wrong = [.. settings.Select(Harmless)];
        foreach (var setting in Wrong)
        {
            Write($"FAIL {Finding.OfSettings,-ServiceWidth}  {"options",-DependencyWidth}  {setting}", SaidAt);
        }
    }

    /// <summary>Worth knowing, and neither tried nor wrong.</summary>
    public void Note(string note)
    {
        _notes.Add(Harmless(note));
        Write($"{"",AdviceAt}{_notes[^1]}", AdviceAt + 4);
    }

    public void End()
    {
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(
                new { Findings = _findings, Secrets = _secrets, WrongSettings = Wrong, Notes = _notes, Works = Count(Finding.Works), Failed = Count(Finding.Failed), NotSet = Count(Finding.NotSet) }, Json));
        }
        else
        {
            output.WriteLine(Wrong.Count > 0
                ? $"{Wrong.Count} {(Wrong.Count == 1 ? "setting is" : "settings are")} wrong, so nothing else was tried"
                : $"{Count(Finding.Works)} work, {Count(Finding.Failed)} failed, {Count(Finding.NotSet)} not set");
        }
    }

    private static string Word(string verdict) => verdict switch { Finding.Works => "ok", Finding.Failed => "FAIL", _ => "-" };

    private static string Utc(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private int Count(string verdict) => _findings.Count(f => f.Verdict == verdict);

    private string Harmless(string text) => Terminal.Harmless(Hide.Aggregate(text, (t, secret) => t.Replace(secret, "***", StringComparison.Ordinal)).ReplaceLineEndings(" "));

    private void Write(string line, int indent)
    {
        if (json)
        {
            return;
        }

        foreach (var part in TextWidth.Wrap(line, indent))
        {
            output.WriteLine(part);
        }
    }
}
