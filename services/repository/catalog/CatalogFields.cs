namespace Upgrades.Repository.Catalogs;

/// <summary>A map whose keys the schema knows by name. A key it does not know is warned about; what is missing reads as null.</summary>
internal sealed class CatalogFields
{
    public const string ProofKey = "proof";

    private readonly CatalogCursor _cursor;
    private readonly Dictionary<string, (string Path, CatalogNode Value)> _fields = new(StringComparer.Ordinal);

    public CatalogFields(CatalogCursor cursor, CatalogNode node, string path, params IReadOnlyList<string> known)
    {
        (_cursor, Node, Path) = (cursor, node, path);
        cursor.Knows(path, known);
        foreach (var entry in cursor.Entries(node, path))
        {
            if (known.Contains(entry.Key))
            {
                _fields[entry.Key] = (entry.Path, entry.Value);
            }
            else
            {
                cursor.Warn(entry.Path, entry.Line, NearestName.Of(entry.Key, known) is { } meant
                    ? $"is no key that anybody reads; was {meant} meant?" : "is no key that anybody reads");
            }
        }
    }

    public CatalogNode Node { get; }

    public string Path { get; }

    public bool Has(string key) => _fields.ContainsKey(key);

    public string? Text(string key) => _fields.TryGetValue(key, out var f) ? _cursor.Text(f.Value, f.Path) : null;

    public bool? Flag(string key) => _fields.TryGetValue(key, out var f) ? _cursor.Flag(f.Value, f.Path) : null;

    public double? Number(string key, double least, double most) =>
        _fields.TryGetValue(key, out var f) ? _cursor.Number(f.Value, f.Path, least, most) : null;

    public IReadOnlyList<string> Texts(string key, bool numbersToo = false) =>
        _fields.TryGetValue(key, out var f) ? _cursor.Texts(f.Value, f.Path, numbersToo) : [];

    /// <summary>Texts with the place of each.</summary>
    public IReadOnlyList<CatalogText> Items(string key, bool numbersToo = false) =>
        _fields.TryGetValue(key, out var f) ? _cursor.Items(f.Value, f.Path, numbersToo) : [];

    public T? Read<T>(string key, Func<CatalogNode, string, T> read) => _fields.TryGetValue(key, out var f) ? read(f.Value, f.Path) : default;

    /// <summary>One of a few words, in any case.</summary>
    public T? Choice<T>(string key)
        where T : struct, Enum
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        if (Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0]))
        {
            return value;
        }

        var words = string.Join(", ", Enum.GetNames<T>().Select(n => char.ToLowerInvariant(n[0]) + n[1..]));
        _cursor.Error(_fields[key].Path, _fields[key].Value, $"must be one of {words}, not '{text}'");
        return null;
    }

    /// <summary>A CronJob and its namespace: both or neither. A <c>proof</c> stands with the CronJob it belongs to.</summary>
    public CronJobName? CronJob(string jobKey, string namespaceKey)
    {
        var proof = Read(ProofKey, (n, p) => ProofReader.Read(_cursor, n, p));
        if (Text(jobKey) is { } job && Text(namespaceKey) is { } ns)
        {
            return new CronJobName(job, ns) { Proof = proof, ProofIsWrong = Has(ProofKey) && proof is null };
        }

        if (Has(jobKey) != Has(namespaceKey))
        {
            _cursor.Error(Path, Node, $"needs both {jobKey} and {namespaceKey}: no backup can be planned with one alone");
        }
        else if (Has(ProofKey))
        {
            _cursor.Error(Path, Node, $"has a proof, and no {jobKey} whose backups it would prove");
        }

        return null;
    }
}
