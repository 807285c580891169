using Upgrades.Executor.Decisions;

namespace Upgrades.Tests.Executor.Decisions;

public sealed class MemoryLimitTests
{
    [Theory]
    [InlineData("512Mi", "8Gi", "1Gi")]
    [InlineData("384Mi", "8Gi", "768Mi")]
    [InlineData("1.5Gi", "8Gi", "3Gi")]
    [InlineData("500M", "8Gi", "1G")]
    [InlineData("1073741824", "8Gi", "2147483648")]
    [InlineData("3Gi", "4Gi", "4Gi")]
    [InlineData("1Gi", "1500Mi", "1500Mi")]
    public void a_limit_is_doubled_in_its_own_units_up_to_the_most(string limit, string most, string raised) =>
        MemoryLimit.Raise(limit, most).ShouldBe(raised);

    [Theory]
    [InlineData("8Gi", "8Gi")]
    [InlineData("9Gi", "8Gi")]
    [InlineData("512Mi", "0")]
    [InlineData("lots", "8Gi")]
    [InlineData("1e9", "8Gi")]
    [InlineData("-1Gi", "8Gi")]
    [InlineData("", "8Gi")]
    public void what_is_no_more_than_before_or_no_quantity_is_not_raised(string limit, string most) =>
        MemoryLimit.Raise(limit, most).ShouldBeNull();
}
