using GpuConcord.Host.Data;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.Counts;
using GpuConcord.Host.Sampling;

namespace GpuConcord.Tests.Host.Runs;

/// <summary>A hand-made fit of counts: pn with a background aperture, MOS1 with a known background; the second source has no count, the third was seen by pn alone.</summary>
internal static class CountFits
{
    /// <summary>Mean of ln(flux), and its variance; draws scatter by a tenth of a unit about both.</summary>
    public const double Mu = -7.0;

    public const double Omega2 = 0.81;

    /// <summary>B of pn is 0 and that of MOS1 0.1; ln fluxes are −7, −8, −6.5; f = 1000.</summary>
    /// <param name="band">The band.</param>
    public static Fit Of(string? band = null)
    {
        Observations data = Data(band);
        Fit fit = HandMade.Fit(data, [0.0, 0.1], [0.1, 0.2]);
        CountsModel model = new();
        double[] wave = [.. Enumerable.Range(0, fit.Options.Chains * fit.Options.Draws).Select(k => 0.1 * Math.Sin(k * 1.7))];
        double[] fluxes = [-7.0, -8.0, -6.5];
        return fit with
        {
            Model = model,
            Options = fit.Options with { Sampler = Sampler.BlockGibbs },
            Blocks =
            [
                .. fit.With(Role.Area, block => block with { Summaries = [.. block.Summaries.Select((area, i) => area with { Mean = 0.1 * i })] }).Blocks
                    .Concat(model.Blocks(data).Where(block => block.Role is Role.Other).Select(block => Filled(block, wave))),
            ],
            Fluxes = fit.Fluxes with
            {
                Mean = fluxes,
                Median = fluxes,
                Q2_5 = [-7.8, -11, -7.5],
                Q97_5 = [-6.5, -6.9, -5.9],
                InstrumentCount = [2, 2, 1],
            },
        };
    }

    private static Block Filled(Block block, double[] wave)
    {
        double[] draws = block.Symbol is "mu" ? [.. wave.Select(z => Mu + z)] : [.. wave.Select(z => Omega2 * Math.Exp(z))];
        return block with { Draws = [draws], Summaries = [ParameterSummary.Of(block.Symbol, draws, 4)] };
    }

    private static Observations Data(string? band)
    {
        ApertureCounts counts = new()
        {
            Source = [3, 1, 0, 0, 2],
            Background = [16, 0, 8, 0, 24],
            SourceFactor = [1000, 1000, 1000, 1000, 1000],
            BackgroundFactor = [20, 0, 20, 0, 20],
            Ratio = [16, 0, 16, 0, 16],
            KnownBackground = [double.NaN, 0.5, double.NaN, 0.5, double.NaN],
        };
        return new Observations
        {
            Band = band,
            Instruments = ["pn", "MOS1"],
            Sources = ["S1", "dark", "lone"],
            First = [0, 2, 4, 5],
            Instrument = [0, 1, 0, 1, 0],
            Y = [.. Enumerable.Range(0, 5).Select(counts.RoughLogSource)],
            Counts = counts,
            Quantity = "count rate",
            Unit = "counts/s",
        };
    }
}
