namespace Upgrades.Hosting.Probes;

/// <summary>No answer over HTTP at all, in words for an operator.</summary>
public static class HttpTrouble
{
    /// <param name="setting">That names the address.</param>
    public static ProbeResult Away(string dependency, HttpRequestException error, string setting)
    {
        var why = error.GetBaseException().Message;
        return error.HttpRequestError switch
        {
            HttpRequestError.SecureConnectionError => ProbeResult.Failed(
                dependency, $"no encrypted connection comes about: {why}", $"see whether {setting} has to be http:// or https://, and whether the certificate there is trusted here"),
            HttpRequestError.NameResolutionError => ProbeResult.Failed(
                dependency, $"its name leads nowhere: {why}", $"correct the host in {setting}, or see to this machine's DNS"),
            _ => ProbeResult.Failed(
                dependency, $"cannot be reached: {why}", $"see whether {setting} is right, whether it is up, and whether a network policy or firewall is between"),
        };
    }

    /// <param name="setting">That names the address.</param>
    public static ProbeResult Slow(string dependency, TimeSpan patience, string setting) => ProbeResult.Failed(
        dependency, $"did not answer within {patience.TotalSeconds:0} s", $"see whether {setting} is right and it is well, and whether something between drops what is sent");
}
