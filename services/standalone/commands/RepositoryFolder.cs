using Upgrades.Repository.Catalogs;
using Upgrades.Terraform;

namespace Upgrades.Standalone.Commands;

/// <summary>A checked-out repository, read as it lies there and never written to.</summary>
internal sealed record RepositoryFolder(IReadOnlyList<SourceFile> Files, Catalog Catalog, IReadOnlyList<string> Problems)
{
    private const string CatalogFile = "upgrade-config.json";

    public TerraformOptions Options => new()
    {
        StackRoots = Catalog.StackRoots.Count > 0 ? Catalog.StackRoots : new TerraformOptions().StackRoots,
        RegistryMirrors = Catalog.Mirrors.ToDictionary(m => m.Mirror, m => m.Origin),
    };

    public static RepositoryFolder Read(DirectoryInfo folder)
    {
        var files = new List<SourceFile>();
        var problems = new List<string>();
        foreach (var file in Sources(folder))
        {
            var path = Path.GetRelativePath(folder.FullName, file).Replace(Path.DirectorySeparatorChar, '/');
            if (SourceFile.TryDecode(path, File.ReadAllBytes(file), out var source, out var problem))
            {
                files.Add(source);
            }
            else
            {
                problems.Add(problem.ToString());
            }
        }

        var catalog = new FileInfo(Path.Combine(folder.FullName, CatalogFile));
        if (!catalog.Exists)
        {
            return new RepositoryFolder(files, Catalog.Empty, problems);
        }

        var reading = CatalogReader.Read(CatalogFile, File.ReadAllBytes(catalog.FullName));
        problems.AddRange(reading.Problems.Where(p => p.Severity != CatalogSeverity.Note).Select(p => $"{CatalogFile}:{p.Line}: {p.Path}: {p.Message}"));
        return new RepositoryFolder(files, reading.Catalog, problems);
    }

    /// <summary>Links are not followed: a repository is a stranger's text.</summary>
    private static IEnumerable<string> Sources(DirectoryInfo folder)
    {
        var walk = new System.IO.Enumeration.FileSystemEnumerable<string>(
            folder.FullName,
            (ref entry) => entry.ToFullPath(),
            new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
        {
            ShouldIncludePredicate = (ref entry) => !entry.IsDirectory && TerraformEngine.IsSource(entry.FileName.ToString()),
            ShouldRecursePredicate = (ref entry) => entry.FileName is not ".git" and not ".terraform",
        };
        return walk.Order(StringComparer.Ordinal);
    }
}
