using GpuConcord.Host.Words;

namespace GpuConcord.Host.Figures;

/// <summary>Every instrument's scatter σ with 50 % and 95 % posterior intervals, on a logarithmic axis, beside the errors that the table quotes.</summary>
internal static class ScatterIntervals
{
    /// <summary>Draws the figure.</summary>
    /// <param name="title">What is seen.</param>
    /// <param name="instruments">Names in order.</param>
    /// <param name="series">Posteriors of σ, a fraction; the reference is the rms of the table's errors of ln(value), NaN where it has none.</param>
    /// <param name="symbol">What is drawn, when it is not σ itself.</param>
    /// <param name="meaning">What it is, for the axis.</param>
    public static Figure Draw(
        string title, IReadOnlyList<string> instruments, IReadOnlyList<IntervalSeries> series, string symbol = "σ", string meaning = "scatter of ln(value) about area × flux")
    {
        ArgumentNullException.ThrowIfNull(instruments);
        ArgumentNullException.ThrowIfNull(series);
        Drawing drawing = new(title);
        IntervalSeries[] percent = series.Select(s => s with { Posterior = [.. s.Posterior.Select(p => p?.Map(sigma => 100 * sigma))] }).ToArray();
        IntervalRows rows = new(drawing, instruments, percent, above: 6);
        bool quoted = series.Any(s => s.Reference.Any(double.IsFinite));
        Axis axis = Axis.Over(
            percent.SelectMany(s => s.Posterior).OfType<Interval>().SelectMany(p => (double[])[p.Q2_5, p.Q97_5])
                .Concat(series.SelectMany(s => s.Reference).Select(error => 100 * error)),
            rows.Left, rows.Right, logarithmic: true);
        rows.Frame();
        foreach (double tick in axis.Ticks(11))
        {
            drawing.Line(axis.At(tick), rows.Top, axis.At(tick), rows.Bottom + 5, Palette.Rule, 0.6);
            drawing.Text(axis.At(tick), rows.Bottom + 18, Labelled.Significant(tick), "middle");
        }
        drawing.Line(rows.Left, rows.Bottom, rows.Right, rows.Bottom, Palette.Quiet);
        rows.Intervals(
            axis,
            (name, s, p) => $"{name}{(s.Name.Length > 0 ? $", {s.Name}" : "")}: {symbol} = {Labelled.Brief(p.Median)} %, 95 %: {Labelled.Brief(p.Q2_5)} … "
                + $"{Labelled.Brief(p.Q97_5)} %",
            (y, i, k) =>
            {
                double error = 100 * series[k].Reference[i];
                if (double.IsFinite(error) && error > 0)
                {
                    drawing.Line(axis.At(error), y - 4, axis.At(error), y + 4, Palette.Ink, 2);
                }
            });
        drawing.Text((rows.Left + rows.Right) / 2, rows.Bottom + 36, $"{symbol}: {meaning} (%, logarithmic axis)", "middle");
        drawing.Text(
            (rows.Left + rows.Right) / 2, rows.Bottom + 53, $"thick: 50 %, thin: 95 % interval{(quoted ? "; black tick: the table's errors (rms)" : "")}", "middle", 10,
                Palette.Quiet);
        return new Figure(
            "scatter", title,
            $"Marker: posterior median of {symbol}. Thick bar: 50 % interval; thin line: 95 % interval."
            + (quoted ? " Black tick: root mean square of the errors that the table quotes for the instrument." : ""),
            drawing.Finish(rows.Bottom + 62));
    }
}
