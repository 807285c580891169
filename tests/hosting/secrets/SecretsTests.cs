using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Upgrades.Analyzer.Registry;
using Upgrades.Hosting.Secrets;
using Upgrades.Hosting.Settings;
using Upgrades.Sandbox;
using Upgrades.Sandbox.Vault;
using Upgrades.Verifier.Ci;

namespace Upgrades.Tests.Hosting.Secrets;

/// <summary>Secrets from files and from a Vault over HTTP, into the options that services use.</summary>
public sealed class SecretsTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.Parse("2026-12-01T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
    private readonly VaultStandIn _vault;
    private StandInServer _server = null!;

    public SecretsTests() => _vault = new VaultStandIn(_time);

    public async ValueTask InitializeAsync()
    {
        _server = await StandInServer.StartAsync(_vault.Map);
        _vault.Write("upgrades", new Dictionary<string, object> { ["ci"] = "first", ["port"] = 5432, ["empty"] = "" });
        System.IO.File.WriteAllText(File("jwt"), "jwt-of-the-pod\n");
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task a_file_is_a_settings_value_and_a_new_one_is_in_use_without_a_restart()
    {
        System.IO.File.WriteAllText(File("token"), "first\n");
        System.IO.File.WriteAllText(File("password"), "secret");
        using var host = Host(new() { ["Woodpecker:Token_FILE"] = File("token"), ["Registry:Hosts:0:Domain"] = "ghcr.io", ["Registry:Hosts:0:Username"] = "robot", ["Registry:Hosts:0:Password_FILE"] = File("password") });
        var (woodpecker, registry) = (host.Services.GetRequiredService<WoodpeckerOptions>(), host.Services.GetRequiredService<RegistryOptions>());
        (woodpecker.Token, registry.Hosts[0].Password).ShouldBe(("first", "secret"));

        System.IO.File.WriteAllText(File("token"), "second\n");
        System.IO.File.WriteAllText(File("password"), "newer");
        await Secrets(host).RefreshAsync(CancellationToken.None);

        (woodpecker.Token, registry.Hosts[0].Password).ShouldBe(("second", "newer"));
    }

    [Fact]
    public async Task vault_is_asked_after_a_login_and_a_rotated_secret_is_in_use_without_a_restart()
    {
        using var host = Host(WithRole(("Woodpecker:Token_VAULT", "secret/upgrades#ci"), ("Registry:Platform_VAULT", "secret/platform#name")));
        var woodpecker = host.Services.GetRequiredService<WoodpeckerOptions>();
        woodpecker.Token.ShouldBe("first");

        _vault.Write("upgrades", new Dictionary<string, object> { ["ci"] = "second" });
        await Secrets(host).RefreshAsync(CancellationToken.None);

        woodpecker.Token.ShouldBe("second");
        _vault.Calls.Count(c => c.EndsWith("/login", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task a_new_value_that_cannot_be_is_not_taken()
    {
        using var host = Host(WithRole(("Registry:Platform_VAULT", "secret/platform#name")));
        var registry = host.Services.GetRequiredService<RegistryOptions>();

        _vault.Write("platform", new Dictionary<string, object> { ["name"] = "no platform" });
        await Secrets(host).RefreshAsync(CancellationToken.None);

        registry.Platform.ShouldBe("linux/arm64");
    }

    [Fact]
    public async Task a_token_is_renewed_at_two_thirds_of_its_lease_and_made_anew_when_it_was_revoked()
    {
        using var host = Host(WithRole(("Woodpecker:Token_VAULT", "secret/upgrades#ci")));
        host.Services.GetRequiredService<WoodpeckerOptions>();

        _time.Advance(TimeSpan.FromMinutes(30));
        await Secrets(host).RefreshAsync(CancellationToken.None);
        _vault.Calls.ShouldNotContain("POST /v1/auth/token/renew-self");
        _time.Advance(TimeSpan.FromMinutes(11));
        await Secrets(host).RefreshAsync(CancellationToken.None);
        _vault.Calls.Count(c => c == "POST /v1/auth/token/renew-self").ShouldBe(1);

        _vault.RevokeAll();
        await Secrets(host).RefreshAsync(CancellationToken.None);
        _time.Advance(TimeSpan.FromHours(2));
        await Secrets(host).RefreshAsync(CancellationToken.None);
        _vault.Calls.Count(c => c == "POST /v1/auth/kubernetes/login").ShouldBe(3);
    }

    [Fact]
    public async Task while_vault_is_sealed_the_values_stay()
    {
        using var host = Host(WithRole(("Woodpecker:Token_VAULT", "secret/upgrades#ci")));
        var woodpecker = host.Services.GetRequiredService<WoodpeckerOptions>();

        _vault.Sealed = true;
        var failure = await Should.ThrowAsync<SecretUnavailableException>(() => Secrets(host).RefreshAsync(CancellationToken.None));

        failure.Message.ShouldBe("UPGRADES__WOODPECKER__TOKEN_VAULT: Vault is sealed or in maintenance (503)");
        woodpecker.Token.ShouldBe("first");
        _vault.Sealed = false;
        await Secrets(host).RefreshAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData("secret/upgrades#gone", "UPGRADES__WOODPECKER__TOKEN_VAULT: secret/data/upgrades has no value gone")]
    [InlineData("secret/upgrades#empty", "UPGRADES__WOODPECKER__TOKEN_VAULT: secret/data/upgrades has no value empty")]
    [InlineData("secret/nowhere#ci", "UPGRADES__WOODPECKER__TOKEN_VAULT: secret/data/nowhere is not there, or hidden from this token (404)")]
    [InlineData("secret/deleted#ci", "UPGRADES__WOODPECKER__TOKEN_VAULT: secret/data/deleted is not there, or hidden from this token (404)")]
    [InlineData("secret/forbidden#ci", "UPGRADES__WOODPECKER__TOKEN_VAULT: secret/data/forbidden is denied (403)")]
    [InlineData("secret/upgrades", "UPGRADES__WOODPECKER__TOKEN_VAULT: secret/upgrades is not spelt MOUNT/PATH#KEY")]
    [InlineData("secret/../sys/x#ci", "UPGRADES__WOODPECKER__TOKEN_VAULT: secret/../sys/x#ci is not spelt MOUNT/PATH#KEY")]
    public void what_is_not_there_is_named_at_the_start(string place, string told)
    {
        _vault.Write("deleted", null);
        _vault.Denied["forbidden"] = true;

        Should.Throw<SecretUnavailableException>(() => Host(WithRole(("Woodpecker:Token_VAULT", place)))).Message.ShouldStartWith(told);
    }

    [Fact]
    public void a_login_that_is_refused_says_so()
    {
        System.IO.File.WriteAllText(File("jwt"), "somebody else's");

        Should.Throw<SecretUnavailableException>(() => Host(WithRole(("Woodpecker:Token_VAULT", "secret/upgrades#ci"))))
            .Message.ShouldBe("UPGRADES__WOODPECKER__TOKEN_VAULT: auth/kubernetes/login is denied (403): the token has ended, or its policy or role does not allow it");
    }

    [Fact]
    public async Task a_token_from_a_file_is_looked_at_again_when_an_agent_has_written_a_new_one()
    {
        _vault.AddToken("s.one", TimeSpan.FromHours(1));
        _vault.AddToken("s.two", life: null);
        System.IO.File.WriteAllText(File("vault-token"), "s.one\n");
        using var host = Host(new() { ["Vault:Url"] = $"{_server.Address}", ["Vault:Token_FILE"] = File("vault-token"), ["Woodpecker:Token_VAULT"] = "secret/upgrades#port" });
        host.Services.GetRequiredService<WoodpeckerOptions>().Token.ShouldBe("5432");

        _time.Advance(TimeSpan.FromHours(2));
        (await Should.ThrowAsync<SecretUnavailableException>(() => Secrets(host).RefreshAsync(CancellationToken.None))).Message.ShouldContain("403");
        System.IO.File.WriteAllText(File("vault-token"), "s.two\n");
        await Secrets(host).RefreshAsync(CancellationToken.None);
    }

    [Fact]
    public void a_setting_in_two_ways_and_a_vault_without_an_address_are_mistakes()
    {
        Should.Throw<SecretUnavailableException>(() => Host(new() { ["Woodpecker:Token"] = "x", ["Woodpecker:Token_FILE"] = "/x" }))
            .Message.ShouldBe("UPGRADES__WOODPECKER__TOKEN_FILE: the setting is given in another way too; one of the two has to go");
        Should.Throw<OptionsValidationException>(() => Host(new() { ["Woodpecker:Token_VAULT"] = "secret/upgrades#ci" }))
            .Failures.ShouldBe(["UPGRADES__VAULT__URL: must be an http(s) address", "UPGRADES__VAULT__ROLE: either it or TOKEN has to be there, and not both"]);
        Should.Throw<SecretUnavailableException>(() => Host(new() { ["Woodpecker:Token_FILE"] = File("gone") })).Message.ShouldStartWith("UPGRADES__WOODPECKER__TOKEN_FILE: Could not find file");
    }

    private string File(string name) => Path.Combine(_folder.Path, name);

    private Dictionary<string, string?> WithRole(params (string Key, string Place)[] secrets)
    {
        _vault.Write("platform", new Dictionary<string, object> { ["name"] = "linux/arm64" });
        return secrets.ToDictionary(s => s.Key, s => (string?)s.Place).Concat(new Dictionary<string, string?>
        {
            ["Vault:Url"] = $"{_server.Address}",
            ["Vault:Role"] = "upgrades",
            ["Vault:JwtFile"] = File("jwt"),
        }).ToDictionary();
    }

    private IHost Host(Dictionary<string, string?> settings)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings.Append(new("Woodpecker:Url", "http://ci.example.test")).Append(new("Woodpecker:Repository", "o/infra")));
        builder.Configuration.AddSecrets(_time);
        builder.AddSettings<WoodpeckerOptions>("Woodpecker");
        builder.AddSettings<RegistryOptions>("Registry");
        return builder.Build();
    }

    private static SecretsProvider Secrets(IHost host) => ((IConfigurationRoot)host.Services.GetRequiredService<IConfiguration>()).Providers.OfType<SecretsProvider>().Single();
}
