using System.ComponentModel.DataAnnotations;
using Npgsql;

namespace Upgrades.Hosting.State;

/// <summary>Section <c>State</c>.</summary>
public sealed class StateOptions : IValidatableObject
{
    /// <summary>Folder of the SQLite files, one per service: <c>ingest.db</c>.</summary>
    [Required]
    public string Folder { get; set; } = "/data";

    /// <summary>
    /// Npgsql connection string, <c>Host=…;Username=…;Password=…;Database=…</c>: each service has its own schema in that
    /// database. Empty: SQLite.
    /// </summary>
    [DataType(DataType.Password)]
    public string? Postgres { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrEmpty(Postgres) && !NamesHost(Postgres))
        {
            // What the parser says may contain a part of the password.
            yield return new ValidationResult("must be empty or an Npgsql connection string: Host=…;Username=…;Password=…;Database=…", [nameof(Postgres)]);
        }
    }

    private static bool NamesHost(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text).Host is { Length: > 0 };
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException)
        {
            return false;
        }
    }
}
