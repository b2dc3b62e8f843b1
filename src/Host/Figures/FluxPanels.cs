namespace GpuConcord.Host.Figures;

/// <summary>One source's fluxes. All logarithms are natural and relative to the posterior median of its log flux; NaN where an instrument did not see it.</summary>
/// <param name="Source">Name.</param>
/// <param name="Flux">Posterior median of the flux, for the panel's label.</param>
/// <param name="Before">ln(value / nominal area), one an instrument.</param>
/// <param name="BeforeSd">Its standard deviation: the table's error, else the fitted scatter.</param>
/// <param name="After">ln(value / fitted area) + half the variance, one an instrument: what the instrument says of G.</param>
/// <param name="AfterSd">Its standard deviation in the model.</param>
/// <param name="Low">2.5 % quantile of the posterior.</param>
/// <param name="High">97.5 % quantile.</param>
internal sealed record FluxPanel(
    string Source, string Flux, double[] Before, double[] BeforeSd, double[] After, double[] AfterSd, double Low, double High);

/// <summary>
/// Flux concordance source by source: what each instrument measured, ± 2 standard deviations, before and after the correction of its
/// area, beside the posterior (the XCAL figure of Chen et al. 2019, arXiv:1711.09429). Many sources take several pages.
/// </summary>
internal static class FluxPanels
{
    /// <summary>Rows of panels on a page: figure and caption take less than half a sheet of A4, so that no sheet before them stays half empty.</summary>
    private const int Rows = 3;

    /// <summary>Sources on a page.</summary>
    /// <param name="instruments">How many instruments a panel shows.</param>
    public static int PerPage(int instruments) => Rows * Columns(instruments);

    /// <summary>Draws one page.</summary>
    /// <param name="name">Name of the figure.</param>
    /// <param name="title">What is seen.</param>
    /// <param name="instruments">Names in order.</param>
    /// <param name="panels">The page's sources.</param>
    /// <param name="unit">Unit of the fluxes; empty when unknown.</param>
    public static Figure Draw(string name, string title, IReadOnlyList<string> instruments, IReadOnlyList<FluxPanel> panels, string unit)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        ArgumentNullException.ThrowIfNull(panels);
        Drawing drawing = new(title);
        double top = drawing.Top;
        drawing.Rectangle(8, top, 30, top + 10, Palette.PriorFill);
        drawing.Line(8, top + 5, 30, top + 5, Palette.Ink, 1.2);
        drawing.Text(36, top + 9, "posterior, 95 %");
        drawing.Point(Marker.Circle, 150, top + 5, 3, Palette.Paper, Palette.Quiet);
        drawing.Text(158, top + 9, "open: value / nominal area");
        drawing.Point(Marker.Circle, 330, top + 5, 3, Palette.Quiet, Palette.Quiet);
        drawing.Text(338, top + 9, "filled: value / fitted area");
        drawing.Text(510, top + 9, "bars: ± 2 sd", fill: Palette.Quiet);
        top = Legend.Draw(drawing, 8, top + 18, [.. instruments.Select((n, i) =>
            ($"{(instruments.Count > 7 ? $"{i + 1} " : "")}{n}", Palette.Series(i), Palette.MarkerOf(i / 7)))]);
        PanelGrid grid = new(Math.Min(Columns(instruments.Count), Math.Max(2, panels.Count)), top + 4, 84, 20, IsWide(instruments.Count) ? 16 : 6, 34);
        for (int j = 0; j < panels.Count; j++)
        {
            Panel(drawing, panels[j], grid.Frame(j), instruments.Count);
        }

        double bottom = grid.Bottom(panels.Count);
        drawing.Text(8, bottom + 12, "vertical axes: flux relative to the posterior median (%), each panel its own scale; number above a panel: that "
            + $"median{(unit.Length > 0 ? $" [{unit}]" : "")}", fill: Palette.Quiet);
        return new Figure(
            name, title,
            "A panel is a source; its label gives the posterior median of the flux. From left to right the instruments in order, open before and filled after their areas are "
                + "corrected; "
            + "bars are ± 2 standard deviations: the table's error before (the fitted scatter where it has none), the model's after. Concordance is when the filled points agree "
                + "with the grey band.",
            drawing.Finish(bottom + 20));
    }

    private static int Columns(int instruments) => IsWide(instruments) ? 3 : 4;

    private static bool IsWide(int instruments) => instruments > 6;

    private static void Panel(Drawing drawing, FluxPanel panel, (double Left, double Top, double Right, double Bottom) frame, int instruments)
    {
        double label = TextWidth.Of(panel.Flux, 10) + 4;
        drawing.Name(frame.Left - 30, frame.Top - 5, panel.Source, frame.Right - frame.Left + 30 - label, size: 10, bold: true);
        drawing.Text(frame.Right, frame.Top - 5, panel.Flux, "end", 10, Palette.Quiet);
        IEnumerable<double> ends = Ends(panel.Before, panel.BeforeSd).Concat(Ends(panel.After, panel.AfterSd)).Append(panel.Low).Append(panel.High);
        Axis up = Axis.Over(ends, frame.Bottom, frame.Top, 0.05);
        foreach ((double logarithm, string text) in PercentAxis.Ticks(up, 4))
        {
            drawing.Line(frame.Left - 3, up.At(logarithm), frame.Right, up.At(logarithm), logarithm == 0 ? Palette.Rule : "#e4e4e4", 0.6);
            drawing.Text(frame.Left - 5, up.At(logarithm) + 3, text, "end", 10);
        }
        if (double.IsFinite(panel.Low) && double.IsFinite(panel.High))
        {
            drawing.Rectangle(frame.Left, up.At(panel.Low), frame.Right, up.At(panel.High), Palette.PriorFill, opacity: 0.8, tip: $"{panel.Source}: {panel.Flux}");
            drawing.Line(frame.Left, up.At(0), frame.Right, up.At(0), Palette.Ink, 1.2);
        }
        double slot = (frame.Right - frame.Left) / instruments;
        double gap = Math.Min(8, 0.42 * slot);
        for (int i = 0; i < instruments; i++)
        {
            double centre = frame.Left + ((i + 0.5) * slot);
            Mark(drawing, up, centre - (gap / 2), panel.Before[i], panel.BeforeSd[i], i, filled: false);
            Mark(drawing, up, centre + (gap / 2), panel.After[i], panel.AfterSd[i], i, filled: true);
            if (instruments > 7 && double.IsFinite(panel.Before[i]))
            {
                drawing.Text(centre, frame.Bottom + 11, $"{i + 1}", "middle", 10, Palette.Quiet);
            }
        }
        drawing.Line(frame.Left, frame.Top, frame.Left, frame.Bottom, Palette.Quiet);
    }

    private static void Mark(Drawing drawing, Axis up, double x, double value, double sd, int instrument, bool filled)
    {
        if (!double.IsFinite(value))
        {
            return;
        }

        string colour = Palette.Series(instrument);
        if (double.IsFinite(sd))
        {
            drawing.Line(x, up.At(value - (2 * sd)), x, up.At(value + (2 * sd)), colour, 1.3);
        }

        drawing.Point(Palette.MarkerOf(instrument / 7), x, up.At(value), 2.6, filled ? colour : Palette.Paper, colour);
    }

    private static IEnumerable<double> Ends(double[] values, double[] sds) =>
        values.Zip(sds, (value, sd) => (double[])[value - (2 * sd), value, value + (2 * sd)]).SelectMany(ends => ends);
}
