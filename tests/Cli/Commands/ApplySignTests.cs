using System.Globalization;
using System.Text;
using System.Text.Json;
using GpuConcord.Cli.Engine;
using GpuConcord.Host.Corrections.Arfs;
using GpuConcord.Host.Devices;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Cli.Commands;

/// <summary>
/// Which way the sign goes, by simulation from counts to counts: pn has 5 % more area than its ARF says, MOS1 what its ARF says. With the corrected ARF, or the
/// nominal one and the constant, fluxes by MOS1 predict pn's counts; with the nominal one they fall short by 5 %.
/// </summary>
public sealed class ApplySignTests : IDisposable
{
    private const double TrueFactor = 1.05;
    private const int Sources = 60;

    private readonly ScratchFolder scratch = new();
    private readonly double nominalPn = Total(Data("pn.arf"));
    private readonly double nominalMos = Total(Data("MOS1.arf"));

    public void Dispose() => scratch.Dispose();

    /// <summary>Fluxes that were computed with the nominal areas: b = 0.</summary>
    [Fact]
    public async Task Of_fluxes()
    {
        (double[] pn, double[] mos) = Counts();
        StringBuilder table = new("instrument,source,flux,flux_err\n");
        for (int j = 0; j < Sources; j++)
        {
            table.Append(CultureInfo.InvariantCulture, $"pn,S{j},{pn[j] / nominalPn:R},{Math.Sqrt(pn[j]) / nominalPn:R}\n");
            table.Append(CultureInfo.InvariantCulture, $"MOS1,S{j},{mos[j] / nominalMos:R},{Math.Sqrt(mos[j]) / nominalMos:R}\n");
        }

        await File.WriteAllTextAsync(scratch["table.csv"], table.ToString(), TestContext.Current.CancellationToken);
        await JudgeAsync(pn, mos, "--variances", "known");
    }

    /// <summary>Counts, with nominal areas among the priors: b = ln area.</summary>
    [Fact]
    public async Task Of_counts()
    {
        (double[] pn, double[] mos) = Counts();
        StringBuilder table = new("instrument,source,counts\n");
        for (int j = 0; j < Sources; j++)
        {
            table.Append(CultureInfo.InvariantCulture, $"pn,S{j},{pn[j]}\nMOS1,S{j},{mos[j]}\n");
        }

        await File.WriteAllTextAsync(scratch["table.csv"], table.ToString(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            scratch["priors.csv"], string.Create(CultureInfo.InvariantCulture, $"instrument,area\npn,{nominalPn:R}\nMOS1,{nominalMos:R}\n"), TestContext.Current.CancellationToken);
        await JudgeAsync(pn, mos, "--priors", scratch["priors.csv"]);
    }

    private async Task JudgeAsync(double[] pn, double[] mos, params string[] words)
    {
        Console fit = new() { Open = _ => DeviceEngine.Open(DeviceChoice.Parse("simd"), TextWriter.Null) };
        Assert.True(0 == await fit.RunAsync(["fit", scratch["table.csv"], "--output", scratch["run"], "--quiet", .. words]), fit.Error);
        Console apply = new();
        Assert.True(0 == await apply.RunAsync("apply", scratch["run"], Data("pn.arf"), "--reference", "MOS1", "--output", scratch["made"], "--json"), apply.Error);
        using JsonDocument json = JsonDocument.Parse(apply.Out);
        double constant = json.RootElement.GetProperty("factors")[0].GetProperty("factor").GetDouble();
        Assert.Equal("pn", json.RootElement.GetProperty("factors")[0].GetProperty("instrument").GetString());

        // 60 sources of some 20,000 counts in each camera: 0.13 %.
        double seen = pn.Sum(), flux = mos.Sum() / nominalMos;
        Assert.Equal(TrueFactor, constant, 0.005);
        Assert.Equal(TrueFactor, seen / (flux * nominalPn), 0.005);
        Assert.Equal(1, seen / (flux * Total(scratch["made/pn_gpuconcord.arf"])), 0.005);
        Assert.Equal(1, seen / (constant * flux * nominalPn), 0.005);
        string xspec = await File.ReadAllTextAsync(scratch["made/constants.xcm"], TestContext.Current.CancellationToken);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"\ngpuconcord_constant 1 {constant:0.000000} ;# pn:"), xspec, StringComparison.Ordinal);
        Assert.Contains("\ngpuconcord_constant 2 1.000000 ;# MOS1:", xspec, StringComparison.Ordinal);
    }

    /// <summary>Counts about flux × true area; normal about so large a mean is Poisson enough.</summary>
    private (double[] Pn, double[] Mos) Counts()
    {
        Random random = new(5);
        double[] pn = new double[Sources], mos = new double[Sources];
        for (int j = 0; j < Sources; j++)
        {
            double flux = 20_000 / nominalMos * Math.Exp(random.NextDouble() - 0.5);
            (pn[j], mos[j]) = (Drawn(random, flux * nominalPn * TrueFactor), Drawn(random, flux * nominalMos));
        }

        return (pn, mos);
    }

    private static double Drawn(Random random, double mean) =>
        Math.Round(mean + Math.Sqrt(mean) * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));

    private static string Data(string name) => Path.Combine(AppContext.BaseDirectory, "data", "arf", name);

    /// <summary>Counts that an ARF predicts of a unit flux in every bin.</summary>
    private static double Total(string file)
    {
        byte[] bytes = File.ReadAllBytes(file);
        using MemoryStream stream = new(bytes);
        GpuConcord.Host.Tables.Fits.Headers.FitsHdu table = GpuConcord.Host.Tables.Fits.Headers.FitsFile.ReadHdus(file, stream)[1];
        ArfColumn area = ArfColumn.Of(table, bytes, "SPECRESP");
        return Enumerable.Range(0, (int)table.Rows).Sum(bin => area[bin]);
    }
}
