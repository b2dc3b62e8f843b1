using GpuConcord.Host.Devices;
using GpuConcord.Host.SelfTest;
using GpuConcord.Tests.Host.Devices;
using Xunit;

namespace GpuConcord.Tests.Host.SelfTest;

/// <summary>The self-test passes on every device there is.</summary>
public class SelfTestingTests
{
    /// <summary>All ways but ILGPU's CPU accelerator, which takes half a minute and is in the slow tier.</summary>
    public static TheoryData<string> Quick => [.. Ways.All.Where(row => row.Data is not "cpu")];

    [Theory]
    [MemberData(nameof(Quick))]
    [InlineData("cpu", Explicit = true)]
    public void Every_check_passes(string way)
    {
        using Device device = Ways.Open(way);
        CheckResult[] results = [.. SelfTesting.Run(device, TestContext.Current.CancellationToken)];
        Assert.Equal(24, results.Length);
        Assert.All(results, result => Assert.True(result.Passed, $"{result.Name}: {result.Found}, allowed {result.Limit}"));
    }

    [Fact]
    public void A_finding_that_is_not_a_number_fails_and_stays()
    {
        Finding good = new(1.0, 2.0, "ulp");
        Finding none = new(double.NaN, 2.0, "ulp");
        Assert.True(good.Passed);
        Assert.False(none.Passed);
        Assert.False(good.Worse(none).Passed);
        Assert.False(none.Worse(good).Passed);
    }
}
