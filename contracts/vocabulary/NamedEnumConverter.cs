using System.Text.Json.Serialization;

namespace Upgrades.Contracts.Vocabulary;

/// <summary>An enum by its names only: a number in their place would pass for a choice that nobody has defined.</summary>
public sealed class NamedEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(namingPolicy: null, allowIntegerValues: false)
    where TEnum : struct, Enum;
