using GpuConcord.Host.Words;

namespace GpuConcord.Host.Figures.Residuals;

/// <summary>One residual, and what it is drawn against.</summary>
/// <param name="Instrument">Index of its instrument.</param>
/// <param name="Source">Name of its source.</param>
/// <param name="Place">Where it stands across.</param>
/// <param name="Residual">The residual, in standard deviations.</param>
internal readonly record struct PlacedResidual(int Instrument, string Source, double Place, double Residual);

/// <summary>Residuals against flux, or against any column: what a model that knows neither has left.</summary>
internal static class ResidualTrend
{
    private const double Height = 250;
    private const double Widest = 6;
    private const int Most = 3000;
    private const int MostTicks = 9;

    /// <summary>Draws the figure.</summary>
    /// <param name="name">Name of the figure.</param>
    /// <param name="title">What is seen.</param>
    /// <param name="instruments">Names in order.</param>
    /// <param name="residuals">The residuals, all finite.</param>
    /// <param name="label">What they are drawn against, with its unit.</param>
    /// <param name="logarithmic">Whether that axis is logarithmic; places are then positive.</param>
    public static Figure Draw(string name, string title, IReadOnlyList<string> instruments, IReadOnlyList<PlacedResidual> residuals, string label, bool logarithmic)
    {
        Drawing drawing = new(title);
        double top = drawing.Top + 4;
        if (instruments.Count > 1)
        {
            top = Legend.Draw(drawing, 8, top, [.. instruments.Select((instrument, i) => (instrument, Palette.Series(i), Palette.MarkerOf(i)))]) + 8;
        }

        (double left, double right, double bottom) = (48, Drawing.Width - 16, top + Height);
        Axis across = Axis.Over(residuals.Select(residual => residual.Place), left, right, logarithmic: logarithmic);
        double highest = Math.Min(Widest, residuals.Select(residual => Math.Abs(residual.Residual)).Append(3.2).Max());
        Axis up = new(-highest, highest, bottom, top);
        drawing.Rectangle(left, up.At(-2), right, up.At(2), Palette.Stripe);
        foreach (double tick in up.Ticks(MostTicks))
        {
            drawing.Line(left - 4, up.At(tick), right, up.At(tick), tick == 0 ? Palette.Ink : "#e4e4e4", tick == 0 ? 1 : 0.6);
            drawing.Text(left - 8, up.At(tick) + 4, Labelled.Signed(tick, 0), "end");
        }

        double[] ticks = across.Ticks(MostTicks);
        foreach ((double tick, string text) in ticks.Zip(logarithmic ? Array.ConvertAll(ticks, Labelled.Significant) : Axis.Labels(ticks)))
        {
            drawing.Line(across.At(tick), bottom, across.At(tick), bottom + 5, Palette.Quiet);
            drawing.Text(across.At(tick), bottom + 18, text, "middle");
        }

        // More points than a figure can hold are thinned, but for those that are far off.
        int every = Math.Max(1, (residuals.Count + Most - 1) / Most);
        foreach (PlacedResidual own in residuals.Where((residual, k) => k % every == 0 || Math.Abs(residual.Residual) > 3))
        {
            string colour = Palette.Series(own.Instrument);
            drawing.Point(
                Palette.MarkerOf(own.Instrument), across.At(own.Place), up.At(own.Residual), 2.4, Palette.Paper, colour,
                $"{instruments[own.Instrument]} on {own.Source}: {Labelled.Signed(own.Residual, 1)} sd");
        }

        drawing.Line(left, top, left, bottom, Palette.Quiet);
        drawing.Line(left, bottom, right, bottom, Palette.Quiet);
        drawing.Text((left + right) / 2, bottom + 36, label, "middle");
        drawing.Text(14, (top + bottom) / 2, "residual (sd)", "middle", turn: -90);
        return new Figure(
            name, title,
            $"Each point: a measurement's residual from what the other instruments and the areas predict; grey: ±2 sd, which nineteen of twenty should lie in. "
                + $"Points beyond ±{Labelled.Fixed(highest, 0)} are drawn at the edge{(every > 1 ? $"; of those within ±3 every {Ordinal.Of(every)} is drawn" : "")}.",
            drawing.Finish(bottom + 46));
    }
}
