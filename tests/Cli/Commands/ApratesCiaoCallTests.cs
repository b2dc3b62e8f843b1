using System.Text.Json;
using GpuConcord.Cli.Screen;
using GpuConcord.Tests.Host.Tables.Formats;
using Xunit;

namespace GpuConcord.Tests.Cli.Commands;

/// <summary><c>aprates</c> as users of CIAO type it, and what it says of what has no effect.</summary>
public sealed class ApratesCiaoCallTests : IDisposable
{
    private static readonly string[] Source = ["n=141", "m=9", "A_s=196.689", "A_b=4720.5", "alpha=0.953", "beta=0.029", "conf=0.68"];

    private readonly string folder = Directory.CreateTempSubdirectory("ciao").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task AFileThatExistsIsReplacedOnlyWhenAsked()
    {
        string file = Path.Combine(folder, "x.par");
        await File.WriteAllTextAsync(file, "precious", TestContext.Current.CancellationToken);
        foreach (string[] words in (string[][])[[], ["clobber=no"], ["clobber-"], ["CLOB=False"]])
        {
            (int code, _, string error) = await RunAsync(["aprates", .. Source, $"outfile={file}", .. words]);
            Assert.Equal(ExitCode.Usage, code);
            Assert.Contains($"outfile: found a file at {file}, expected none; name another, or add clobber=yes", error, StringComparison.Ordinal);
            Assert.Equal("precious", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        }

        foreach (string[] words in (string[][])[["clobber=yes"], ["Clobber+"], ["cl=TRUE", "mode=hl", "verbose=0"], ["--overwrite"]])
        {
            await File.WriteAllTextAsync(file, "precious", TestContext.Current.CancellationToken);
            (int code, _, string error) = await RunAsync(["aprates", .. Source, $"outfile={file}", .. words]);
            Assert.Equal((ExitCode.Success, ""), (code, error));
            Assert.StartsWith("n,i,h,141", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task NamesInAnyCaseAndTheirBeginnings()
    {
        string expected = (await RunAsync(["aprates", .. Source, "--json"])).Out;
        Assert.Equal(expected, (await RunAsync(["aprates", "N=141", "M=9", "a_S=196.689", "A_B=4720.5", "ALP=0.953", "b=0.029", "con=0.68", "--json"])).Out);
    }

    [Theory]
    [InlineData("a: found the beginning of 3 parameters, expected that of one; write A_s or alpha or A_b", "a=1")]
    [InlineData("C: found the beginning of 2 parameters, expected that of one; write conf or clobber", "C=1")]
    [InlineData("infile: found no such parameter, expected one of n, A_s", "infile=x")]
    [InlineData("alpha: found twice", "alpha=1", "ALPHA=1")]
    [InlineData("clobber: found 'maybe', expected yes or no", "clobber=maybe")]
    [InlineData("mode: found 'x'", "mode=x")]
    [InlineData("verbose: found 'loud', expected a whole number", "verbose=loud")]
    public async Task WhatIsNotClearIsRefused(string message, params string[] words)
    {
        (int code, string output, string error) = await RunAsync(["aprates", .. words]);
        Assert.Equal((ExitCode.Usage, ""), (code, output));
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("resolution, pdf, max_counts: no effect on the exact method", "pdf=gaussian", "max_counts=5", "resolution=0.1")]
    [InlineData("max_counts: no effect with pdf=gaussian", "pdf=gaussian", "max_counts=5", "--method", "ciao")]
    [InlineData("--pdf, --nsigma: no effect on the exact method", "", "--nsigma", "4", "--pdf", "gaussian")]
    [InlineData("--add, --output: no effect on one source", "", "--output", "o.csv", "--add", "moments")]
    [InlineData("clobber: no effect without outfile=FILE", "clobber=yes")]
    [InlineData("verbose: no effect", "verbose=5")]
    [InlineData("T_s is given and T_b is not", "T_s=5977.74")]
    public async Task WhatHasNoEffectIsSaidOnce(string note, params string[] words)
    {
        string[] call = ["aprates", .. Source, .. words.Where(word => word.Length > 0)];
        (int code, _, string error) = await RunAsync(call);
        Assert.Equal(ExitCode.Success, code);
        Assert.StartsWith($"note: {note}", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
        Assert.Equal("", (await RunAsync([.. call, "--quiet"])).Error);
    }

    [Fact]
    public async Task OptionsOfTheGridAreSaidToHaveNoEffectOnATable()
    {
        string table = await TableAsync("n,m,A_s,A_b\n5,2,1,24\n");
        (_, _, string error) = await RunAsync(["aprates", table, "--max-counts", "10"]);
        Assert.Contains("note: --max-counts: no effect on the exact method", error, StringComparison.Ordinal);
        Assert.DoesNotContain("no effect", (await RunAsync(["aprates", table, "--max-counts", "10", "--method", "ciao"])).Error, StringComparison.Ordinal);
    }

    /// <summary>The page of help example 2 to 4: a pair of 1 asks for nothing.</summary>
    [Fact]
    public async Task WhatWasAskedIsPrintedWithItsUnit()
    {
        string counts = (await RunAsync(["aprates", .. Source])).Out;
        Assert.Contains("src_cnts", counts, StringComparison.Ordinal);
        Assert.Contains("counts", counts, StringComparison.Ordinal);
        Assert.DoesNotContain("src_rate", counts, StringComparison.Ordinal);
        Assert.Equal(counts, (await RunAsync(["aprates", .. Source, "T_s=1", "T_b=1.0", "E_s=1", "E_b=1", "eng_s=1", "eng_b=1", "flux_s=1", "flux_b=1"])).Out);

        string rate = (await RunAsync(["aprates", .. Source, "T_s=5977.74", "T_b=5977.74", "E_s=1", "E_b=1", "--method", "ciao"])).Out;
        Assert.Matches(@"src_rate +counts/s +0\.0247163 +0\.02265 +0\.0268035", rate);
        Assert.DoesNotContain("aper", rate, StringComparison.Ordinal);

        string[] exposures = ["E_s=2308338.2013", "E_b=2058975.0111"];
        string flux = (await RunAsync(["aprates", .. Source, .. exposures, "eng_s=1", "eng_b=1", "--json"])).Out;
        using JsonDocument json = JsonDocument.Parse(flux);
        Assert.Equal("photons/cm²/s", json.RootElement.GetProperty("units").GetProperty("photflux_aper").GetString());
        Assert.False(json.RootElement.TryGetProperty("flux_aper", out _));
        Assert.Contains("erg/cm", (await RunAsync(["aprates", .. Source, .. exposures, "eng_s=2.56e-9", "eng_b=4.27e-9"])).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--output", "phot.xlsx")]
    [InlineData("--output", "phot.csv.gz")]
    [InlineData("--fit", "fluxes.txt")]
    public async Task ANameOfNoFormatIsRefusedBeforeAnythingIsRead(string option, string name)
    {
        (int code, _, string error) = await RunAsync(["aprates", Path.Combine(folder, "absent.csv"), option, Path.Combine(folder, name)]);
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains($"{option}: found a name that ends in {Path.GetExtension(name)}, expected {TableFormatsTests.Endings}", error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(folder));
    }

    [Theory]
    [InlineData("simulate")]
    [InlineData("examples", "epic-hmxb")]
    public async Task SoItIsWhereverATableIsWritten(params string[] words)
    {
        (int code, _, string error) = await RunAsync([.. words, "--output", Path.Combine(folder, "t.xlsx")]);
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("found a name that ends in .xlsx", error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(folder));
    }

    /// <summary>n = 300, m = 250 beside, and on, the surface r f = g: no fault, no end of the catalogue, a flag, and nothing for a fit.</summary>
    [Fact]
    public async Task AperturesThatAreAlikeAreMeasuredAndFlagged()
    {
        string table = await TableAsync(
            "source,instrument,n,m,A_s,A_b,alpha,beta\na,x,300,250,1,0.5,0.3,0.15000000015\nb,x,300,250,1,0.5,0.3,0.15\nc,x,20,500,1,0.5,0.3,0.1501\nd,x,30,9,1,24,0.9,0.02\n");
        (string output, string fit) = (Path.Combine(folder, "o.csv"), Path.Combine(folder, "f.csv"));
        (int code, _, string error) = await RunAsync(["aprates", table, "--output", output, "--fit", fit]);
        Assert.Equal(ExitCode.Success, code);
        Assert.Contains("3 of the sources have apertures that cannot tell source from background", error, StringComparison.Ordinal);
        string[] lines = await File.ReadAllLinesAsync(output, TestContext.Current.CancellationToken);
        Assert.EndsWith(",mode_at_zero,interval_reaches_zero,apertures_alike", lines[0], StringComparison.Ordinal);
        Assert.Equal(["1", "1", "1", "0"], lines[1..].Select(line => line.Split(',')[^1]), StringComparer.Ordinal);
        Assert.StartsWith("b,x,300,250,1,0.5,0.3,0.15,0,INDEF,832.62222222222", lines[2], StringComparison.Ordinal);
        string[] fitted = await File.ReadAllLinesAsync(fit, TestContext.Current.CancellationToken);
        Assert.Equal(["d"], fitted.Where(line => line.StartsWith("x,", StringComparison.Ordinal)).Select(line => line.Split(',')[1]), StringComparer.Ordinal);

        string one = (await RunAsync(["aprates", "n=300", "m=250", "A_s=1", "A_b=0.5", "alpha=0.3", "beta=0.15"])).Out;
        Assert.Contains("cannot tell source from background", one, StringComparison.Ordinal);
        (int none, _, string why) = await RunAsync(["aprates", "n=300", "m=250", "A_s=1", "A_b=0.5", "alpha=0.3", "beta=0.15", "--method", "ciao"]);
        Assert.Equal(ExitCode.Success, none);
        Assert.Contains("sigma is far above all counts", why, StringComparison.Ordinal);
    }

    private async Task<string> TableAsync(string text)
    {
        string file = Path.Combine(folder, "t.csv");
        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
        return file;
    }

    private static async Task<(int Code, string Out, string Error)> RunAsync(string[] words)
    {
        Console console = new();
        int code = await console.RunAsync(words);
        return (code, console.Out, console.Error);
    }
}
