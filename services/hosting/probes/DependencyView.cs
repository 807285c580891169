namespace Upgrades.Hosting.Probes;

/// <summary>A dependency as an operator sees it.</summary>
/// <param name="Verdict"><c>works</c>, <c>failed</c> or <c>notSet</c>.</param>
/// <param name="Advice">Null: nothing is to be done.</param>
/// <param name="Since">Since when the verdict is what it is.</param>
/// <param name="LastSuccess">Null: it has never worked.</param>
internal sealed record DependencyView(
    string Service, string Dependency, string Verdict, string Said, string? Advice, DateTimeOffset Since, DateTimeOffset? LastSuccess, DateTimeOffset LastTry)
{
    public static DependencyView Of(string service, Dependency row) => new(
        service, row.Name, char.ToLowerInvariant(row.Verdict[0]) + row.Verdict[1..], row.Said, row.Advice, At(row.Since), row.LastSuccess is { } last ? At(last) : null, At(row.LastTry));

    private static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
