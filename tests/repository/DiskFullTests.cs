using System.Diagnostics;
using System.Security.Cryptography;
using Upgrades.Repository;

namespace Upgrades.Tests.Repository;

/// <summary>A mirror on a disk of its own, of a few megabytes.</summary>
public sealed class DiskFullTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task a_first_clone_without_room_says_so_and_comes_when_there_is_room()
    {
        await using var world = await GitWorld.StartAsync(("big.txt", Noise(6)));
        using var disk = Disk.Mount(world.MirrorFolder("a"));
        var repository = world.Mirror();

        var trouble = await Should.ThrowAsync<RepositoryUnavailableException>(() => repository.FetchAsync(None));
        trouble.Message.ShouldSatisfyAllConditions(
            m => m.ShouldContain(disk.Folder),
            m => m.ShouldContain("UPGRADES__REPOSITORY__MIRRORFOLDER"),
            m => m.ShouldContain("no room left"));
        disk.Grow();

        (await repository.FetchAsync(None)).ShouldBe(await world.Server.HeadAsync("infra"));
    }

    [Fact]
    public async Task a_disk_that_fills_up_later_costs_no_mirror_and_nothing_but_time()
    {
        await using var world = await GitWorld.StartAsync();
        using var disk = Disk.Mount(world.MirrorFolder("a"));
        var repository = world.Mirror();
        var head = await repository.FetchAsync(None);
        disk.Fill();
        var theirs = await world.Server.CommitAsync("infra", new Dictionary<string, string?> { ["README.md"] = Noise(1) }, "theirs");

        (await Should.ThrowAsync<RepositoryUnavailableException>(() => repository.FetchAsync(None))).Message.ShouldContain("no room left");
        (await Should.ThrowAsync<RepositoryUnavailableException>(
            () => repository.CommitAsync(head, GitWorld.Edit("README.md", "x"), GitWorld.Message, None))).Message.ShouldContain("no room left");
        (await GitWorld.TextAsync(repository, head, "README.md")).ShouldBe("Ours\n");
        disk.Empty();

        (await repository.FetchAsync(None)).ShouldBe(theirs);
        var commit = await repository.CommitAsync(theirs, GitWorld.Edit("README.md", "x"), GitWorld.Message, None);
        (await repository.PushAsync(commit, None)).ShouldBe(new PushResult.Pushed(commit));
    }

    private static string Noise(int megabytes) => Convert.ToHexString(RandomNumberGenerator.GetBytes(megabytes << 20));

    /// <summary>4 MB in memory. Mounting needs root.</summary>
    private sealed class Disk : IDisposable
    {
        private Disk(string folder) => Folder = folder;

        public string Folder { get; }

        private string Filler => Path.Combine(Folder, "filler");

        public static Disk Mount(string folder)
        {
            Directory.CreateDirectory(folder);
            Assert.SkipUnless(OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder), "a file system cannot be mounted here");
            return new Disk(folder);
        }

        public void Grow() => Run("mount", "-o", "remount,size=64m", Folder).ShouldBeTrue();

        public void Fill()
        {
            using var filler = File.OpenWrite(Filler);
            var block = new byte[4096];
            try
            {
                while (true)
                {
                    filler.Write(block);
                    filler.Flush();
                }
            }
            catch (IOException)
            {
                // Full.
            }
        }

        public void Empty() => File.Delete(Filler);

        public void Dispose() => Run("umount", "-l", Folder).ShouldBeTrue();

        private static bool Run(string program, params string[] arguments)
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
    }
}
