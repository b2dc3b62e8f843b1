using System.Globalization;
using System.Text.Json;
using GpuConcord.Tests.Host.Runs;
using Xunit;
using Console = GpuConcord.Tests.Cli.Console;

namespace GpuConcord.Tests.Judges;

/// <summary>Corrected ARFs as astropy and CFITSIO's fitsverify read them.</summary>
public sealed class ApplyJudgeTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    /// <summary>Areas are numpy's product to the bit; units, columns and other HDUs are the same; checksums hold.</summary>
    [Theory]
    [Trait(Judge.Trait, Judge.Astropy)]
    [InlineData("pn.arf")]
    [InlineData("MOS1.arf")]
    public async Task Astropy_finds_the_areas_multiplied_and_all_else_as_it_was(string name)
    {
        (string made, double factor) = await ApplyAsync(name);
        Assert.Equal("same\n", Judge.Python("astropy", "corrected_arf.py", Data(name), made, factor.ToString("R", CultureInfo.InvariantCulture)));
    }

    [Theory]
    [Trait(Judge.Trait, Judge.Astropy)]
    [InlineData("pn.arf")]
    [InlineData("MOS1.arf")]
    public async Task Fitsverify_finds_no_fault_where_there_was_none(string name)
    {
        (string made, double _) = await ApplyAsync(name);
        foreach (string file in (string[])[Data(name), made])
        {
            Assert.Contains("verification OK", Judge.Run("fitsverify", "-h", ["-q", file]), StringComparison.Ordinal);
        }
    }

    private static string Data(string name) => Path.Combine(AppContext.BaseDirectory, "data", "arf", name);

    private async Task<(string Made, double Factor)> ApplyAsync(string name)
    {
        Assert.Equal(0, await new Console().RunAsync("fit", "epic-hmxb", "--band", "2.0-4.5", "--quiet", "--output", scratch["run"]));
        Console apply = new();
        Assert.Equal(0, await apply.RunAsync("apply", scratch["run"], Data(name), "--json", "--output", scratch["made"]));
        using JsonDocument json = JsonDocument.Parse(apply.Out);
        JsonElement arf = json.RootElement.GetProperty("files").EnumerateArray().Single(file => file.GetProperty("kind").GetString() is "arf");
        return (arf.GetProperty("path").GetString()!, arf.GetProperty("least_factor").GetDouble());
    }
}
