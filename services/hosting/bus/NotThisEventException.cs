namespace Upgrades.Hosting.Bus;

/// <summary>A message that no consumer of its queue asks for.</summary>
internal sealed class NotThisEventException() : Exception("It is not the event of this queue.");
