using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sampling;
using Xunit;

namespace GpuConcord.Tests.Host.Models.LogT;

/// <summary>Real data: what log-t does about the outliers of the built-in EPIC fluxes.</summary>
public sealed class EpicOutliersTests
{
    /// <summary>
    /// Measurements of pn that lose weight pulled pn's area to their side under the log-Normal model: log-t lets it go, to the other side. Judged by the area
    /// of pn relative to the mean of MOS, which the prior's common level does not blur, against the Monte Carlo error.
    /// </summary>
    [Theory]
    [InlineData("1.0-2.0", "2S 0114+650", -1)]
    [InlineData("4.5-12.0", "4U 1538-522", +1)]
    public void Areas_move_away_from_the_outliers_of_their_instrument(string band, string outlier, int side)
    {
        DataSet set = TableReader.Read("epic-hmxb", new ReadOptions(Band: band));
        Observations data = Assert.Single(set.Bands);
        Priors priors = Priors.Uniform(3, 0.05, 1.5, 0.01);
        using Device device = Device.OpenSimd();
        Fit plain = FitParts.Run(
            data, priors, new FitOptions { Chains = 128, Draws = 200, WarmUp = 200, Seed = 3 }, device, null, TestContext.Current.CancellationToken);
        Fit robust = Fitting.Run(
            FitParts.LogT, data, priors, new FitOptions { Chains = 128, Draws = 400, WarmUp = 200, Seed = 3 }, device, null, TestContext.Current.CancellationToken);

        // The outlier is named: of pn's measurements it has the smallest weight, less than a third of the usual.
        int[] pn = Enumerable.Range(0, data.Count).Where(o => data.Instruments[data.Instrument[o]] is "pn").ToArray();
        EntryMoments weights = robust.Weights!;
        int least = pn.MinBy(o => weights.Mean[o]);
        Assert.Equal(outlier, data.Sources[Source(data, least)]);
        Assert.True(weights.IsOutlier(least));

        // All that pn's measurements lost, each with the side it lies on.
        double pull = pn.Sum(o => Math.Max(0, 1 - (weights.Mean[o] / weights.PriorMean)) * Off(robust, data, o));
        Assert.Equal(side, Math.Sign(pull));
        Assert.Equal(side, Math.Sign(Off(robust, data, least)));

        double moved = Relative(robust) - Relative(plain);
        Assert.Equal(-side, Math.Sign(moved));
        Assert.True(Math.Abs(moved) > 10 * (robust.Areas.Sum(a => a.McseMean) + plain.Areas.Sum(a => a.McseMean)), $"{moved}");
    }

    private static double Off(Fit fit, Observations data, int o) => data.Y[o] - fit.Areas[data.Instrument[o]].Mean - fit.Fluxes.Mean[Source(data, o)];

    /// <summary>B of pn over the mean of B of MOS1 and MOS2.</summary>
    private static double Relative(Fit fit) => fit.Areas[0].Mean - ((fit.Areas[1].Mean + fit.Areas[2].Mean) / 2);

    private static int Source(Observations data, int o) => Array.FindLastIndex(data.First, first => first <= o);
}
