using GpuConcord.Host.Words;

namespace GpuConcord.Host.Figures;

/// <summary>How much of each fitted area is the prior, against the prior's width τ: the honest weight ∂E[B]/∂b of the own prior mean, and the papers' W.</summary>
internal static class InfluenceCurves
{
    private const string WeightColour = Palette.Vermilion;
    private const int MostMarkers = 25;

    /// <summary>Draws the figure.</summary>
    /// <param name="name">Name of the figure.</param>
    /// <param name="title">What is seen.</param>
    /// <param name="instruments">Names in order, N of them.</param>
    /// <param name="tau">Values of τ, ascending and positive, K of them.</param>
    /// <param name="influence">∂E[B_i]/∂b_i, N rows of K; NaN where a fit is missing.</param>
    /// <param name="weight">W_i, likewise.</param>
    /// <param name="ratio">τ_i over the τ of the axis; null when all instruments share τ.</param>
    public static Figure Draw(
        string name, string title, IReadOnlyList<string> instruments, double[] tau, double[][] influence, double[][] weight, double[]? ratio = null)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        ArgumentNullException.ThrowIfNull(tau);
        ArgumentNullException.ThrowIfNull(influence);
        ArgumentNullException.ThrowIfNull(weight);
        if (influence.Length != instruments.Count || weight.Length != instruments.Count || influence.Concat(weight).Any(row => row.Length != tau.Length))
        {
            throw new ArgumentException($"{instruments.Count} rows of {tau.Length} values are expected: one an instrument, one a value of tau.", nameof(influence));
        }

        Drawing drawing = new(title);
        drawing.Line(8, drawing.Top + 3, 30, drawing.Top + 3, Palette.Blue, 2);
        drawing.Text(36, drawing.Top + 7, "∂B/∂b: fluxes fitted");
        drawing.Line(240, drawing.Top + 3, 262, drawing.Top + 3, WeightColour, 2, "6 3");
        drawing.Text(268, drawing.Top + 7, "W of the papers: were all fluxes known");
        PanelGrid grid = new(PanelGrid.ColumnsFor(instruments.Count), drawing.Top + 12, instruments.Count > 9 ? 84 : 110, 24, 28, 44);
        for (int i = 0; i < instruments.Count; i++)
        {
            Panel(drawing, instruments[i], tau, influence[i], weight[i], grid.Frame(i));
        }

        double bottom = grid.Bottom(instruments.Count);
        drawing.Text(Drawing.Width / 2, bottom + 10, $"{SweepCurves.TauAxis(ratio)} (%, logarithmic axis)", "middle");
        drawing.Text(12, (grid.Top + bottom) / 2, "weight of the own prior (%)", "middle", turn: -90);
        return new Figure(
            name, title,
            "Blue: ∂B/∂b, how far the fitted area follows its own prior mean; the other instruments' priors and the data have the rest; "
                + "above 100 % prior and data conflict. Dashed: W = 1/(1 + n τ²/σ²), what the "
                + "papers tabulate (headed 1 − W): "
            + "the weight if all fluxes were known. With many sources it falls far below: it pretends to know the common level too, which only priors fix.",
            drawing.Finish(bottom + 20));
    }

    private static void Panel(
        Drawing drawing, string instrument, double[] tau, double[] influence, double[] weight, (double Left, double Top, double Right, double Bottom) frame)
    {
        Axis across = Axis.Over(tau.Select(t => 100 * t), frame.Left, frame.Right, 0.02, logarithmic: true);
        double most = influence.Where(double.IsFinite).Append(1).Max();
        Axis up = new(0, most, frame.Bottom, frame.Top);
        drawing.Name(frame.Left, frame.Top - 6, instrument, frame.Right - frame.Left, size: 12, bold: true);
        foreach (double tick in most > 1 ? up.Ticks(5) : (double[])[0, 0.25, 0.5, 0.75, 1])
        {
            drawing.Line(frame.Left - 4, up.At(tick), frame.Right, up.At(tick), Palette.Rule, 0.5);
            drawing.Text(frame.Left - 6, up.At(tick) + 3.5, $"{Math.Round(100 * tick, 6)}", "end", 10);
        }
        foreach (double tick in across.Ticks(6))
        {
            drawing.Line(across.At(tick), frame.Bottom, across.At(tick), frame.Bottom + 4, Palette.Quiet);
            drawing.Text(across.At(tick), frame.Bottom + 15, Labelled.Significant(tick), "middle", 10);
        }
        drawing.Curve(Points(weight), WeightColour, 1.6, "6 3");
        drawing.Curve(Points(influence), Palette.Blue, 2);
        if (tau.Length <= MostMarkers)
        {
            foreach ((double x, double y) in Points(weight))
            {
                drawing.Point(Marker.Square, x, y, 2.4, Palette.Paper, WeightColour);
            }

            foreach ((double x, double y) in Points(influence))
            {
                drawing.Point(Marker.Circle, x, y, 2.4, Palette.Paper, Palette.Blue);
            }
        }
        drawing.Line(frame.Left, frame.Bottom, frame.Right, frame.Bottom, Palette.Quiet);
        drawing.Line(frame.Left, frame.Top, frame.Left, frame.Bottom, Palette.Quiet);

        IEnumerable<(double, double)> Points(double[] values) =>
            values.Select((value, k) => (X: tau[k], Y: value)).Where(point => double.IsFinite(point.Y)).Select(point => (across.At(100 * point.X), up.At(point.Y)));
    }
}
