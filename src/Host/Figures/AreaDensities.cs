namespace GpuConcord.Host.Figures;

/// <summary>One instrument's posterior of B − b, and what it is compared with.</summary>
/// <param name="Instrument">Name.</param>
/// <param name="Sorted">Draws of B − b in ascending order, natural logarithm.</param>
/// <param name="KnownMean">Mean of the Gaussian posterior were the table's errors the whole scatter; NaN where it has no errors.</param>
/// <param name="KnownSd">Its standard deviation, or NaN.</param>
/// <param name="Tau">Standard deviation of the prior of B.</param>
internal sealed record AreaDensity(string Instrument, double[] Sorted, double KnownMean, double KnownSd, double Tau);

/// <summary>
/// Posterior histograms of the fractional change of the effective area, a panel an instrument, with the Gaussian of the known-variance
/// model overlaid where the table quotes errors (Figure 1 of Chen et al. 2019, arXiv:1711.09429), and the prior.
/// </summary>
internal static class AreaDensities
{
    private const int Bins = 44;

    /// <summary>A narrow Gaussian may rise this far above the histogram; then it is cut.</summary>
    private const double Headroom = 2.5;

    /// <summary>Draws the figure.</summary>
    /// <param name="name">Name of the figure.</param>
    /// <param name="title">What is seen.</param>
    /// <param name="densities">One entry an instrument.</param>
    public static Figure Draw(string name, string title, IReadOnlyList<AreaDensity> densities)
    {
        ArgumentNullException.ThrowIfNull(densities);
        Drawing drawing = new(title);
        bool known = densities.Any(d => double.IsFinite(d.KnownSd));
        double y = drawing.Top + 8;
        Swatch(drawing, 8, y, "posterior", null);
        if (known)
        {
            Swatch(drawing, 110, y, "known variances: the table's errors taken for the whole scatter", "errors");
        }

        Swatch(drawing, known ? 520 : 110, y, "prior", "prior");
        PanelGrid grid = new(PanelGrid.ColumnsFor(densities.Count), y + 8, densities.Count > 9 ? 92 : 120, 24, 26, 4);
        // One axis for all, so that panels compare; a thousandth at each end would stretch it for nothing.
        double[] ends =
        [
            0, .. densities.SelectMany(d => (double[])[Diagnostics.Quantile.Of(d.Sorted, 0.001), Diagnostics.Quantile.Of(d.Sorted, 0.999)]),
            .. densities.SelectMany(d => (double[])[d.KnownMean - (2.5 * d.KnownSd), d.KnownMean + (2.5 * d.KnownSd)]),
        ];
        for (int i = 0; i < densities.Count; i++)
        {
            Panel(drawing, densities[i], grid.Frame(i), ends);
        }

        double bottom = grid.Bottom(densities.Count);
        drawing.Text(Drawing.Width / 2, bottom + 10, "effective area above nominal (%); height: posterior density of ln(area)", "middle");
        return new Figure(
            name, title,
            "Histogram: posterior draws of B − b. " + (known ? "Orange: the exact Gaussian posterior when the table's errors are the whole scatter; where it is narrower than "
                + "the histogram, "
                + "or elsewhere, those errors leave out scatter that the data show. A Gaussian that is much higher than the histogram is cut at the frame. " : "")
                + "Grey dashes: prior. All panels share one axis; vertical line: nominal.",
            drawing.Finish(bottom + 20));
    }

    private static void Swatch(Drawing drawing, double x, double y, string text, string? kind)
    {
        if (kind is null)
        {
            drawing.Rectangle(x, y - 6, x + 20, y + 4, Palette.SkyBlue, opacity: 0.6);
        }
        else
        {
            drawing.Line(x, y - 1, x + 20, y - 1, kind is "errors" ? Palette.Vermilion : Palette.Quiet, kind is "errors" ? 2 : 1.4, kind is "errors" ? null : "5 3");
        }
        drawing.Text(x + 26, y + 3, text);
    }

    private static void Panel(Drawing drawing, AreaDensity density, (double Left, double Top, double Right, double Bottom) frame, double[] ends)
    {
        Axis across = Axis.Over(ends, frame.Left, frame.Right, 0.02);
        double[] heights = Histogram(density.Sorted, across);
        double peak = heights.DefaultIfEmpty(1).Max();
        bool gaussian = double.IsFinite(density.KnownSd) && density.KnownSd > 0;
        if (gaussian)
        {
            peak = Math.Max(peak, Math.Min(Headroom * peak, Normal(0, density.KnownSd)));
        }

        Axis up = new(0, peak * 1.06, frame.Bottom, frame.Top);
        drawing.Name(frame.Left, frame.Top - 6, density.Instrument, frame.Right - frame.Left, size: 12, bold: true);
        foreach ((double logarithm, string label) in PercentAxis.Ticks(across, frame.Right - frame.Left < 200 ? 4 : 6))
        {
            drawing.Line(across.At(logarithm), frame.Bottom, across.At(logarithm), frame.Bottom + 4, Palette.Quiet);
            drawing.Text(across.At(logarithm), frame.Bottom + 15, label, "middle", 10);
        }
        drawing.Area(Outline(heights, across, up), Palette.SkyBlue, 0.6);
        drawing.Line(across.At(0), frame.Top, across.At(0), frame.Bottom, Palette.Ink, 0.8);
        drawing.Curve(Bell(0, density.Tau, across, up), Palette.Quiet, 1.4, "5 3");
        if (gaussian)
        {
            drawing.Curve(Bell(density.KnownMean, density.KnownSd, across, up), Palette.Vermilion, 2);
        }

        drawing.Line(frame.Left, frame.Bottom, frame.Right, frame.Bottom, Palette.Quiet);
    }

    /// <summary>Density in equal bins, per unit of ln(area); draws outside the axis count in the total.</summary>
    private static double[] Histogram(double[] sorted, Axis axis)
    {
        double width = (axis.High - axis.Low) / Bins;
        double[] heights = new double[Bins];
        foreach (double draw in sorted)
        {
            if (axis.Holds(draw))
            {
                heights[Math.Min(Bins - 1, (int)((draw - axis.Low) / width))] += 1 / (sorted.Length * width);
            }
        }
        return heights;
    }

    private static IEnumerable<(double X, double Y)> Outline(double[] heights, Axis across, Axis up)
    {
        double step = (across.End - across.Start) / heights.Length;
        yield return (across.Start, up.At(0));
        for (int k = 0; k < heights.Length; k++)
        {
            yield return (across.Start + (k * step), up.At(heights[k]));
            yield return (across.Start + ((k + 1) * step), up.At(heights[k]));
        }
        yield return (across.End, up.At(0));
    }

    private static IEnumerable<(double X, double Y)> Bell(double mean, double sd, Axis across, Axis up)
    {
        // Enough points for a peak much narrower than the axis.
        const int points = 160;
        return Enumerable.Range(0, points + 1).Select(k => across.Low + ((across.High - across.Low) * k / points))
            .Concat(Enumerable.Range(-20, 41).Select(k => mean + (0.2 * k * sd))).Where(across.Holds).Order()
            .Select(x => (across.At(x), up.At(Normal(x - mean, sd))));
    }

    private static double Normal(double distance, double sd) => Math.Exp(-0.5 * distance * distance / (sd * sd)) / (sd * Math.Sqrt(2 * Math.PI));
}
