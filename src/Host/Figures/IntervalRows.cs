namespace GpuConcord.Host.Figures;

/// <summary>Rows of horizontal intervals: an instrument a row, its series below one another; the frame that areas and scatters share.</summary>
internal sealed class IntervalRows
{
    private const double Lane = 11;

    private readonly Drawing drawing;
    private readonly IReadOnlyList<string> names;
    private readonly IReadOnlyList<IntervalSeries> series;

    /// <summary>Lays out the rows below the title and a legend.</summary>
    /// <param name="drawing">The picture.</param>
    /// <param name="names">Instruments in order.</param>
    /// <param name="series">The series; a legend names them when there are several.</param>
    /// <param name="above">Room for an upper axis.</param>
    public IntervalRows(Drawing drawing, IReadOnlyList<string> names, IReadOnlyList<IntervalSeries> series, double above)
    {
        (this.drawing, this.names, this.series) = (drawing, names, series);
        double top = drawing.Top;
        if (series.Count > 1)
        {
            top = Legend.Draw(drawing, 8, top + 4, [.. series.Select((s, k) => (s.Name, Palette.Series(k), Palette.MarkerOf(k)))]);
        }

        Top = top + above;
        Left = 18 + Math.Min(190, names.Max(name => TextWidth.Of(name, 12)));
        RowHeight = Math.Max(20, (Lane * series.Count) + 9);
        Bottom = Top + (RowHeight * names.Count);
    }

    /// <summary>Upper end of the rows.</summary>
    public double Top { get; }

    /// <summary>Lower end of the rows.</summary>
    public double Bottom { get; }

    /// <summary>Left end of the axis.</summary>
    public double Left { get; }

    /// <summary>Right end of the axis.</summary>
    public double Right { get; } = Drawing.Width - 24;

    private double RowHeight { get; }

    /// <summary>Stripes and names.</summary>
    public void Frame()
    {
        for (int i = 0; i < names.Count; i++)
        {
            double y = Top + (i * RowHeight);
            if (i % 2 == 0)
            {
                drawing.Rectangle(8, y, Right, y + RowHeight, Palette.Stripe);
            }

            drawing.Name(Left - 8, y + (RowHeight / 2) + 4, names[i], Left - 18, "end", 12);
        }
    }

    /// <summary>Every interval: thin 95 %, thick 50 %, a marker at the median.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="tip">Words for one interval: instrument, series, interval.</param>
    /// <param name="behind">Draws what lies behind an interval: centre of its lane, instrument, series.</param>
    public void Intervals(Axis axis, Func<string, IntervalSeries, Interval, string> tip, Action<double, int, int> behind)
    {
        for (int i = 0; i < names.Count; i++)
        {
            for (int k = 0; k < series.Count; k++)
            {
                double y = Top + (i * RowHeight) + (RowHeight / 2) + (Lane * (k - ((series.Count - 1) / 2.0)));
                if (series[k].Posterior[i] is not { IsFinite: true } posterior)
                {
                    continue;
                }

                behind(y, i, k);
                string colour = Palette.Series(k);
                drawing.Line(axis.At(posterior.Q2_5), y, axis.At(posterior.Q97_5), y, colour, 1.4);
                drawing.Line(axis.At(posterior.Q25), y, axis.At(posterior.Q75), y, colour, 4.5);
                drawing.Point(Palette.MarkerOf(k), axis.At(posterior.Median), y, 3.6, Palette.Paper, colour, tip(names[i], series[k], posterior));
            }
        }
    }
}

/// <summary>Names of series with their marks, in lines as wide as the picture.</summary>
internal static class Legend
{
    /// <summary>Draws it.</summary>
    /// <returns>Where it ends.</returns>
    public static double Draw(Drawing drawing, double left, double top, IReadOnlyList<(string Name, string Colour, Marker Marker)> entries)
    {
        double x = left, y = top + 8;
        foreach ((string name, string colour, Marker marker) in entries)
        {
            string shown = TextWidth.Fit(name, Drawing.Small, 240);
            double width = 30 + TextWidth.Of(shown, Drawing.Small) + 14;
            if (x > left && x + width > Drawing.Width - 8)
            {
                (x, y) = (left, y + 16);
            }

            drawing.Line(x, y, x + 22, y, colour, 2);
            drawing.Point(marker, x + 11, y, 3.6, Palette.Paper, colour);
            drawing.Text(x + 28, y + 4, shown, tip: string.Equals(shown, name, StringComparison.Ordinal) ? null : name);
            x += width;
        }
        return y + 12;
    }
}
