namespace Upgrades.Hosting.Secrets;

/// <summary>
/// Reads from Vault with a token that is kept alive: renewed at two thirds of its lease, and made anew by another login when it has
/// ended all the same. For one caller at a time.
/// </summary>
/// <param name="given">The token as it stands now; null: log in.</param>
internal sealed class VaultSession(VaultClient client, Func<string>? given, TimeProvider clock)
{
    private VaultToken? _token;
    private DateTimeOffset _renewAt = DateTimeOffset.MaxValue;

    /// <exception cref="VaultException">Vault is not well, or does not let us in.</exception>
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(VaultPlace place, CancellationToken cancellationToken)
    {
        await KeepAliveAsync(cancellationToken);
        try
        {
            return await client.ReadAsync(_token!.Value, place, cancellationToken);
        }
        catch (VaultException e) when (e.Denied && CanLogIn)
        {
            // Revoked, or ended while nobody looked; a policy that forbids it denies it once more.
            Take(await client.LoginAsync(cancellationToken));
            return await client.ReadAsync(_token!.Value, place, cancellationToken);
        }
    }

    private bool CanLogIn => given is null;

    private async Task KeepAliveAsync(CancellationToken cancellationToken)
    {
        var present = given?.Invoke();
        if (_token is null || (present is not null && present != _token.Value))
        {
            Take(present is null ? await client.LoginAsync(cancellationToken) : await client.LookUpAsync(present, cancellationToken));
        }
        else if (clock.GetUtcNow() >= _renewAt)
        {
            try
            {
                Take(_token.Renewable ? await client.RenewAsync(_token, cancellationToken) : await client.LoginAsync(cancellationToken));
            }
            catch (VaultException e) when (e.Denied && CanLogIn)
            {
                Take(await client.LoginAsync(cancellationToken));
            }
        }
    }

    /// <summary>One that cannot be renewed is made anew in time, where we can; else it ends when it ends.</summary>
    private void Take(VaultToken token)
    {
        _token = token;
        _renewAt = token.Lease is { } lease && (token.Renewable || CanLogIn) ? clock.GetUtcNow() + (lease * 2 / 3) : DateTimeOffset.MaxValue;
    }
}
