namespace Upgrades.Standalone.Commands;

/// <summary>What was asked for cannot be done as it was asked: said in one line, and exit code 2.</summary>
internal sealed class WrongInputException(string message) : Exception(message);
