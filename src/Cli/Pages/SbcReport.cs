using System.Globalization;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Data;
using GpuConcord.Host.Models;
using GpuConcord.Host.Runs.Sbc;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sbc;
using GpuConcord.Host.Words;

namespace GpuConcord.Cli.Pages;

/// <summary>Simulation-based calibration for a reader: what was tried, a line a quantity with its tests and ranks, the verdict.</summary>
internal static class SbcReport
{
    // From none at all to twice what is expected.
    private const string Blocks = " ▁▂▃▄▅▆▇█";
    private const string AsciiBlocks = " .:-=+*#@";

    /// <summary>Writes the report.</summary>
    public static void Write(SbcRun run, Page page)
    {
        (SbcResult result, SbcOptions options) = (run.Result, run.Result.Options);
        bool exact = options.Sampling.Sampler is Sampler.Exact;
        page.Heading($"Simulation-based calibration: {options.Model.Says.Tried}");
        page.Paragraph(
            $"{options.Replicates} replicates of {Shape(options)}; each truth ranked among {options.RankValues - 1} draws "
            + $"({options.Chains} chains × {options.Draws}{(exact ? "" : $", every {Ordinal.Of(options.Thin)} iteration after {options.WarmUp} of warm-up")}), seed "
                + $"{options.Seed}", "  ");
        bool drawn = options.Model.Blocks(options.Design.Table).Any(block => block.Role is Role.Scatter) || options.Model.Can.NeedsErrors;
        string scatter = drawn ? $" σ² ~ InvGamma(α, β), α = {PriorText(options.Priors.Alpha)}, β = {PriorText(options.Priors.Beta)};" : "";
        page.Paragraph($"B ~ N(0, τ²), τ = {PriorText(options.Priors.Tau)};{scatter} {options.Model.Says.Truths}", "  ");
        if (options.Design.Table.Counts?.BackgroundPrior is { } background)
        {
            page.Paragraph($"Counts in apertures, each with a background b ~ Gamma({Text(background.Shape)}, {Text(background.Rate)})", "  ");
        }

        page.Paragraph($"{run.Device.Kind}: {run.Device.Name}, {Figures.Fixed(result.Seconds, 1)} s", "  ");
        if (run.Lack is not null)
        {
            page.Paragraph(run.Lack, "!  ", alarming: true);
        }

        page.Blank();
        page.Table(
            ["quantity", "ranks, low to high", "p, chi²", "p, ECDF", ""],
            result.Quantities.Select(quantity => (string[])
            [
                quantity.Name,
                $"[{Bars(quantity.Histogram, page.Unicode)}]",
                PValue(quantity.ChiSquared),
                PValue(quantity.Envelope),
                quantity.Fails(result.Threshold) ? "FAILS" : "",
            ]),
            textColumns: 2);
        page.Blank();
        int failed = result.Quantities.Count(quantity => quantity.Fails(result.Threshold));
        if (failed == 0)
        {
            page.Paragraph($"Calibrated: all {2 * result.Quantities.Count} p-values are above {PValue(result.Threshold)} (level "
                + $"{options.Level.ToString(CultureInfo.InvariantCulture)} over all tests, Bonferroni).", "=> ");
        }
        else
        {
            page.Paragraph($"NOT CALIBRATED: the ranks of {failed} of {result.Quantities.Count} quantities are not uniform (p below {PValue(result.Threshold)}). The sampler "
                + "does not draw from the posterior of the model that was simulated.", "!  ", alarming: true);
        }
        if (result.Warning is { } warning)
        {
            page.Paragraph(warning, "!  ", alarming: true);
        }

        page.Blank();
        page.Heading("How to read this");
        page.Paragraph("A sound sampler gives flat ranks. A hump in the middle: its intervals are too wide; piles at both ends: too narrow, or draws that are not independent; a "
            + "slope: a bias (high at the right: truths lie above the draws). A bar of half height is what is expected.", "  ");
        page.Paragraph("chi² compares the bars; ECDF is the simultaneous envelope test of Säilynoja, Bürkner and Vehtari (2022), more sensitive to a slope.", "  ");
    }

    private static string Shape(SbcOptions options)
    {
        Observations design = options.Design.Table;
        int instruments = options.Instruments / options.Bands, sources = design.SourceCount / options.Bands, all = options.Bands * instruments * sources;
        return $"{instruments} instruments × {sources} sources"
            + (options.Bands > 1 ? $" in each of {options.Bands} bands, fitted together" : "")
            + (design.Count < all ? $", {all - design.Count} of {all} observations missing" : "");
    }

    /// <summary>One character a bin, full height at twice the expected number.</summary>
    internal static string Bars(int[] histogram, bool unicode)
    {
        string blocks = unicode ? Blocks : AsciiBlocks;
        double expected = histogram.Average();
        return string.Concat(histogram.Select(count => blocks[Math.Clamp((int)Math.Round(count / expected / 2 * (blocks.Length - 1)), 0, blocks.Length - 1)]));
    }

    private static string PValue(double p) => p < 1e-4 ? p.ToString("0e0", CultureInfo.InvariantCulture) : p.ToString("0.0000", CultureInfo.InvariantCulture);

    private static string PriorText(double[] values) =>
        string.Join(", ", values.Distinct().Count() == 1 ? [Text(values[0])] : values.Select(Text));

    private static string Text(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
