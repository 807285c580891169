using System.ComponentModel.DataAnnotations;

namespace Upgrades.Hosting.Web;

/// <summary>Section <c>Operator</c>.</summary>
public sealed class OperatorOptions
{
    /// <summary>Bearer token of the operator's endpoints and commands. Without one these endpoints refuse everybody.</summary>
    [DataType(DataType.Password)]
    public string? Token { get; set; }
}
