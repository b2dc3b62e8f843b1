using GpuConcord.Host.Words;

namespace GpuConcord.Host.Figures;

/// <summary>Fitted areas against the prior's width τ: a panel an instrument, with its 95 % interval and the prior's own.</summary>
internal static class SweepCurves
{
    private const int PriorPoints = 120;

    /// <summary>Draws the figure.</summary>
    /// <param name="name">Name of the figure.</param>
    /// <param name="title">What is seen.</param>
    /// <param name="instruments">Names in order, N of them.</param>
    /// <param name="tau">Values of τ, ascending and positive, K of them.</param>
    /// <param name="mean">Posterior mean of B − b, natural logarithm, N rows of K; NaN where a fit is missing.</param>
    /// <param name="low">Lower end of its 95 % interval, likewise.</param>
    /// <param name="high">Upper end, likewise.</param>
    /// <param name="ratio">τ_i over the τ of the axis, N of them; null when all instruments share τ.</param>
    /// <exception cref="ArgumentException">The shapes do not agree, or τ does not ascend from above 0.</exception>
    public static Figure Draw(string name, string title, IReadOnlyList<string> instruments, double[] tau, double[][] mean, double[][] low, double[][] high,
        double[]? ratio = null)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        ArgumentNullException.ThrowIfNull(tau);
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(low);
        ArgumentNullException.ThrowIfNull(high);
        foreach (double[][] rows in (double[][][])[mean, low, high])
        {
            if (rows.Length != instruments.Count || Array.Exists(rows, row => row.Length != tau.Length))
            {
                throw new ArgumentException($"{instruments.Count} rows of {tau.Length} values are expected: one an instrument, one a value of tau.", nameof(mean));
            }
        }
        if (tau.Length == 0 || !(tau[0] > 0) || tau.Zip(tau.Skip(1), (a, b) => a < b).Contains(false))
        {
            throw new ArgumentException("tau must hold positive values in ascending order.", nameof(tau));
        }

        Drawing drawing = new(title);
        drawing.Line(8, drawing.Top + 3, 30, drawing.Top + 3, Palette.Blue, 2);
        drawing.Text(36, drawing.Top + 7, "posterior mean, shaded: 95 %");
        drawing.Line(240, drawing.Top + 3, 262, drawing.Top + 3, Palette.Quiet, 1.2, "4 3");
        drawing.Text(268, drawing.Top + 7, "the prior's 95 % interval alone");
        PanelGrid grid = new(PanelGrid.ColumnsFor(instruments.Count), drawing.Top + 12, instruments.Count > 9 ? 96 : 130, 24, 28, 44);
        double[] ends = low.Concat(high).SelectMany(row => row).Append(0).ToArray();
        for (int i = 0; i < instruments.Count; i++)
        {
            Panel(drawing, instruments[i], tau, mean[i], low[i], high[i], grid.Frame(i), ends, ratio?[i] ?? 1);
        }

        double bottom = grid.Bottom(instruments.Count);
        drawing.Text(Drawing.Width / 2, bottom + 10, $"{TauAxis(ratio)} (%, logarithmic axis)", "middle");
        drawing.Text(12, (grid.Top + bottom) / 2, "effective area above nominal (%)", "middle", turn: -90);
        return new Figure(
            name, title,
            "Line: posterior mean of B − b; shaded: its 95 % interval; dashes: the prior's own interval, ± 1.96 τ, cut at the frame. Where the curve levels off, the data "
                + "decide; where it follows the dashes, the prior does.",
            drawing.Finish(bottom + 20));
    }

    /// <summary>What the axis of τ is called.</summary>
    internal static string TauAxis(double[]? ratio) => ratio is null ? "τ: prior standard deviation of ln(area)"
        : "τ: prior standard deviation of ln(area), geometric mean over instruments";

    private static void Panel(
        Drawing drawing, string instrument, double[] tau, double[] mean, double[] low, double[] high,
        (double Left, double Top, double Right, double Bottom) frame, double[] ends, double ratio)
    {
        Axis across = Axis.Over(tau.Select(t => 100 * t), frame.Left, frame.Right, 0.02, logarithmic: true);
        Axis up = Axis.Over(ends, frame.Bottom, frame.Top, 0.06);
        drawing.Name(frame.Left, frame.Top - 6, instrument, frame.Right - frame.Left, size: 12, bold: true);
        foreach ((double logarithm, string label) in PercentAxis.Ticks(up, 5))
        {
            drawing.Line(frame.Left - 4, up.At(logarithm), frame.Right, up.At(logarithm), Palette.Rule, 0.5);
            drawing.Text(frame.Left - 6, up.At(logarithm) + 3.5, label, "end", 10);
        }
        foreach (double tick in across.Ticks(6))
        {
            drawing.Line(across.At(tick), frame.Bottom, across.At(tick), frame.Bottom + 4, Palette.Quiet);
            drawing.Text(across.At(tick), frame.Bottom + 15, Labelled.Significant(tick), "middle", 10);
        }
        int[] there = [.. Enumerable.Range(0, tau.Length).Where(k => double.IsFinite(mean[k]) && double.IsFinite(low[k]) && double.IsFinite(high[k]))];
        double[] x = Array.ConvertAll(tau, t => across.At(100 * t));
        if (there.Length > 1)
        {
            drawing.Area(there.Select(k => (x[k], up.At(high[k]))).Concat(there.Reverse().Select(k => (x[k], up.At(low[k])))), Palette.SkyBlue, 0.4);
            drawing.Curve(there.Select(k => (x[k], up.At(mean[k]))), Palette.Blue, 2);
        }
        foreach (int k in there.Length > 25 ? [] : there)
        {
            drawing.Point(Marker.Circle, x[k], up.At(mean[k]), 2.4, Palette.Paper, Palette.Blue, $"{instrument}, τ = {tau[k]}: {Labelled.Signed(Labelled.Percent(mean[k]), 2)} %");
        }

        // Finer than the values of tau, so that the line reaches the frame where it leaves it.
        double[] fine = Enumerable.Range(0, PriorPoints).Select(k => tau[0] * Math.Pow(tau[^1] / tau[0], k / (PriorPoints - 1.0))).ToArray();
        foreach (double sign in (double[])[-1.96, 1.96])
        {
            drawing.Curve(fine.Where(t => up.Holds(sign * ratio * t)).Select(t => (across.At(100 * t), up.At(sign * ratio * t))), Palette.Quiet, 1.2, "4 3");
        }

        drawing.Line(frame.Left, up.At(0), frame.Right, up.At(0), Palette.Ink, 0.8);
        drawing.Line(frame.Left, frame.Bottom, frame.Right, frame.Bottom, Palette.Quiet);
        drawing.Line(frame.Left, frame.Top, frame.Left, frame.Bottom, Palette.Quiet);
    }
}
