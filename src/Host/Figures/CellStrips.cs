namespace GpuConcord.Host.Figures;

/// <summary>What one cell of a map shows.</summary>
/// <param name="Share">Colour, −1 (blue) to 1 (vermilion); NaN for grey.</param>
/// <param name="Text">A short number, drawn where there is room.</param>
/// <param name="Marked">Whether a dot marks the cell where there is no room for the number.</param>
/// <param name="Tip">Shown under the mouse.</param>
internal readonly record struct CellMark(double Share, string Text, bool Marked, string Tip);

/// <summary>A map of instruments × sources: strips of cells below one another, instruments beside them, sources below.</summary>
internal static class CellStrips
{
    /// <summary>Sources in one strip; more go into further strips below.</summary>
    private const int PerStrip = 42;

    private const double ScaleStep = 26;

    /// <summary>Draws the strips.</summary>
    /// <param name="drawing">The picture.</param>
    /// <param name="top">Where they begin.</param>
    /// <param name="instruments">Names in order.</param>
    /// <param name="sources">Names in order.</param>
    /// <param name="mark">What the cell of (instrument, source) shows; null where nothing was observed.</param>
    /// <returns>Where they end.</returns>
    public static double Draw(Drawing drawing, double top, IReadOnlyList<string> instruments, IReadOnlyList<string> sources, Func<int, int, CellMark?> mark)
    {
        double names = Math.Min(170, instruments.Max(instrument => TextWidth.Of(instrument, 10)));
        double left = names + 18;
        int strips = (sources.Count + PerStrip - 1) / PerStrip;
        int perStrip = (sources.Count + strips - 1) / strips;
        double cell = Math.Min(36, (Drawing.Width - left - 20) / perStrip);
        double row = instruments.Count > 24 ? 12 : Math.Clamp(cell, 15, 22);
        double labels = Math.Min(170, sources.Max(source => TextWidth.Of(source, 10)));
        double y = top;
        for (int first = 0; first < sources.Count; first += perStrip)
        {
            int last = Math.Min(sources.Count, first + perStrip);
            for (int i = 0; i < instruments.Count; i++)
            {
                drawing.Name(left - 6, y + (i * row) + (row / 2) + 3.5, instruments[i], names, "end", 10);
                for (int j = first; j < last; j++)
                {
                    Cell(drawing, left + ((j - first) * cell), y + (i * row), cell, row, mark(i, j));
                }
            }
            y += (instruments.Count * row) + 6;
            for (int j = first; j < last; j++)
            {
                drawing.Name(left + ((j - first + 0.5) * cell) + 3, y + 2, sources[j], labels, "end", 10, turn: -90);
            }

            y += labels + 10;
        }
        return y;
    }

    /// <summary>The scale of colours, in words at both ends.</summary>
    /// <param name="drawing">The picture.</param>
    /// <param name="name">What is measured.</param>
    /// <param name="steps">Colour and label of each step, from left to right.</param>
    /// <param name="after">What follows the scale.</param>
    /// <returns>Where it ends.</returns>
    public static double Scale(Drawing drawing, string name, IEnumerable<(double Share, string Label)> steps, string after = "")
    {
        double top = drawing.Top;
        drawing.Text(8, top + 10, name, size: 10);
        double x = 16 + TextWidth.Of(name, 10);
        foreach ((double share, string label) in steps)
        {
            drawing.Rectangle(x, top, x + ScaleStep, top + 13, Palette.Diverging(share), Palette.Rule);
            drawing.Text(x + (ScaleStep / 2), top + 10, label, "middle", 10, Palette.On(share));
            x += ScaleStep;
        }
        if (after.Length > 0)
        {
            drawing.Text(x + 8, top + 10, after, size: 10);
        }

        return top + 26;
    }

    private static void Cell(Drawing drawing, double x, double y, double width, double height, CellMark? mark)
    {
        if (mark is not { } seen)
        {
            drawing.Line(x + 3, y + height - 3, x + width - 3, y + 3, Palette.PriorFill, 0.8);
            return;
        }
        if (double.IsNaN(seen.Share))
        {
            drawing.Rectangle(x, y, x + width, y + height, Palette.PriorFill, Palette.Paper, seen.Tip);
            return;
        }
        drawing.Rectangle(x, y, x + width, y + height, Palette.Diverging(seen.Share), Palette.Rule, seen.Tip);
        if (width >= 24)
        {
            drawing.Text(x + (width / 2), y + (height / 2) + 3.2, seen.Text, "middle", 10, Palette.On(seen.Share));
        }
        else if (seen.Marked)
        {
            drawing.Point(Marker.Circle, x + (width / 2), y + (height / 2), 2, Palette.On(seen.Share), "none");
        }
    }
}
