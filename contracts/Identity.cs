using System.Security.Cryptography;
using System.Text;

namespace Upgrades.Contracts;

/// <summary>
/// Identities derived from what they identify, so that the same signal or the same upgrade gets the same id however and
/// however often it arrives (DESIGN §4).
/// </summary>
public static class Identity
{
    /// <summary>Id of an update: canonical image name, tag, digest (or none) and attempt.</summary>
    public static Guid Update(string canonicalImage, string tag, string? digest, int attempt) =>
        Hash("update", canonicalImage, tag, digest ?? "", attempt.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>
    /// Id of an upgrade: repository, stack, the (image or chart, target) pairs in any order, and attempt.
    /// </summary>
    public static Guid Upgrade(string repository, string stack, IEnumerable<(string Subject, string Target)> targets, int attempt)
    {
        var pairs = targets.Select(t => $"{t.Subject}\n{t.Target}").Distinct().Order(StringComparer.Ordinal);
        return Hash(["upgrade", repository, stack, .. pairs, attempt.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
    }

    /// <summary>RFC 9562 version 8 UUID from SHA-256 over the parts, each prefixed with its length so that no two lists collide.</summary>
    private static Guid Hash(params string[] parts)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            sha.AppendData(BitConverter.GetBytes(System.Net.IPAddress.HostToNetworkOrder(bytes.Length)));
            sha.AppendData(bytes);
        }

        var id = sha.GetHashAndReset()[..16];
        id[6] = (byte)((id[6] & 0x0F) | 0x80);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id, bigEndian: true);
    }
}
