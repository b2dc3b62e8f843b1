using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using GpuConcord.Cli.Engine;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Tables.Fits.Headers;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Cli.Commands;

public sealed class ApplyCommandTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Constants_are_written_without_an_ARF()
    {
        await FitAsync("epic-hmxb --band 2.0-4.5");
        Console console = await RunAsync(0, "RUN");
        Assert.Equal(["constants.csv", "constants_2.0-4.5.py", "constants_2.0-4.5.xcm", "correlations.csv"], scratch.Entries("run-corrections"));
        Assert.Contains("an instrument with 5 % more area than nominal has 1.05", OneLine(console.Out), StringComparison.Ordinal);
        Assert.Equal($"Wrote 4 files to {scratch["run-corrections"]}.\n", console.Error);

        string[] rows = await File.ReadAllLinesAsync(scratch["run-corrections/constants.csv"], Stop);
        Assert.Equal("band,instrument,factor,factor_q16,factor_q84,factor_q2_5,factor_q97_5,ln_factor_sd", rows[0]);
        Assert.Equal(["2.0-4.5,pn", "2.0-4.5,MOS1", "2.0-4.5,MOS2"], rows[1..].Select(row => string.Join(',', row.Split(',')[..2])));

        // Made by hand: areas 0, 0.1, 0.2.
        Assert.All(rows[1..], (row, i) => Assert.Equal(Math.Exp(0.1 * i), double.Parse(row.Split(',')[2], CultureInfo.InvariantCulture), 0.01));
    }

    [Fact]
    public async Task ARFs_say_whose_areas_they_hold_and_what_is_taken_is_printed()
    {
        await FitAsync("epic-hmxb");
        Console console = await RunAsync(0, "RUN", Data("pn.arf"), $"mos2={Data("unknown.arf")}", "--output", scratch["made"]);
        Assert.Contains("INSTRUME = EPN", console.Out, StringComparison.Ordinal);
        Assert.Contains("as told", console.Out, StringComparison.Ordinal);
        Assert.Contains("pn.arf: 20 of 60 bins lie outside the bands (1-12 keV)", OneLine(console.Out), StringComparison.Ordinal);
        Assert.Equal("pn", Header("made/pn_gpuconcord.arf").Text("GPUCINST"));
        Assert.Equal("MOS2", Header("made/unknown_gpuconcord.arf").Text("GPUCINST"));
        Assert.Equal(4, scratch.Entries("made").Count(name => name.StartsWith("constants", StringComparison.Ordinal) && name.EndsWith(".xcm", StringComparison.Ordinal)) + 1);
    }

    [Fact]
    public async Task Draws_are_the_same_for_all_ARFs_and_listed()
    {
        await FitAsync("epic-hmxb");
        Console console = await RunAsync(0, "RUN", Data("pn.arf"), Data("MOS1.arf"), "--draws", "3", "--reference", "MOS1", "--output", scratch["made"]);
        string[] made = [.. scratch.Entries("made").Where(name => name.EndsWith(".arf", StringComparison.Ordinal))];
        Assert.Equal(
            ["MOS1_gpuconcord_draw034.arf", "MOS1_gpuconcord_draw101.arf", "MOS1_gpuconcord_draw167.arf", "pn_gpuconcord_draw034.arf", "pn_gpuconcord_draw101.arf",
                "pn_gpuconcord_draw167.arf"],
            made);
        Assert.Equal([34L, 101L, 167L], made[3..].Select(name => Header($"made/{name}").Find("GPUCDRAW")!.Value));
        string[] rows = await File.ReadAllLinesAsync(scratch["made/constants_draws.csv"], Stop);
        Assert.StartsWith("draw,pn:1.0-2.0,MOS1:1.0-2.0,MOS2:1.0-2.0,", rows[0], StringComparison.Ordinal);
        Assert.Equal(["34", "101", "167"], rows[1..].Select(row => row.Split(',')[0]));
        Assert.All(rows[1..], row => Assert.Equal("1", row.Split(',')[2]));
        Assert.Contains("Bands were fitted separately: draws of different bands are independent", OneLine(console.Out), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_says_what_was_written()
    {
        await FitAsync("epic-hmxb");
        Console console = await RunAsync(0, "RUN", Data("pn.arf"), "--band", "2.0-4.5", "--json", "--output", scratch["made"]);
        Assert.Empty(console.Error);
        using JsonDocument json = JsonDocument.Parse(console.Out);
        JsonElement root = json.RootElement;
        byte[] manifest = await File.ReadAllBytesAsync(scratch["run/run.json"], Stop);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(manifest)), root.GetProperty("run_sha256").GetString());
        Assert.Equal(3, root.GetProperty("factors").GetArrayLength());
        JsonElement arf = root.GetProperty("files").EnumerateArray().Single(file => file.GetProperty("kind").GetString() is "arf");
        Assert.Equal("pn", arf.GetProperty("instrument").GetString());
        Assert.Equal(root.GetProperty("factors")[0].GetProperty("factor").GetDouble(), arf.GetProperty("least_factor").GetDouble());
        Assert.Equal(arf.GetProperty("greatest_factor").GetDouble(), arf.GetProperty("least_factor").GetDouble());
        Assert.All(root.GetProperty("files").EnumerateArray(), file => Assert.True(File.Exists(file.GetProperty("path").GetString())));
    }

    [Fact]
    public async Task Nothing_is_replaced_unless_told()
    {
        await FitAsync("epic-hmxb --band 2.0-4.5");
        Directory.CreateDirectory(scratch["made"]);
        await File.WriteAllTextAsync(scratch["made/pn_gpuconcord.arf"], "mine", Stop);
        Console console = await RunAsync(2, "RUN", Data("pn.arf"), "--output", scratch["made"]);
        Assert.Contains("pn_gpuconcord.arf, expected none; name another, or add --overwrite", console.Error, StringComparison.Ordinal);
        Assert.Equal("pn_gpuconcord.arf", Assert.Single(scratch.Entries("made")));
        Assert.Equal("mine", await File.ReadAllTextAsync(scratch["made/pn_gpuconcord.arf"], Stop));
        await RunAsync(0, "RUN", Data("pn.arf"), "--output", scratch["made"], "--overwrite", "--quiet");
        Assert.Equal(5, scratch.Entries("made").Count());
    }

    [Theory]
    [InlineData(2, "RUN ARF:unknown.arf", "--instrument pn, or pn=")]
    [InlineData(2, "RUN ARF:pn.arf --instrument MOS3", "--instrument: found 'MOS3', expected an instrument of the run: 'pn', 'MOS1', 'MOS2'; did you mean 'MOS1'?")]
    [InlineData(2, "RUN pm=ARF:pn.arf", "found 'pm', expected an instrument of the run")]
    [InlineData(2, "RUN pn=ARF:pn.arf --instrument pn", "--instrument: found pn beside")]
    [InlineData(2, "RUN --reference MOS", "--reference: found 'MOS', expected an instrument of the run")]
    [InlineData(2, "RUN --band 3-4", "--band: found '3-4', expected a band of the run")]
    [InlineData(2, "RUN --draw 201", "--draw: found 201, expected 1 to 200")]
    [InlineData(2, "RUN --draw 0", "--draw: found '0', expected a whole number from 1")]
    [InlineData(2, "RUN --draw 1 --draws 2", "--draw: found beside --draws")]
    [InlineData(2, "RUN --instrument pn", "--instrument: found without an ARF")]
    [InlineData(2, "RUN --energies x=1-2", "--energies: found without an ARF")]
    [InlineData(2, "RUN ARF:pn.arf --energies 1.0-2.0=0.5-3", "which overlap")]
    [InlineData(2, "RUN ARF:pn.arf ARF:pn.arf", "which would both be written to")]
    [InlineData(65, "RUN ARF:rmf.fits", "found a response matrix (RMF)")]
    [InlineData(65, "RUN ARF:absent.arf", "found no such file")]
    [InlineData(65, "NONE", "found no such folder")]
    [InlineData(65, "RUN ARF:pn.arf --band 1.0-2.0 --energies 1.0-2.0=100-200", "expected some within the bands (100-200 keV)")]
    public async Task What_is_wrong_is_said_and_nothing_is_written(int code, string words, string message)
    {
        await FitAsync("epic-hmxb");
        Console console = await RunAsync(code, [.. words.Split(' ').Select(word => word.Replace("ARF:", Data("") + "/", StringComparison.Ordinal)), "--output", scratch["made"]]);
        Assert.Contains(message, console.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(scratch["made"]));
    }

    /// <summary>pn's areas in two bands correlate by 0.8 a priori, and more than a little a posteriori: a draw is one of all bands at once.</summary>
    [Fact]
    public async Task Bands_fitted_together_are_drawn_together()
    {
        Console fit = new() { Open = _ => DeviceEngine.Open(DeviceChoice.Parse("simd"), TextWriter.Null) };
        string[] words = ["fit", "epic-hmxb", "--bands", "joint", "--band-correlation", "0.8", "--variances", "known", "--draws", "200", "--quiet", "--output", scratch["run"]];
        Assert.True(0 == await fit.RunAsync(words), fit.Error);
        Console console = await RunAsync(0, "RUN", Data("pn.arf"), "--draw", "5");
        Assert.DoesNotContain("independent", console.Out, StringComparison.Ordinal);
        string[][] rows = [.. (await File.ReadAllLinesAsync(scratch["run-corrections/correlations.csv"], Stop)).Select(row => row.Split(','))];
        Assert.Equal(1 + (9 * 8 / 2), rows.Length);
        string[] across = rows.Single(row => row is ["1.0-2.0", "pn", "4.5-12.0", "pn", _]);
        Assert.InRange(double.Parse(across[4], CultureInfo.InvariantCulture), 0.4, 0.95);
    }

    [Fact]
    public async Task A_sweep_is_no_fit()
    {
        Assert.Equal(0, await new Console().RunAsync("sbc", "--replicates", "20", "--sources", "6", "--warmup", "10", "--device", "simd", "--quiet", "--output", scratch["run"]));
        Assert.Contains("found a run of gpuconcord sbc, expected a folder that gpuconcord fit --output wrote", (await RunAsync(65, "RUN")).Error, StringComparison.Ordinal);
    }

    private static string OneLine(string text) => string.Join(' ', text.Split((char[])['\n', ' '], StringSplitOptions.RemoveEmptyEntries));

    private static string Data(string name) => Path.Combine(AppContext.BaseDirectory, "data", "arf", name);

    private FitsHeader Header(string name)
    {
        using FileStream stream = File.OpenRead(scratch[name]);
        return FitsFile.ReadHdus(name, stream)[1].Header;
    }

    private async Task FitAsync(string words) => Assert.Equal(0, await new Console().RunAsync(["fit", .. words.Split(' '), "--quiet", "--output", scratch["run"]]));

    private async Task<Console> RunAsync(int code, params string[] words)
    {
        Console console = new();
        Assert.True(code == await console.RunAsync(["apply", .. words.Select(word => word is "RUN" ? scratch["run"] : word is "NONE" ? scratch["none"] : word)]), console.Error);
        return console;
    }
}
