namespace Upgrades.Standalone.Demo;

/// <param name="Services">How many services are upgraded.</param>
/// <param name="Broken">Stacks whose new versions do not start.</param>
/// <param name="Keep">The bare repository stays in this folder as <c>infra.git</c>; null: in a temporary one, which stays too.</param>
/// <param name="Scale">Domain seconds per second: windows of ten minutes pass in seconds.</param>
/// <param name="Bus"><c>amqp://…</c> of a virtual host that nobody else uses; null: in memory.</param>
internal sealed record DemoOptions(int Services, IReadOnlyList<string> Broken, string? Keep, double Scale, Uri? Bus = null)
{
    /// <summary>Those whose new version does not start have moved their database on before, and may have their data put back.</summary>
    public bool Restore { get; init; }
}
