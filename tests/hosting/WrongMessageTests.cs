using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Tests.Hosting;

/// <summary>Messages wrong in every way we could think of, as a person or another program might publish them.</summary>
public sealed class WrongMessageTests(WrongMessageTests.World world) : IClassFixture<WrongMessageTests.World>
{
    private const string Envelope = "application/vnd.masstransit+json";

    private static readonly JsonObject Good = JsonSerializer.SerializeToNode(
        new UpgradeApplied
        {
            UpgradeId = Guid.NewGuid(),
            Step = 1,
            StepCount = 1,
            Kind = StepKind.Upgrade,
            CommitSha = new string('a', 40),
            Stack = "good",
            Namespaces = ["good"],
            Images = [new ImageChange { Image = "docker.io/library/nginx", From = "1", To = "2" }],
            Window = TimeSpan.FromMinutes(2),
            Checks = new CheckPlan(),
            Diff = "",
            AppliedAt = DateTimeOffset.UnixEpoch,
        }, EventJson.Options)!.AsObject();

    private static readonly Dictionary<string, (byte[] Body, string? ContentType, string Reason)> Cases = new()
    {
        ["empty body"] = ([], null, "The body is empty"),
        ["white space"] = (Text("  \n"), null, "Line "),
        ["not JSON"] = (Text("not json at all"), null, "Line 1, byte 2"),
        ["truncated"] = (Text(Good.ToJsonString()[..60]), null, "Line 1"),
        ["array"] = (Text("[]"), null, "the body is no JSON object; expected a JSON object of UpgradeApplied"),
        ["number"] = (Text("42"), null, "the body is no JSON object"),
        ["text"] = (Text("\"upgrade\""), null, "the body is no JSON object"),
        ["null"] = (Text("null"), null, "The body is null"),
        ["no fields"] = (Text("{}"), null, "missing fields upgradeId, step, stepCount"),
        ["a field missing"] = (Without("commitSha"), null, "missing field commitSha"),
        ["a field of a part missing"] = (With("images", new JsonArray(new JsonObject { ["image"] = "nginx" })), null, "in images[0]"),
        ["null where required"] = (With("stack", null), null, "stack must not be null"),
        ["null for a number"] = (With("step", null), null, "step must be a whole number"),
        ["text for a number"] = (With("step", "one"), null, "step must be a whole number"),
        ["number in quotes"] = (With("step", "1"), null, "step must be a whole number"),
        ["a number too large"] = (With("step", 99_999_999_999), null, "step must be a whole number"),
        ["a fraction"] = (With("step", 1.5), null, "step must be a whole number"),
        ["number for text"] = (With("stack", 7), null, "stack must be text in quotes"),
        ["text for a list"] = (With("namespaces", "immich"), null, "namespaces must be a list"),
        ["a list for an object"] = (With("checks", new JsonArray()), null, "checks must be a JSON object"),
        ["unknown choice"] = (With("kind", "Sideways"), null, "kind must be one of Upgrade, ForwardFix, Rollback, Restore"),
        ["a number for a choice"] = (With("kind", 2), null, "kind must be one of"),
        ["bad UUID"] = (With("upgradeId", "no-guid"), null, "upgradeId must be a UUID"),
        ["bad time"] = (With("appliedAt", "yesterday"), null, "appliedAt must be a time"),
        ["bad duration"] = (With("window", "two minutes"), null, "window must be a duration"),
        ["invalid UTF-8"] = ([.. Text("{\"stack\":\""), 0xC3, 0x28, .. Text("\"}")], null, "UTF-8"),
        ["byte order mark"] = ([0xEF, 0xBB, 0xBF, .. Text(Good.ToJsonString())], null, "Line 1, byte 1"),
        ["1 MB of text"] = (Text(new string('x', 1_000_000)), null, "invalid start"),
        ["1 MB in a field of another type"] = (With("step", new string('1', 1_000_000)), null, "step must be a whole number"),
        ["10,000 levels deep"] = (Text("{\"stack\":" + new string('[', 10_000) + new string(']', 10_000) + "}"), null, "depth"),
        ["a key twice"] = (Text(Good.ToJsonString().Insert(1, "\"stack\":\"other\",")), null, "stack"),
        ["control characters in a wrong field"] = (With("kind", "\u0000\u001b[31m\u202e"), null, "kind must be one of"),
        ["an envelope around another event"] = (Text("""{"messageType":["urn:message:Other:Thing"],"message":{}}"""), Envelope, "another event"),
        ["an envelope around null"] = (Text("""{"messageType":["urn:message:Upgrades.Contracts.Events:UpgradeApplied"],"message":null}"""), Envelope, "The envelope has no message in it"),
        ["an envelope around a wrong event"] = (Text("""{"messageType":["urn:message:Upgrades.Contracts.Events:UpgradeApplied"],"message":{}}"""), Envelope, "missing fields upgradeId"),
        ["an envelope that is announced and not there"] = (Text(Good.ToJsonString()), Envelope, "The envelope has no message in it"),
        ["an envelope of wrong types"] = (Text("""{"messageType":7,"message":[]}"""), Envelope, "messageType"),
        ["XML"] = (Text("<upgrade/>"), "application/xml", "invalid start"),
    };

