using GpuConcord.Host.Words;

namespace GpuConcord.Host.Figures;

/// <summary>The count of one source aperture beside its prediction.</summary>
/// <param name="Instrument">Index of its instrument.</param>
/// <param name="Name">Instrument and source, for the tip.</param>
/// <param name="Observed">n, a whole number of 0 or more.</param>
/// <param name="Predicted">Its expectation, greater than 0.</param>
internal readonly record struct PredictedCount(int Instrument, string Name, double Observed, double Predicted);

/// <summary>The central 95 % of counts that a prediction makes likely.</summary>
/// <param name="Predicted">The expectation.</param>
/// <param name="Low">Least count.</param>
/// <param name="High">Largest count.</param>
internal readonly record struct CountRange(double Predicted, double Low, double High);

/// <summary>Counts in source apertures against their predictions, both logarithmic; counts of zero lie on a line of their own below.</summary>
internal static class PredictedCounts
{
    private const double Height = 340;
    private const double Strip = 26;
    private const double LeastCount = 0.75;

    /// <summary>Draws the figure.</summary>
    /// <param name="name">Name of the figure.</param>
    /// <param name="title">What is seen.</param>
    /// <param name="instruments">Names in order.</param>
    /// <param name="counts">The counts.</param>
    /// <param name="ranges">Where counts of that expectation lie, in ascending order of the expectation.</param>
    /// <param name="shown">Says how many of how many are drawn; empty for all.</param>
    public static Figure Draw(
        string name, string title, IReadOnlyList<string> instruments, IReadOnlyList<PredictedCount> counts, IReadOnlyList<CountRange> ranges, string shown)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentNullException.ThrowIfNull(ranges);
        Drawing drawing = new(title);
        double top = 6 + Legend.Draw(drawing, 8, drawing.Top, [.. instruments.Select((n, i) => (n, Palette.Series(i), Palette.MarkerOf(i / 7)))]);
        (double left, double right, double bottom) = (64, Drawing.Width - 12, top + Height);
        Axis across = Axis.Over(counts.Select(count => count.Predicted), left, right, logarithmic: true);
        Axis up = Axis.Over(
            [LeastCount, 2, .. counts.Where(count => count.Observed > 0).Select(count => count.Observed), .. ranges.Select(range => range.High)], bottom, top, 0,
            logarithmic: true);
        drawing.Rectangle(left, bottom, right, bottom + Strip, Palette.Stripe);
        foreach (double tick in up.Ticks(12).Where(tick => tick >= 1 && tick == Math.Round(tick)))
        {
            drawing.Line(left - 4, up.At(tick), right, up.At(tick), "#e4e4e4", 0.6);
            drawing.Text(left - 8, up.At(tick) + 4, Labelled.Significant(tick), "end");
        }

        double zero = bottom + (Strip / 2);
        drawing.Text(left - 8, zero + 4, "0", "end");
        foreach (double tick in across.Ticks(12))
        {
            drawing.Line(across.At(tick), bottom + Strip, across.At(tick), bottom + Strip + 5, Palette.Quiet);
            drawing.Text(across.At(tick), bottom + Strip + 18, Labelled.Significant(tick), "middle");
        }

        drawing.Line(left, top, left, bottom + Strip, Palette.Quiet);
        drawing.Line(left, bottom + Strip, right, bottom + Strip, Palette.Quiet);
        double from = Math.Max(across.Low, up.Low), to = Math.Min(across.High, up.High);
        if (from < to)
        {
            drawing.Line(across.At(from), up.At(from), across.At(to), up.At(to), Palette.Ink, 1.2);
        }

        drawing.Curve(ranges.Select(range => (across.At(range.Predicted), Place(range.Low))), Palette.Quiet, 1.1, "5 3");
        drawing.Curve(ranges.Select(range => (across.At(range.Predicted), Place(range.High))), Palette.Quiet, 1.1, "5 3");
        foreach (PredictedCount count in counts)
        {
            string colour = Palette.Series(count.Instrument);
            drawing.Point(
                Palette.MarkerOf(count.Instrument / 7), across.At(count.Predicted), Place(count.Observed), 2.6, count.Observed > 0 ? colour : Palette.Paper, colour,
                $"{count.Name}: {Labelled.Fixed(count.Observed, 0)} observed, {Labelled.Significant(count.Predicted)} predicted");
        }

        drawing.Text((left + right) / 2, bottom + Strip + 36, "predicted counts in the source aperture, background included (logarithmic axis)", "middle");
        drawing.Text(16, (top + bottom) / 2, "observed counts (logarithmic axis, zeros below)", "middle", turn: -90);
        return new Figure(
            name, title,
            "Each point is the count of one source aperture against its prediction f exp(B + G) + b, with B and G at their posterior means and the background b scaled from the "
                + $"background aperture{shown}; solid line: equality; dashed: 95 % of Poisson counts with that mean, of which few counts keep within more closely, as each has a "
                + "part in its own prediction, and many counts less, as scatter beyond the counts comes on top; open points at the bottom: zeros.",
            drawing.Finish(bottom + Strip + 46));

        double Place(double count) => count > 0 ? up.At(count) : zero;
    }
}
