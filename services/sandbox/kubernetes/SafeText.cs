using System.Security.Cryptography;

namespace Upgrades.Sandbox.Kubernetes;

/// <summary>Kubernetes' alphabet for generated names: no vowels, so that no words come about.</summary>
internal static class SafeText
{
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    public static string Of(ReadOnlySpan<byte> bytes, int length)
    {
        var text = new char[length];
        for (var i = 0; i < length; i++)
        {
            text[i] = Alphabet[bytes[i] % Alphabet.Length];
        }

        return new string(text);
    }

    /// <summary>A generated name: the prefix, cut so that the whole is a label value, and five random characters.</summary>
    public static string Name(string prefix) => (prefix.Length <= 58 ? prefix : prefix[..58]) + Of(RandomNumberGenerator.GetBytes(5), 5);
}
