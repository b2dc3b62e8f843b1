namespace GpuConcord.Host.Figures;

/// <summary>Small multiples: equal panels in rows, each with a frame and a name.</summary>
/// <param name="Columns">Panels side by side.</param>
/// <param name="Top">Where the first row begins, its names included.</param>
/// <param name="Height">Height of a panel's frame.</param>
/// <param name="Above">Room above a frame.</param>
/// <param name="Below">Room below a frame.</param>
/// <param name="Inset">Room left of a frame.</param>
internal readonly record struct PanelGrid(int Columns, double Top, double Height, double Above, double Below, double Inset)
{
    private const double Margin = 8;

    /// <summary>Columns that suit so many panels: they stay wide enough to read.</summary>
    public static int ColumnsFor(int panels) => panels switch { <= 1 => 1, 2 or 4 => 2, <= 9 => 3, _ => 4 };

    /// <summary>The frame of a panel.</summary>
    public (double Left, double Top, double Right, double Bottom) Frame(int panel)
    {
        double width = (Drawing.Width - (2 * Margin)) / Columns;
        double left = Margin + (panel % Columns * width) + Inset;
        double top = Top + (panel / Columns * (Above + Height + Below)) + Above;
        return (left, top, left + width - Inset - 10, top + Height);
    }

    /// <summary>Where so many panels end.</summary>
    public double Bottom(int panels) => Top + ((panels + Columns - 1) / Columns * (Above + Height + Below));
}
