using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Words;

namespace GpuConcord.Host.Figures;

/// <summary>Ranks of one quantity's truths.</summary>
/// <param name="Name">As in "B[pn]".</param>
/// <param name="Ranks">Rank of the truth in every replicate, 0 to the number of values − 1.</param>
/// <param name="Fails">Whether a test of uniformity failed.</param>
internal sealed record RankSeries(string Name, int[] Ranks, bool Fails);

/// <summary>
/// ECDF of ranks less that of uniform ones, one panel a quantity, inside the simultaneous envelopes of Säilynoja, Bürkner and Vehtari (2022,
/// Statistics and Computing 32, 32).
/// </summary>
internal static class EcdfDifferences
{
    private const double Usual = 0.05;

    /// <summary>Draws the figure.</summary>
    /// <param name="name">Name of the figure.</param>
    /// <param name="title">What is seen.</param>
    /// <param name="series">The quantities, with equally many ranks each.</param>
    /// <param name="values">Number of values a rank can take.</param>
    /// <param name="threshold">p-value below which a test fails.</param>
    public static Figure Draw(string name, string title, IReadOnlyList<RankSeries> series, int values, double threshold)
    {
        ArgumentNullException.ThrowIfNull(series);
        int replicates = series[0].Ranks.Length;
        (int Low, int High)[][] envelopes = [RankUniformity.Envelope(replicates, values, threshold), RankUniformity.Envelope(replicates, values, Usual)];
        double[][] curves = [.. series.Select(one => Differences(one.Ranks, values))];
        double most = curves.SelectMany(curve => curve).Concat(Edges(envelopes[0], replicates, values)).Max(Math.Abs);
        Drawing drawing = new(title);
        PanelGrid grid = new(series.Count > 4 ? 4 : PanelGrid.ColumnsFor(series.Count), drawing.Top, series.Count > 9 ? 64 : 110, 20, 20, 38);
        for (int k = 0; k < series.Count; k++)
        {
            Panel(drawing, series[k], curves[k], envelopes, replicates, 1.05 * most, grid.Frame(k));
        }

        double bottom = grid.Bottom(series.Count);
        drawing.Text(Drawing.Width / 2, bottom + 10, $"rank of the truth among {values - 1} draws, as a share", "middle");
        drawing.Text(12, (grid.Top + bottom) / 2, "ECDF of the ranks − uniform ECDF", "middle", turn: -90);
        return new Figure(
            name, title,
            "Curves that stay in the dark grey are as even as uniform ranks are in 95 % of all cases; one that leaves the light grey fails the test. "
            + "A curve above zero on the left and below on the right: posteriors too narrow; the reverse: too wide; a hill: the draws lie too high; a valley: too low.",
            drawing.Finish(bottom + 20));
    }

    /// <summary>Share of ranks below i, less i/values, for i = 0 … values.</summary>
    internal static double[] Differences(int[] ranks, int values)
    {
        int[] counts = RankUniformity.Histogram(ranks, values, values);
        double[] differences = new double[values + 1];
        int below = 0;
        for (int i = 1; i <= values; i++)
        {
            below += counts[i - 1];
            differences[i] = ((double)below / ranks.Length) - ((double)i / values);
        }
        return differences;
    }

    private static IEnumerable<double> Edges((int Low, int High)[] envelope, int replicates, int values) =>
        envelope.SelectMany((bounds, i) => (double[])[((double)bounds.Low / replicates) - ((i + 1.0) / values), ((double)bounds.High / replicates) - ((i + 1.0) / values)]);

    private static void Panel(
        Drawing drawing, RankSeries series, double[] curve, (int Low, int High)[][] envelopes, int replicates, double most,
        (double Left, double Top, double Right, double Bottom) frame)
    {
        int values = curve.Length - 1;
        Axis across = new(0, 1, frame.Left, frame.Right);
        Axis up = new(-most, most, frame.Bottom, frame.Top);
        string colour = series.Fails ? Palette.Vermilion : Palette.Blue;
        drawing.Name(frame.Left, frame.Top - 5, series.Fails ? $"{series.Name}: fails" : series.Name, frame.Right - frame.Left, size: 10.5, bold: true);
        foreach (((int Low, int High)[] envelope, string fill) in envelopes.Zip((string[])[Palette.Stripe, Palette.PriorFill]))
        {
            drawing.Area([(across.At(0), up.At(0)), .. Edge(envelope, true), (across.At(1), up.At(0)), .. Edge(envelope, false).Reverse()], fill);
        }

        drawing.Line(frame.Left, up.At(0), frame.Right, up.At(0), Palette.Quiet, 0.6, "4 3");
        drawing.Curve(curve.Select((difference, i) => (across.At((double)i / values), up.At(difference))), colour, 1.2);
        drawing.Line(frame.Left, frame.Top, frame.Left, frame.Bottom, Palette.Rule);
        double[] ticks = up.Ticks(3);
        foreach ((double tick, string label) in ticks.Zip(Axis.Labels(ticks, signed: true)))
        {
            drawing.Text(frame.Left - 4, up.At(tick) + 3, label, "end", 10);
        }

        foreach (double tick in (double[])[0, 0.5, 1])
        {
            drawing.Text(across.At(tick), frame.Bottom + 11, Labelled.Fixed(tick, 1), "middle", 10);
        }

        IEnumerable<(double, double)> Edge((int Low, int High)[] envelope, bool upper) => envelope.Select((bounds, i) =>
            (across.At((i + 1.0) / values), up.At(((double)(upper ? bounds.High : bounds.Low) / replicates) - ((i + 1.0) / values))));
    }
}
