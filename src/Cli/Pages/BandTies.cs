using GpuConcord.Cli.Screen;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Runs.Fits;

namespace GpuConcord.Cli.Pages;

/// <summary>What a joint fit of several bands adds: how each instrument's area correlates between bands, and what the tie was worth.</summary>
internal static class BandTies
{
    private const int PairsAcross = 3;

    /// <summary>Writes a table of correlations, and a sentence; nothing when the bands were fitted one by one.</summary>
    public static void Write(FitRun run, Page page)
    {
        if (run.Fits[0].Joint is not { } joint)
        {
            return;
        }

        page.Heading("Bands fitted together");
        page.Blank();
        foreach ((string One, string Other)[] pairs in joint.Pairs().Chunk(PairsAcross))
        {
            page.Table(
                ["correlation of B", .. pairs.Select(pair => $"{pair.One} × {pair.Other}")],
                joint.Instruments.Select(instrument => (string[])[instrument.Instrument, .. pairs.Select(pair => Cell(instrument, pair))]));
            page.Blank();
        }
        page.Paragraph("prior → posterior. The data pin differences between instruments, not their common level: what is left of B is what the prior knows.", "  ");
        page.Paragraph(Worth(run), "=> ");
        page.Blank();
    }

    /// <summary>The smallest and the largest prior correlation, in words.</summary>
    public static string Range(JointBandPosterior joint)
    {
        double[] all = joint.Instruments.SelectMany(instrument => joint.Pairs().Select(pair => instrument.Between(pair).Prior)).Where(double.IsFinite).ToArray();
        return all.Length == 0 ? "no instrument is in two bands" : all.Max() - all.Min() < 5e-4 ? Figures.Fixed(all[0], 3)
            : $"{Figures.Fixed(all.Min(), 3)} to {Figures.Fixed(all.Max(), 3)}";
    }

    private static string Worth(FitRun run)
    {
        double[] areas = run.Fits.SelectMany(fit => fit.Joint!.AreaNarrowing).ToArray();
        double[] differences = run.Fits.SelectMany(fit => fit.Joint!.DifferenceNarrowing).DefaultIfEmpty(1).ToArray();
        return $"Against each band by itself at the same scatter, tying them changes the standard deviation of B by {Change(areas)} and of the differences between instruments "
            + $"by {Change(differences)}.";
    }

    private static string Change(double[] ratios)
    {
        string least = Percent(ratios.Max()), most = Percent(ratios.Min());
        return least.Equals(most, StringComparison.Ordinal) ? $"{most} %" : $"{most} to {least} %";

        static string Percent(double ratio) => Figures.Signed(100 * (ratio - 1), 1);
    }

    private static string Cell(BandCorrelation instrument, (string One, string Other) pair) =>
        instrument.Between(pair) is var (prior, posterior) && double.IsNaN(prior) ? "" : $"{Figures.Fixed(prior, 2)} → {Figures.Fixed(posterior, 2)}";
}
