using System.ComponentModel.DataAnnotations;
using Upgrades.Analyzer.Outside;

namespace Upgrades.Tests.Analyzer.Outside;

public sealed class OutsideOptionsTests
{
    [Fact]
    public void the_defaults_are_in_order() => Problems(new OutsideOptions()).ShouldBeEmpty();

    [Fact]
    public void each_wrong_one_is_named()
    {
        Problems(new OutsideOptions { Parallelism = 0 }).ShouldBe(["Parallelism"]);
        Problems(new OutsideOptions { Parallelism = 101 }).ShouldBe(["Parallelism"]);
        Problems(new OutsideOptions { Retries = 6 }).ShouldBe(["Retries"]);
        Problems(new OutsideOptions { Reserve = -1 }).ShouldBe(["Reserve"]);
        Problems(new OutsideOptions { CacheMegabytes = 0 }).ShouldBe(["CacheMegabytes"]);
        Problems(new OutsideOptions { RetryDelay = TimeSpan.Zero }).ShouldBe(["RetryDelay"]);
        Problems(new OutsideOptions { RetryDelay = TimeSpan.FromHours(1) }).ShouldBe(["RetryDelay"]);
    }

    private static List<string> Problems(OutsideOptions options)
    {
        List<ValidationResult> found = [];
        Validator.TryValidateObject(options, new ValidationContext(options), found, validateAllProperties: true);
        return [.. found.SelectMany(f => f.MemberNames)];
    }
}
