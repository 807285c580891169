using Upgrades.Sandbox;
using Upgrades.Sandbox.Vault;
using Upgrades.Sandbox.World;
using Upgrades.Tests.Pipeline;

namespace Upgrades.Tests.Standalone.Doctor;

/// <summary>The small world and a Vault, all well; one for all tests of a class, which only ever change settings.</summary>
public sealed class DoctorWorld : IAsyncLifetime
{
    public const string WebhookSecret = "webhook-secret-of-the-doctor";
    public const string RegistryPassword = "registry-password-of-the-doctor";
    private readonly TemporaryFolder _folder = new();
    private readonly VaultStandIn _vault = new(TimeProvider.System);
    private StandInServer _vaultServer = null!;

    internal SmallWorld World { get; private set; } = null!;

    /// <summary>With every secret in it.</summary>
    internal Dictionary<string, string?> Settings => new(World.Settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)))
    {
        ["Ingest:Secret"] = WebhookSecret,
        ["Operator:Token"] = "operator-token-of-the-doctor",
        ["Registry:Hosts:0:Username"] = "robot",
        ["Registry:Hosts:0:Password"] = RegistryPassword,
        ["State:Folder"] = Directory.CreateDirectory(Path.Combine(_folder.Path, "state")).FullName,
        ["Outside:Retries"] = "0",
    };

    /// <summary>Where GitHub's token stands in place of the settings.</summary>
    internal Dictionary<string, string?> WithVault => new(Settings.Where(s => s.Key != "GitHub:Token"))
    {
        ["GitHub:Token_VAULT"] = "secret/upgrades#github",
        ["Vault:Url"] = _vaultServer.Address.ToString(),
        ["Vault:Role"] = "upgrades",
        ["Vault:JwtFile"] = File("jwt", _vault.Account.Jwt),
    };

    public async ValueTask InitializeAsync()
    {
        World = await SmallWorld.StartAsync(Path.Combine(_folder.Path, "git"), [Fixtures.Web()], TimeProvider.System);
        World.Registry.Credentials = "robot:" + RegistryPassword;
        _vault.Write("upgrades", new Dictionary<string, object> { ["github"] = World.Settings["GitHub:Token"] });
        _vaultServer = await StandInServer.StartAsync(_vault.Map);
    }

    public async ValueTask DisposeAsync()
    {
        await _vaultServer.DisposeAsync();
        await World.DisposeAsync();
        _folder.Dispose();
    }

    /// <returns>Its path.</returns>
    internal string File(string name, string content)
    {
        var path = Path.Combine(_folder.Path, name);
        System.IO.File.WriteAllText(path, content);
        return path;
    }
}
