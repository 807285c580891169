using System.Text.RegularExpressions;

namespace Upgrades.Terraform.Sites;

/// <summary>The keys of <c>for_each</c> in an address.</summary>
internal static partial class ElementKeys
{
    public static string Without(string address) => Key().Replace(address, "");

    [GeneratedRegex(@"\[(""[^""]*""|[0-9]+)\]")]
    private static partial Regex Key();
}
