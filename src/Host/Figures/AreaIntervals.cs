using GpuConcord.Host.Words;

namespace GpuConcord.Host.Figures;

/// <summary>
/// Every instrument's effective area over nominal, B − b, with 50 % and 95 % posterior intervals; several bands, or several priors,
/// beside one another (the E0102 and 2XMM figures of Chen et al. 2019, arXiv:1711.09429).
/// </summary>
internal static class AreaIntervals
{
    /// <summary>Draws the figure.</summary>
    /// <param name="title">What is seen.</param>
    /// <param name="instruments">Names in order.</param>
    /// <param name="series">Posteriors of B − b, natural logarithm; the reference is τ, drawn as the prior's 95 % interval behind each.</param>
    /// <param name="name">Name of the figure.</param>
    public static Figure Draw(string title, IReadOnlyList<string> instruments, IReadOnlyList<IntervalSeries> series, string name = "areas")
    {
        ArgumentNullException.ThrowIfNull(instruments);
        ArgumentNullException.ThrowIfNull(series);
        Drawing drawing = new(title);
        IntervalRows rows = new(drawing, instruments, series, above: 38);
        Axis axis = Axis.Over(
            series.SelectMany(s => s.Posterior).OfType<Interval>().SelectMany(p => (double[])[p.Q2_5, p.Q97_5]).Append(0),
            rows.Left, rows.Right);
        rows.Frame();
        foreach ((double logarithm, string label) in PercentAxis.Ticks(axis, 9))
        {
            drawing.Line(axis.At(logarithm), rows.Top, axis.At(logarithm), rows.Bottom + 5, Palette.Rule, 0.6);
            drawing.Text(axis.At(logarithm), rows.Bottom + 18, label, "middle");
        }
        double[] plain = axis.Ticks(9);
        foreach ((double tick, string label) in plain.Zip(Axis.Labels(plain, signed: true)))
        {
            drawing.Line(axis.At(tick), rows.Top - 5, axis.At(tick), rows.Top, Palette.Quiet);
            drawing.Text(axis.At(tick), rows.Top - 9, label, "middle", fill: Palette.Quiet);
        }
        drawing.Line(rows.Left, rows.Top, rows.Right, rows.Top, Palette.Quiet);
        drawing.Line(rows.Left, rows.Bottom, rows.Right, rows.Bottom, Palette.Quiet);
        drawing.Line(axis.At(0), rows.Top, axis.At(0), rows.Bottom, Palette.Ink, 1.2, "4 3");
        rows.Intervals(axis, Tip, (y, i, k) =>
        {
            double tau = series[k].Reference[i];
            if (double.IsFinite(tau))
            {
                drawing.Rectangle(axis.At(-1.96 * tau), y - 3.5, axis.At(1.96 * tau), y + 3.5, Palette.PriorFill);
            }
        });
        double centre = (rows.Left + rows.Right) / 2;
        drawing.Text(centre, rows.Top - 25, "B − b = ln(effective area / nominal)", "middle", fill: Palette.Quiet);
        drawing.Text(centre, rows.Bottom + 36, "effective area above nominal (%)", "middle");
        // A sweep keeps no quartiles.
        bool quartiles = series.SelectMany(s => s.Posterior).OfType<Interval>().Any(p => p.Q25 < p.Q75);
        bool priors = series.Any(s => s.Reference.Any(double.IsFinite));
        drawing.Text(
            centre, rows.Bottom + 53, $"{(quartiles ? "thick: 50 %, thin: 95 % interval" : "line: 95 % interval")}{(priors ? "; grey: the prior's 95 % interval" : "")}", "middle",
                10, Palette.Quiet);
        return new Figure(
            name, title,
            $"Marker: posterior median. {(quartiles ? "Thick bar: 50 % interval; thin line" : "Line")}: 95 % interval. "
                + $"{(priors ? "Grey: the prior's 95 % interval, cut at the frame. " : "")}Dashed: nominal. "
            + "Intervals of one series move together, since only the prior knows the common level: differences between instruments are known better than these intervals suggest.",
            drawing.Finish(rows.Bottom + 62));
    }

    private static string Tip(string name, IntervalSeries series, Interval p) =>
        $"{name}{(series.Name.Length > 0 ? $", {series.Name}" : "")}: {Signed(p.Median)} %, 95 %: {Signed(p.Q2_5)} … {Signed(p.Q97_5)} %";

    private static string Signed(double logarithm) => Labelled.Signed(Labelled.Percent(logarithm), 2);
}
