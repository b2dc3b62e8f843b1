using GpuConcord.Cli.Engine;
using Xunit;

namespace GpuConcord.Tests.Cli;

public sealed class DeviceMemoryTests
{
    [Theory]
    [InlineData("fit", "epic-hmxb")]
    [InlineData("sweep", "epic-hmxb", "--tau", "0.05")]
    [InlineData("aprates", "table.csv")]
    public async Task A_size_without_a_unit_is_refused(params string[] words)
    {
        Console console = new();
        Assert.Equal(2, await console.RunAsync([.. words, "--device-memory", "512"]));
        Assert.StartsWith("--device-memory: found '512', expected", console.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fit_that_no_wave_makes_small_enough_ends_with_69_and_the_numbers()
    {
        using StringWriter error = new();
        Console console = new() { Open = choice => DeviceEngine.Open(choice, error) };
        Assert.Equal(69, await console.RunAsync("fit", "xcal-shape", "--device", "simd", "--quiet", "--device-memory", "16KiB"));
        Assert.Contains("of 16.0 KiB in use. Close what else uses the device, allow more (--device-memory)", console.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waves_are_announced_on_standard_error()
    {
        using StringWriter error = new();
        Console console = new() { Open = choice => DeviceEngine.Open(choice, error) };
        string[] fit = ["fit", "xcal-shape", "--device", "simd", "--quiet", "--chains", "8192", "--draws", "4", "--warmup", "8", "--device-memory", "2.5MiB"];
        Assert.Equal(0, await console.RunAsync(fit));
        Assert.Contains("the 8192 chains run ", error.ToString(), StringComparison.Ordinal);
        Assert.Contains(" at a time, with the same results.", error.ToString(), StringComparison.Ordinal);
    }
}
