using System.Xml.Linq;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Host.Words;

namespace GpuConcord.Host.Report;

/// <summary>The parts of a report that only some models have: outliers of log-t, ties between bands of a joint fit.</summary>
internal static class ModelTables
{
    /// <summary>Measurements in the table of weights when fewer are outliers.</summary>
    private const int Fewest = 10;

    /// <summary>Measurements in it at most; weights.csv has all.</summary>
    private const int Most = 40;

    /// <summary>Outliers in words.</summary>
    private const int MostSentences = 12;

    /// <summary>Pairs of bands in one table of correlations.</summary>
    private const int PairsAcross = 4;

    /// <summary>The measurements that the log-t model distrusts, of all bands: in words, and in a table. Nothing for other models.</summary>
    public static IEnumerable<XElement> Outliers(FitRun run)
    {
        WeighedMeasurement[] all = [.. run.Fits.SelectMany(WeighedMeasurement.Of).OrderBy(m => m.Weight)];
        if (all.Length == 0)
        {
            yield break;
        }

        WeighedMeasurement[] outliers = all.TakeWhile(m => m.IsOutlier).ToArray();
        yield return Html.Heading(3, "Measurements that the fit distrusts");
        if (outliers.Length == 0)
        {
            yield return Html.Paragraph("No measurement has lost two thirds of its weight.");
        }
        else
        {
            yield return Html.List(outliers.Take(MostSentences).Select(m => $"{m.Sentence()}{(m.Band.Observations.Band is { } band ? $", in {band}" : "")}."));
        }
        if (outliers.Length > MostSentences)
        {
            yield return Html.Paragraph($"{outliers.Length - MostSentences} more have lost two thirds of their weight.");
        }

        WeighedMeasurement[] shown = all.Take(Math.Clamp(outliers.Length, Fewest, Most)).ToArray();
        yield return Html.Table(
            $"The {shown.Length} smallest of {all.Length} weights"
            + (outliers.Length > shown.Length ? $", of which {outliers.Length} are below 1/3 (weights.csv of fit --output has all)" : "")
            + ". Observed − expected: ln(value) less fitted ln(area) and ln(flux), "
            + "in percent and in units of σ/√ν, by which most measurements of the instrument scatter. Weight: E[ξ | y]/ν, 1 is usual; * below 1/3.",
            ["source", "instrument", "band", "observed − expected, %", "in σ/√ν", "weight", "MCSE"],
            shown.Select(m => (string[])
            [
                m.SourceName, m.Instrument, m.Band.Observations.Band ?? "–", Labelled.Signed(Labelled.Percent(m.Off), 1), Labelled.Signed(m.OffSd, 1),
                $"{Labelled.Fixed(m.Weight, 3)}{(m.IsOutlier ? " *" : "")}", Labelled.Fixed(m.Mcse, 4),
            ]),
            textColumns: 3);
    }

    /// <summary>What ties the bands of a joint fit, and what the tie was worth. Nothing when bands were fitted one by one.</summary>
    public static IEnumerable<XElement> Ties(FitRun run)
    {
        if (run.Fits[0].Joint is not { } joint)
        {
            yield break;
        }

        yield return Html.Heading(3, "Bands fitted together");
        foreach ((string One, string Other)[] pairs in joint.Pairs().Chunk(PairsAcross))
        {
            yield return Html.Table(
                "Correlation of an instrument's ln(area) between bands, prior → posterior. The data pin differences between instruments, not their common level: what is left of "
                    + "B is what the prior knows.",
                ["instrument", .. pairs.Select(pair => $"{pair.One} × {pair.Other}")],
                joint.Instruments.Select(instrument => (string[])[instrument.Instrument, .. pairs.Select(pair => Cell(instrument, pair))]));
        }
        yield return Html.Table(
            "What the tie was worth: standard deviation of B, and of differences between instruments, against each band by itself at the same scatter; and the part of every B's "
                + "standard deviation that only the prior can reduce.",
            ["band", "sd of B, %", "sd of differences, %", "common level, 1 sd, %"],
            run.Fits.Select(band => (string[])
            [
                band.Observations.Band ?? "–", Change(band.Joint!.AreaNarrowing), Change(band.Joint!.DifferenceNarrowing),
                string.Join(", ", band.Joint!.LevelSd.Select(sd => Labelled.Brief(100 * sd))),
            ]));
        if (run.Fits.Any(band => band.Observations.Variance is not null))
        {
            yield return Html.Paragraph("The orange curves among the posterior histograms below, known variances, are of each band by itself.");
        }
    }

    private static string Cell(BandCorrelation instrument, (string One, string Other) pair) => instrument.Between(pair) is var (prior, posterior) && double.IsNaN(prior)
        ? "–"
        : $"{Labelled.Fixed(prior, 2)} → {Labelled.Fixed(posterior, 2)}";

    private static string Change(double[] ratios)
    {
        if (ratios.Length == 0)
        {
            return "–";
        }

        string least = Percent(ratios.Max()), most = Percent(ratios.Min());
        return least.Equals(most, StringComparison.Ordinal) ? most : $"{most} to {least}";

        static string Percent(double ratio) => Labelled.Signed(100 * (ratio - 1), 1);
    }
}
