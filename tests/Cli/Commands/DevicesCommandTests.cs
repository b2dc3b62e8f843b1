using System.CommandLine;
using System.Text.Json;
using System.Text;
using GpuConcord.Cli.Commands;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Devices;
using Xunit;

namespace GpuConcord.Tests.Cli.Commands;

public sealed class DevicesCommandTests
{
    private static readonly DeviceEntry[] Entries =
    [
        new() { Choice = "simd:8", Kind = DeviceKind.Simd, Name = "A processor", Driver = ".NET 10", Units = 2, LaneWidth = 8, MemoryBytes = 3L << 29, DoublePrecision = true,
            Gigaflops = 61.3 },
        new() { Choice = "cpu", Kind = DeviceKind.Cpu, Name = "A processor", Driver = "ILGPU on .NET 10", Units = 2, MemoryBytes = 3L << 29, DoublePrecision = true },
        new() { Choice = "cuda", Kind = DeviceKind.Cuda, Refusal = "no NVIDIA driver; install it" },
        new() { Choice = "opencl:0", Kind = DeviceKind.OpenCL, Name = "Old GPU", IsGpu = true, Refusal = "no double precision; use another" },
    ];

    [Fact]
    public void Table_shows_what_can_be_used_and_words_say_why_the_rest_cannot()
    {
        (int code, string text) = Run();
        Assert.Equal(0, code);
        string[] lines = text.Split('\n');
        Assert.Equal("--device  name         driver            units  lanes   memory  Gflop/s", lines[0]);
        Assert.Equal("simd:8    A processor  .NET 10               2      8  1.5 GiB     61.3", lines[2]);
        Assert.Equal("cpu       A processor  ILGPU on .NET 10      2      1  1.5 GiB", lines[3].TrimEnd());
        Assert.Contains("--device auto takes simd:8", text, StringComparison.Ordinal);
        Assert.Contains("refused: cuda: no NVIDIA driver; install it\n", text, StringComparison.Ordinal);
        Assert.Contains("refused: opencl:0: Old GPU: no double precision; use another\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(40.0, "1/64 of its speed in single precision: 40 Gflop/s beside 61 of simd:8, so that the processor is faster.")]
    [InlineData(473.0, "1/64 of its speed in single precision: 473 Gflop/s beside 61 of simd:8.")]
    [InlineData(null, "1/64 of its speed in single precision.")]
    public void A_card_that_is_slow_in_double_precision_is_told_of(double? speed, string expected)
    {
        DeviceEntry card = new() { Choice = "cuda:0", Kind = DeviceKind.Cuda, Name = "L4", IsGpu = true, SinglesADouble = 64, Gigaflops = speed };
        string text = Words(Run([Entries[0], card]).Text);
        Assert.Contains($"cuda:0: L4 computes in double precision, as everything here is, at {expected}", text, StringComparison.Ordinal);
        Assert.DoesNotContain("in single precision", Words(Run([Entries[0], card with { SinglesADouble = 2 }]).Text), StringComparison.Ordinal);
        Assert.DoesNotContain("in single precision", Words(Run([Entries[0], card with { SinglesADouble = null }]).Text), StringComparison.Ordinal);
        Assert.DoesNotContain("in single precision", Words(Run([Entries[0], card with { Refusal = "no driver; install one" }]).Text), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_lists_everything()
    {
        using JsonDocument json = JsonDocument.Parse(Run("--json").Text);
        Assert.Equal("simd:8", json.RootElement.GetProperty("auto").GetString());
        JsonElement devices = json.RootElement.GetProperty("devices");
        Assert.Equal(4, devices.GetArrayLength());
        Assert.Equal(JsonValueKind.Null, devices[0].GetProperty("refused").ValueKind);
        Assert.Equal(3L << 29, devices[0].GetProperty("memory_bytes").GetInt64());
        Assert.Equal(61.3, devices[0].GetProperty("measured_gflops").GetDouble());
        Assert.Equal(JsonValueKind.Null, devices[1].GetProperty("measured_gflops").ValueKind);
        Assert.Equal("no double precision; use another", devices[3].GetProperty("refused").GetString());
        Assert.Equal(JsonValueKind.Null, devices[0].GetProperty("singles_a_double").ValueKind);
        using JsonDocument card = JsonDocument.Parse(Run([Entries[0], Entries[1] with { SinglesADouble = 64 }], "--json").Text);
        Assert.Equal(64, card.RootElement.GetProperty("devices")[1].GetProperty("singles_a_double").GetInt32());
    }

    [Fact]
    public async Task This_machine_has_at_least_its_processor()
    {
        Console console = new();
        Assert.Equal(0, await console.RunAsync("devices"));
        Assert.Contains($"simd:{Device.WidestLanes}", console.Out, StringComparison.Ordinal);
    }

    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static (int Code, string Text) Run(params string[] arguments) => Run(Entries, arguments);

    private static (int Code, string Text) Run(DeviceEntry[] entries, params string[] arguments)
    {
        using MemoryStream stream = new();
        using Terminal terminal = new() { Output = stream, Out = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\n" }, Error = TextWriter.Null };
        int code = DevicesCommand.Create(terminal, () => entries).Parse(arguments).Invoke();
        terminal.Out.Flush();
        return (code, Encoding.UTF8.GetString(stream.ToArray()));
    }
}
