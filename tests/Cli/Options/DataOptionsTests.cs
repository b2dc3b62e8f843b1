using System.Text;
using GpuConcord.Cli.Screen;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Cli.Options;

/// <summary>What is said about a table's columns and numbers, by fit and by sweep.</summary>
public sealed class DataOptionsTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("fit")]
    [InlineData("sweep")]
    public async Task Logarithms_missing_numbers_and_instruments_are_told(string command)
    {
        await WriteAsync("instrument,source,logF,e_logF\npn,A,-12,0.02\nMOS1,A,-11.9,0.02\nHRI,A,-11.5,0.02\npn,B,-999,0.02\nMOS1,B,-12.2,-99\npn,C,-12.4,.02\nMOS1,C,-12.3,.02\n");
        string[] start = command is "fit" ? ["fit", folder["t.csv"]] : ["sweep", folder["t.csv"], "--tau", "0.05", "--chains", "32", "--draws", "8", "--warmup", "8"];
        Console silent = new();
        Assert.Equal(ExitCode.BadData, await silent.RunAsync(start));
        Assert.Contains("'logF', a logarithm to a base that its name does not tell", silent.Error, StringComparison.Ordinal);

        Console told = new();
        Assert.Equal(0, await told.RunAsync([.. start, "--log", "10", "--missing", "-999,1e30", "--missing", "-99", "--instruments", "pn,MOS1"]));
        string all = string.Join(' ', (told.Out + told.Error).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("column 'logF' read as logarithms to base 10", all, StringComparison.Ordinal);
        Assert.Contains("1 value of -999 taken as missing", all, StringComparison.Ordinal);
        Assert.Contains("no value of 1e30 found (--missing)", all, StringComparison.Ordinal);
        Assert.Contains("1 error of -99 taken as missing", all, StringComparison.Ordinal);
        Assert.Contains("instruments not read (--instruments): 'HRI'", all, StringComparison.Ordinal);
        if (command is "fit")
        {
            Assert.Contains("--log 10 --missing -999,1e30 --missing -99 --instruments pn,MOS1", all, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("--missing", "x", "--missing: found 'x', expected numbers with commas between, or none alone; write --missing -999")]
    [InlineData("--missing", "none,-99", "--missing: found 'none', expected numbers with commas between, or none alone")]
    [InlineData("--log", "2", "--log: found '2', expected one of 10, e, none; write one of them")]
    public async Task What_cannot_be_read_is_a_fault_of_the_command_line(string option, string value, string message)
    {
        Console console = new();
        Assert.Equal(ExitCode.Usage, await console.RunAsync("fit", "epic-hmxb", option, value));
        Assert.Contains(message, console.Error, StringComparison.Ordinal);
    }

    /// <summary>A wide catalogue: refused as it is, fitted when its columns are chosen or areas are given.</summary>
    [Theory]
    [InlineData("fit")]
    [InlineData("sweep")]
    public async Task A_wide_catalogue_needs_its_columns_chosen(string command)
    {
        StringBuilder text = new("source,EP_8_CTS,PN_4_FLUX,M2_4_FLUX\n");
        for (int j = 1; j <= 8; j++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"S{j},{100 + (j * j)},{1e-14 * j},{1.05e-14 * j}\n");
        }

        await WriteAsync(text.ToString());
        string[] start = command is "fit" ? ["fit", folder["t.csv"]] : ["sweep", folder["t.csv"], "--tau", "0.05", "--chains", "32", "--draws", "8", "--warmup", "8"];
        Console refused = new();
        Assert.Equal(ExitCode.BadData, await refused.RunAsync(start));
        Assert.Contains("found columns whose levels lie a factor of", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, await new Console().RunAsync([.. start, "--value", "flux", "--instruments", "PN_4_FLUX,M2_4_FLUX"]));
        await File.WriteAllTextAsync(folder["p.csv"], "instrument,area\nEP_8_CTS,1e16\nPN_4_FLUX,1\nM2_4_FLUX,1\n", TestContext.Current.CancellationToken);
        Assert.Equal(0, await new Console().RunAsync([.. start, "--priors", folder["p.csv"]]));
    }

    private Task WriteAsync(string text) => File.WriteAllTextAsync(folder["t.csv"], text, TestContext.Current.CancellationToken);
}