    public static TheoryData<string> Wrong => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task what_cannot_be_understood_lies_in_the_error_queue_with_a_reason_for_people_and_stops_nothing_else(string what)
    {
        var (body, contentType, reason) = Cases[what];

        await world.PublishAsync(body, contentType);

        var message = await Eventually.GetAsync(async () => (await world.Host.TakeAsync("verifier.upgrade-applied_error"))?.GetRawText(), "the message in the error queue");
        var told = JsonSerializer.Deserialize<JsonElement>(message).GetProperty("properties").GetProperty("headers").GetProperty("MT-Fault-Message").GetString()!;
        told.ShouldContain(reason);
        told.Length.ShouldBeLessThanOrEqualTo(500);
        told.ShouldNotContain("Upgrades.Contracts");
        told.ShouldAllBe(c => !char.IsControl(c));
        await world.PublishAsync(Text(Good.ToJsonString()), contentType: null);
        await Eventually.TrueAsync(() => Task.FromResult(world.Probe.Applied.TryDequeue(out _)), "the next event is handled");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("nonsense")]
    [InlineData("application/json; charset=utf-8")]
    public async Task a_good_body_is_understood_whatever_its_sender_calls_it_and_unknown_fields_are_passed_over(string contentType)
    {
        await world.PublishAsync(With("fieldOfTheFuture", new JsonObject()), contentType);

        await Eventually.TrueAsync(() => Task.FromResult(world.Probe.Applied.TryDequeue(out var applied) && applied.Stack == "good"), "the event is handled");
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] With(string field, JsonNode? value)
    {
        var changed = Good.DeepClone().AsObject();
        changed[field] = value;
        return Text(changed.ToJsonString());
    }

    private static byte[] Without(string field)
    {
        var changed = Good.DeepClone().AsObject();
        changed.Remove(field);
        return Text(changed.ToJsonString());
    }

    public sealed class World(RabbitMqServer broker) : IAsyncLifetime
    {
        private readonly TemporaryFolder _folder = new();
        private RunningHost _app = null!;

        public VirtualHost Host { get; private set; } = null!;

        internal ProbeService Probe { get; } = new();

        public async ValueTask InitializeAsync()
        {
            Host = await broker.CreateVirtualHostAsync();
            _app = await Probe.StartAsync(_folder.Path, Host.Amqp);
        }

        /// <summary>As the management page does it; ids that are no UUIDs are part of every case.</summary>
        public Task PublishAsync(byte[] body, string? contentType) => Eventually.TrueAsync(
            async () =>
            {
                var properties = new Dictionary<string, object> { ["message_id"] = "by hand", ["correlation_id"] = "7" };
                if (contentType is not null)
                {
                    properties["content_type"] = contentType;
                }

                var answer = await Host.Management.PostAsJsonAsync(
                    $"exchanges/{Host.Name}/upgrade-applied/publish",
                    new { properties, routing_key = "", payload = Convert.ToBase64String(body), payload_encoding = "base64" });
                return answer.IsSuccessStatusCode && (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("routed").GetBoolean();
            },
            "a queue bound to upgrade-applied");

        public async ValueTask DisposeAsync()
        {
            await _app.DisposeAsync();
            _folder.Dispose();
        }
    }
}
