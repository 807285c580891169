using Upgrades.Hosting.State;

namespace Upgrades.Tests.Hosting;

/// <summary>What only a file can have.</summary>
public sealed class SqliteEngineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task a_second_process_is_told_that_the_file_is_in_use()
    {
        await using var first = Open(_folder.Path);

        var words = Should.Throw<InvalidOperationException>(() => Open(_folder.Path)).Message;

        words.ShouldContain("in use by another process");
        words.ShouldContain("UPGRADES__STATE__FOLDER");
    }

    [Fact]
    public async Task a_file_that_is_no_database_is_named()
    {
        var path = Path.Combine(_folder.Path, "work.db");
        await File.WriteAllTextAsync(path, string.Concat(Enumerable.Repeat("not a database. ", 1000)));

        var words = Should.Throw<InvalidOperationException>(() => Open(_folder.Path)).Message;

        words.ShouldContain(path);
        words.ShouldContain("file is not a database");
        // The failed start leaves no lock behind.
        File.Delete(path);
        await using var store = Open(_folder.Path);
    }

    [Fact]
    public void a_folder_that_cannot_be_made_is_named()
    {
        var file = Path.Combine(_folder.Path, "file");
        File.WriteAllText(file, "");

        Should.Throw<InvalidOperationException>(() => Open(Path.Combine(file, "state"))).Message.ShouldStartWith("UPGRADES__STATE__FOLDER: ");
    }

    [Fact]
    public void a_folder_that_cannot_be_written_is_named()
    {
        // Also the superuser cannot make a file there.
        Should.Throw<InvalidOperationException>(() => Open("/proc")).Message.ShouldStartWith("UPGRADES__STATE__FOLDER: /proc cannot be written");
    }

    private static StateStore Open(string folder) => StateStore.Open("work", new StateOptions { Folder = folder }, WorkLoop.Schema, TimeProvider.System);
}
