using Upgrades.Analyzer.Outside;
using Upgrades.Hosting.Probes;
using Upgrades.Hosting.Text;

namespace Upgrades.Analyzer.Probes;

/// <summary>What became of a question outside, in words for an operator.</summary>
internal static class OutsideFailure
{
    public static bool Is(Exception error) => error is OutsideUnavailableException or RateLimitedException;

    /// <param name="address">The setting that says where it is.</param>
    /// <param name="credential">The setting with what is shown there.</param>
    public static ProbeResult Of(string dependency, Exception error, string address, string credential)
    {
        var said = OutsideLines.Line(error.Message);
        return error switch
        {
            RateLimitedException limited => ProbeResult.Failed(
                dependency, said, $"it asks us to wait {limited.Wait.TotalMinutes:0} min, and is; {credential} of an account with a larger budget makes it shorter"),
            OutsideUnavailableException { Trouble: OutsideTrouble.Refused } => ProbeResult.Failed(
                dependency, said, $"{credential} is wrong, has ended or was revoked: give it a present one"),
            OutsideUnavailableException { Trouble: OutsideTrouble.Away } => ProbeResult.Failed(
                dependency, said, $"see whether {address} is right, whether it is up, and whether a network policy or firewall is between"),
            OutsideUnavailableException { Trouble: OutsideTrouble.Encryption } => ProbeResult.Failed(
                dependency, said, $"see whether {address} has to be http:// or https://, and whether the certificate there is trusted here"),
            OutsideUnavailableException { Trouble: OutsideTrouble.Slow } => ProbeResult.Failed(
                dependency, said, $"see whether {address} is right and it is well, and whether something between drops what is sent"),
            _ => ProbeResult.Failed(dependency, said, $"see whether it is well, and what answers at {address}"),
        };
    }
}
