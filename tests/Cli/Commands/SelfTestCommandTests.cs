using System.Text.Json;
using Xunit;

namespace GpuConcord.Tests.Cli.Commands;

/// <summary><c>gpuconcord selftest</c> from its command line.</summary>
public class SelfTestCommandTests
{
    [Fact]
    public async Task Table_names_the_device_and_every_check()
    {
        Console console = new();
        Assert.Equal(0, await console.RunAsync("selftest", "--device", "simd:1"));
        Assert.Contains("lane width 1", console.Out, StringComparison.Ordinal);
        Assert.Contains("Philox4x32-10, known answers", console.Out, StringComparison.Ordinal);
        Assert.Contains("All 24 checks passed", console.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_one_object()
    {
        Console console = new();
        Assert.Equal(0, await console.RunAsync("selftest", "--device", "simd", "--json"));
        using JsonDocument json = JsonDocument.Parse(console.Out);
        Assert.True(json.RootElement.GetProperty("passed").GetBoolean());
        Assert.Equal(24, json.RootElement.GetProperty("checks").GetArrayLength());
    }

    [Fact]
    public async Task An_absent_device_is_an_error()
    {
        Console console = new();
        Assert.Equal(69, await console.RunAsync("selftest", "--device", "opencl:97"));
    }
}
