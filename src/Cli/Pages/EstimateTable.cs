using GpuConcord.Cli.Screen;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Statistics.Modes;

namespace GpuConcord.Cli.Pages;

/// <summary>The point estimates that were asked for: one row an instrument.</summary>
internal static class EstimateTable
{
    /// <summary>Writes it.</summary>
    public static void Write(Fit fit, Page page)
    {
        int decimals = Figures.Decimals(fit.Areas.Select(area => area.Sd)) + 1;
        page.Table(
            ["point estimate of", .. fit.Estimates.SelectMany(estimate => (string[])[$"B, {PointEstimateName.Of(estimate.Kind)}", "σ, %"])],
            fit.Observations.Instruments.Select((name, i) => (string[])
            [
                name,
                .. fit.Estimates.SelectMany(estimate => (string[])
                    [Figures.Fixed(estimate.LogArea[i], decimals), Figures.Fixed(100 * Math.Sqrt(estimate.Variance[i]), Math.Max(1, decimals - 2))]),
            ]));
        page.Blank();
    }
}
