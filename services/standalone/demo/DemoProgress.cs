using Upgrades.Standalone.Following;

namespace Upgrades.Standalone.Demo;

/// <summary>One line for each thing that happens to an upgrade. Beyond forty services only outcomes are told.</summary>
internal sealed class DemoProgress(TextWriter output, int services)
{
    private const int TellAllUpTo = 40;

    public void Say(string line) => output.WriteLine(line);

    public void Tell(TimeSpan elapsed, FollowedUpgrade upgrade, object message)
    {
        if ((services <= TellAllUpTo || upgrade.Outcome is not null) && EventWords.Line(elapsed, upgrade, message) is { } line)
        {
            output.WriteLine(line);
        }
    }
}
