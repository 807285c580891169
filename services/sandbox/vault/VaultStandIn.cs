using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Upgrades.Sandbox.Vault;

/// <summary>A Vault (<c>reference/vault.md</c>): the Kubernetes login, tokens with an end, and one KV store of version 2 at <c>secret</c>.</summary>
public sealed class VaultStandIn(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset?> _tokens = [];
    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, object>?> _secrets = [];
    private int _issued;

    /// <summary>Who may log in: role and the pod's token.</summary>
    public (string Role, string Jwt) Account { get; init; } = ("upgrades", "jwt-of-the-pod");

    public TimeSpan Lease { get; set; } = TimeSpan.FromHours(1);

    public bool Sealed { get; set; }

    /// <summary>Paths that the policy of every token leaves out.</summary>
    public ConcurrentDictionary<string, bool> Denied { get; } = [];

    /// <summary>Calls so far, as <c>METHOD path</c>.</summary>
    public ConcurrentQueue<string> Calls { get; } = [];

    /// <param name="values">Null: deleted.</param>
    public void Write(string path, IReadOnlyDictionary<string, object>? values) => _secrets[path] = values;

    /// <summary>A token that somebody made by hand.</summary>
    public void AddToken(string token, TimeSpan? life) => _tokens[token] = life is { } left ? time.GetUtcNow() + left : null;

    public void RevokeAll() => _tokens.Clear();

    public void Map(WebApplication app)
    {
        app.Use(async (context, next) =>
        {
            Calls.Enqueue($"{context.Request.Method} {context.Request.Path}");
            await (Sealed ? Errors(503, "Vault is sealed").ExecuteAsync(context) : next(context));
        });
        app.MapPost("/v1/auth/kubernetes/login", LogIn);
        app.MapGet("/v1/auth/token/lookup-self", (HttpContext context) => Token(context) is { } token
            ? Results.Json(new { data = new { id = token, ttl = (long)(Left(token)?.TotalSeconds ?? 0), renewable = Left(token) is not null } }) : Denial);
        app.MapPost("/v1/auth/token/renew-self", (HttpContext context) =>
        {
            if (Token(context) is not { } token || Left(token) is null)
            {
                return Denial;
            }

            _tokens[token] = time.GetUtcNow() + Lease;
            return Auth(token);
        });
        app.MapGet("/v1/secret/data/{**path}", Read);
    }

    private static IResult Denial => Errors(403, "permission denied");

    private static IResult Errors(int status, params string[] errors) => Results.Json(new { errors }, statusCode: status);

    private IResult LogIn(JsonElement body)
    {
        if (body.GetProperty("role").GetString() != Account.Role)
        {
            return Errors(400, $"invalid role name \"{body.GetProperty("role").GetString()}\"");
        }

        if (body.GetProperty("jwt").GetString() != Account.Jwt)
        {
            return Denial;
        }

        var token = $"hvs.{Interlocked.Increment(ref _issued)}";
        _tokens[token] = time.GetUtcNow() + Lease;
        return Auth(token);
    }

    private IResult Auth(string token) => Results.Json(new { auth = new { client_token = token, lease_duration = (long)Lease.TotalSeconds, renewable = true } });

    private IResult Read(HttpContext context, string path)
    {
        if (Token(context) is null || Denied.ContainsKey(path))
        {
            return Denial;
        }

        return !_secrets.TryGetValue(path, out var values) ? Errors(404)
            : values is null ? Results.Json(new { data = new { data = (object?)null, metadata = new { deletion_time = "2026-04-18T10:00:00Z", destroyed = false, version = 7 } } }, statusCode: 404)
            : Results.Json(new { data = new { data = values, metadata = new { destroyed = false, version = 7 } } });
    }

    private string? Token(HttpContext context) =>
        context.Request.Headers["X-Vault-Token"].FirstOrDefault() is { } token && _tokens.TryGetValue(token, out var end) && (end is null || end > time.GetUtcNow()) ? token : null;

    private TimeSpan? Left(string token) => _tokens[token] is { } end ? end - time.GetUtcNow() : null;
}
