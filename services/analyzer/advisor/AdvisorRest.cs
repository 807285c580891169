namespace Upgrades.Analyzer.Advisor;

/// <summary>
/// Whether the advisor is left alone for a while. Who was not well is not asked again for 30 seconds, then for twice as long, up to five
/// minutes; a wrong setting, for an hour (<c>reference/claude-agent-service.md</c>, "Error matrix"). So an outage costs one plan its wait and
/// not each. Also what has been logged since the last answer: each cause is said once. On the system clock.
/// </summary>
internal sealed class AdvisorRest(TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan WrongSetting = TimeSpan.FromHours(1);
    private readonly Lock _gate = new();
    private readonly HashSet<AdviceOutcome> _said = [];
    private DateTimeOffset _until;
    private int _failures;

    public bool IsOver
    {
        get
        {
            lock (_gate)
            {
                return time.GetUtcNow() >= _until;
            }
        }
    }

    /// <returns>Whether this is news.</returns>
    public bool Note(AdviceOutcome outcome)
    {
        lock (_gate)
        {
            if (outcome is AdviceOutcome.Given)
            {
                _failures = 0;
                _said.Clear();
                return false;
            }

            if (outcome is AdviceOutcome.Timeout or AdviceOutcome.Unreachable or AdviceOutcome.Busy or AdviceOutcome.Refused)
            {
                var pause = outcome is AdviceOutcome.Refused ? WrongSetting : First * Math.Pow(2, Math.Min(_failures++, 10));
                _until = time.GetUtcNow() + (outcome is AdviceOutcome.Refused || pause < Longest ? pause : Longest);
            }

            return _said.Add(outcome);
        }
    }
}
