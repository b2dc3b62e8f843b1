namespace GpuConcord.Host.Figures;

/// <summary>Instrument × source map of standardized residuals: which measurements do not fit, under any model.</summary>
public static class OutlierMap
{
    /// <summary>Sources in one strip; more go into further strips below.</summary>
    private const int PerStrip = 42;

    /// <summary>Residual at which the colour is full.</summary>
    private const double Full = 4;

    /// <summary>Draws the figure.</summary>
    /// <param name="name">Name of the figure.</param>
    /// <param name="title">What is seen.</param>
    /// <param name="instruments">Names in order, N of them.</param>
    /// <param name="sources">Names in order, M of them.</param>
    /// <param name="residuals">Residual of each (instrument, source) in units of the predictive standard deviation, N × M; NaN where there is none.</param>
    public static Figure Draw(string name, string title, IReadOnlyList<string> instruments, IReadOnlyList<string> sources, double[,] residuals)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(residuals);
        var drawing = new Drawing(title);
        var names = Math.Min(130, instruments.Max(instrument => TextWidth.Of(instrument, 10)));
        var left = names + 18;
        var strips = (sources.Count + PerStrip - 1) / PerStrip;
        var perStrip = (sources.Count + strips - 1) / strips;
        var cell = Math.Min(36, (Drawing.Width - left - 20) / perStrip);
        var row = instruments.Count > 24 ? 9 : Math.Clamp(cell, 15, 22);
        var labels = Math.Min(120, sources.Max(source => TextWidth.Of(source, 9)));
        var y = Scale(drawing, drawing.Top);
        for (var strip = 0; strip < strips; strip++)
        {
            var first = strip * perStrip;
            var last = Math.Min(sources.Count, first + perStrip);
            for (var i = 0; i < instruments.Count; i++)
            {
                drawing.Name(left - 6, y + (i * row) + (row / 2) + 3.5, instruments[i], names, "end", Math.Min(10, row + 1));
                for (var j = first; j < last; j++)
                    Cell(drawing, left + ((j - first) * cell), y + (i * row), cell, row, residuals[i, j], instruments[i], sources[j]);
            }
            y += (instruments.Count * row) + 6;
            for (var j = first; j < last; j++)
                drawing.Name(left + ((j - first + 0.5) * cell) + 3, y + 2, sources[j], labels, "end", 9, turn: -90);
            y += labels + 10;
        }
        return new Figure(
            name, title,
            "Each cell compares a measurement with its prediction from the other instruments' measurements of the same source, in units of the predictive standard deviation (posterior draws of B and σ, flux given the others). "
            + "Blue: lower than predicted; orange: higher; a dot marks more than 3, and numbers stand where there is room. One bad measurement shifts the predictions of its neighbours: of several marked cells in a column the strongest is the suspect. Grey: not predicted by another instrument; a thin stroke: not observed.",
            drawing.Finish(y));
    }

    private static double Scale(Drawing drawing, double top)
    {
        const double step = 22;
        drawing.Text(8, top + 10, "residual / sd", size: 10);
        for (var k = -4; k <= 4; k++)
        {
            var x = 84 + ((k + 4) * step);
            drawing.Rectangle(x, top, x + step, top + 13, Palette.Diverging(k / Full), Palette.Rule);
            drawing.Text(x + (step / 2), top + 10, Labelled.Signed(k, 0), "middle", 9, Palette.On(k / Full));
        }
        return top + 26;
    }

    private static void Cell(Drawing drawing, double x, double y, double width, double height, double z, string instrument, string source)
    {
        if (double.IsNegativeInfinity(z))
        {
            drawing.Rectangle(x, y, x + width, y + height, Palette.PriorFill, Palette.Paper, $"{instrument}, {source}: no other instrument saw it");
            return;
        }
        if (!double.IsFinite(z))
        {
            drawing.Line(x + 3, y + height - 3, x + width - 3, y + 3, Palette.PriorFill, 0.8);
            return;
        }
        drawing.Rectangle(x, y, x + width, y + height, Palette.Diverging(z / Full), Palette.Rule, $"{instrument}, {source}: {Labelled.Signed(z, 2)} sd");
        if (width >= 24)
            drawing.Text(x + (width / 2), y + (height / 2) + 3.2, Labelled.Signed(z, 1), "middle", 9, Palette.On(z / Full));
        else if (Math.Abs(z) > 3)
            drawing.Point(Marker.Circle, x + (width / 2), y + (height / 2), 2, Palette.On(z / Full), "none");
    }
}
