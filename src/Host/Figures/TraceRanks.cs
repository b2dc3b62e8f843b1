using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Words;

namespace GpuConcord.Host.Figures;

/// <summary>The draws of one parameter.</summary>
/// <param name="Name">As in "B[pn]".</param>
/// <param name="Draws">Chain-major, <c>[chain · length + iteration]</c>, in the parameter's unit.</param>
/// <param name="Chains">Number of chains.</param>
/// <param name="Rhat">R-hat, for the label.</param>
internal sealed record ChainDraws(string Name, double[] Draws, int Chains, double Rhat);

/// <summary>
/// Traces of a few chains and, of all chains, rank plots: histograms of the pooled ranks of each group of chains, uniform when the chains
/// explore the same distribution (Vehtari et al. 2021, Bayesian Analysis 16, 667).
/// </summary>
internal static class TraceRanks
{
    private const int Traces = 3;
    private const int Groups = 4;
    private const int Bins = 20;
    private const int MostPoints = 220;

    /// <summary>Draws one page.</summary>
    /// <param name="name">Name of the figure.</param>
    /// <param name="title">What is seen.</param>
    /// <param name="parameters">The page's parameters.</param>
    public static Figure Draw(string name, string title, IReadOnlyList<ChainDraws> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Drawing drawing = new(title);
        const double height = 44, step = 68, left = 56, middle = 480, rankLeft = 530, right = Drawing.Width - 12;
        double top = drawing.Top + 18;
        drawing.Text(left, drawing.Top + 6, "trace: three chains, and in black the one whose mean lies farthest off", size: 10.5, fill: Palette.Quiet);
        drawing.Text(rankLeft, drawing.Top + 6, "share of ranks, relative to even", size: 10.5, fill: Palette.Quiet);
        for (int p = 0; p < parameters.Count; p++)
        {
            double y = top + (p * step) + 16;
            ChainDraws parameter = parameters[p];
            drawing.Name(8, y - 5, parameter.Name, middle - 120, size: 10.5, bold: true);
            drawing.Text(middle, y - 5, $"R-hat {Labelled.Fixed(parameter.Rhat, 4)}", "end", 10, parameter.Rhat < 1.01 ? Palette.Quiet : Palette.Vermilion);
            Trace(drawing, parameter, left, y, middle, y + height);
            Ranks(drawing, parameter, rankLeft, y, right, y + height);
        }
        double bottom = top + (parameters.Count * step);
        int lengths = parameters.Select(p => p.Draws.Length / p.Chains).DefaultIfEmpty(0).Max();
        drawing.Text((left + middle) / 2, bottom + 10, $"draw within the chain, 1 to {lengths}", "middle", 10.5);
        drawing.Text((rankLeft + right) / 2, bottom + 10, "rank among all draws (lowest to highest)", "middle", 10.5);
        return new Figure(
            name, title,
            "Left: draws in the order they were made; healthy chains look alike and do not wander. Right: ranks of the draws among all chains, counted in twenty bins for each "
                + "of up to four groups of chains; "
            + "lines that stay near 1 (grey: 99 % of counts if draws were independent) mean that every group explores the same posterior.",
            drawing.Finish(bottom + 20));
    }

    private static void Trace(Drawing drawing, ChainDraws parameter, double left, double top, double right, double bottom)
    {
        int length = parameter.Draws.Length / parameter.Chains;
        int stride = Math.Max(1, (length + MostPoints - 1) / MostPoints);
        int[] shown = [.. Enumerable.Range(0, Math.Min(Traces, parameter.Chains)), Farthest(parameter)];
        Axis up = Axis.Over(shown.SelectMany(chain => Thinned(parameter, chain, length, stride)), bottom, top, 0.02);
        drawing.Line(left, top, left, bottom, Palette.Rule);
        double[] ticks = up.Ticks(4);
        foreach ((double tick, string label) in ticks.Zip(Axis.Labels(ticks)))
        {
            drawing.Line(left - 3, up.At(tick), left, up.At(tick), Palette.Quiet);
            drawing.Text(left - 5, up.At(tick) + 3, label, "end", 10);
        }
        for (int k = 0; k < shown.Length; k++)
        {
            string colour = k == shown.Length - 1 ? Palette.Ink : Palette.Series(k);
            double[] values = Thinned(parameter, shown[k], length, stride).ToArray();
            drawing.Curve(
                values.Select((value, t) => (left + 2 + ((right - left - 2) * (t + 0.5) / values.Length), value))
                    .Where(point => double.IsFinite(point.value)).Select(point => (point.Item1, up.At(point.value))),
                colour, k == shown.Length - 1 ? 0.9 : 0.7);
        }
    }

    private static IEnumerable<double> Thinned(ChainDraws parameter, int chain, int length, int stride) =>
        Enumerable.Range(0, (length + stride - 1) / stride).Select(t => parameter.Draws[(chain * length) + (t * stride)]);

    /// <summary>The chain whose mean differs most from the overall mean.</summary>
    private static int Farthest(ChainDraws parameter)
    {
        int length = parameter.Draws.Length / parameter.Chains;
        double overall = Moments.Mean(parameter.Draws);
        return Enumerable.Range(0, parameter.Chains)
            .MaxBy(chain => Math.Abs(Moments.Mean(parameter.Draws.AsSpan(chain * length, length)) - overall));
    }

    private static void Ranks(Drawing drawing, ChainDraws parameter, double left, double top, double right, double bottom)
    {
        int[][] counts = Histograms(parameter.Draws, parameter.Chains);
        int[] sizes = counts.Select(bins => bins.Sum()).ToArray();
        double spread = 2.576 * Math.Sqrt((Bins - 1.0) / sizes.Min());
        double most = counts.SelectMany((bins, g) => bins.Select(count => Math.Abs(((double)count * Bins / sizes[g]) - 1))).Append(1.3 * spread).Max();
        Axis up = new(1 - (most * 1.05), 1 + (most * 1.05), bottom, top);
        drawing.Rectangle(left, up.At(1 - spread), right, up.At(1 + spread), Palette.PriorFill);
        drawing.Line(left, up.At(1), right, up.At(1), Palette.Quiet, 0.8, "4 3");
        for (int g = 0; g < counts.Length; g++)
        {
            (int[] bins, int size) = (counts[g], sizes[g]);
            drawing.Curve(
                Enumerable.Range(0, 2 * Bins).Select(k => (left + ((right - left) * ((k + 1) / 2) / Bins), up.At((double)bins[k / 2] * Bins / size))),
                Palette.Series(g), 1);
        }
        drawing.Line(left, top, left, bottom, Palette.Rule);
        double[] ticks = up.Ticks(4);
        foreach ((double tick, string label) in ticks.Zip(Axis.Labels(ticks)))
        {
            drawing.Text(left - 4, up.At(tick) + 3, label, "end", 10);
        }
    }

    /// <summary>Counts of pooled ranks in equal bins, one row a group of neighbouring chains.</summary>
    internal static int[][] Histograms(double[] draws, int chains)
    {
        int length = draws.Length / chains;
        int groups = Math.Min(Groups, chains);
        int[] order = new int[draws.Length];
        for (int d = 0; d < order.Length; d++)
        {
            order[d] = d;
        }

        Array.Sort((double[])draws.Clone(), order);
        int[][] counts = [.. Enumerable.Range(0, groups).Select(_ => new int[Bins])];
        for (int rank = 0; rank < order.Length; rank++)
        {
            counts[order[rank] / length * groups / chains][(int)((long)rank * Bins / order.Length)]++;
        }

        return counts;
    }
}
