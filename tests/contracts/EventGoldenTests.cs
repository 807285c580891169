using System.Text.Json;
using System.Text.Json.Nodes;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;

namespace Upgrades.Tests.Contracts;

/// <summary>The wire shape of every event, pinned: what an older or newer service, or a person, sends must stay readable.</summary>
public sealed class EventGoldenTests
{
    public static TheoryData<Type> Events() => [.. EndpointTable.Events];

    [Theory]
    [MemberData(nameof(Events))]
    public void an_event_reads_and_writes_its_golden_file(Type eventType)
    {
        var golden = Golden(eventType);

        var message = JsonSerializer.Deserialize(golden, eventType, EventJson.Options)!;
        var written = JsonSerializer.SerializeToNode(message, eventType, EventJson.Options)!;

        JsonNode.DeepEquals(written, golden).ShouldBeTrue(written.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Events))]
    public void each_required_field_is_missed_by_its_name(Type eventType)
    {
        foreach (var property in Required(eventType))
        {
            var body = Golden(eventType);
            body.Remove(property);

            Should.Throw<JsonException>(() => body.Deserialize(eventType, EventJson.Options), property).Message.ShouldContain($"'{property}'");
        }
    }

    [Theory]
    [MemberData(nameof(Events))]
    public void a_golden_file_shows_every_field(Type eventType) =>
        Golden(eventType).Select(p => p.Key).Order().ShouldBe(eventType.GetProperties().Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name)).Order());

    [Fact]
    public void what_a_person_types_to_start_an_upgrade_is_enough()
    {
        var message = JsonSerializer.Deserialize<UpdateDetected>("""{"image":"docker.io/vaultwarden/server","tag":"1.36.0"}""", EventJson.Options)!;

        message.ShouldBe(new UpdateDetected { Image = "docker.io/vaultwarden/server", Tag = "1.36.0" });
    }

    [Fact]
    public void a_field_of_a_newer_version_is_passed_over() =>
        JsonSerializer.Deserialize<UpdateDetected>("""{"image":"a/b","tag":"1","later":{"x":1}}""", EventJson.Options)!.Tag.ShouldBe("1");

    private static IEnumerable<string> Required(Type eventType) => eventType.GetProperties()
        .Where(p => p.IsDefined(typeof(System.Runtime.CompilerServices.RequiredMemberAttribute), inherit: false))
        .Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name));

    private static JsonObject Golden(Type eventType) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "contracts", "golden", "events", eventType.Name + ".json")))!.AsObject();
}
