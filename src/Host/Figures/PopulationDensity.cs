using GpuConcord.Host.Words;

namespace GpuConcord.Host.Figures;

/// <summary>The density of the population at one ln(flux).</summary>
/// <param name="LogFlux">ln(flux).</param>
/// <param name="Low">2.5 % quantile of the density there.</param>
/// <param name="Middle">The density of the posterior mean.</param>
/// <param name="High">97.5 % quantile.</param>
/// <param name="Sources">Mean over sources of the posterior density of their ln(flux).</param>
internal readonly record struct DensityAt(double LogFlux, double Low, double Middle, double High, double Sources);

/// <summary>The population of sources: its normal density of ln(flux) with a band, over the sources' own fluxes.</summary>
internal static class PopulationDensity
{
    private const double Height = 300;
    private const int Bins = 36;

    /// <summary>Draws the figure.</summary>
    /// <param name="name">Name of the figure.</param>
    /// <param name="title">What is seen.</param>
    /// <param name="medians">Posterior median of every source's ln(flux).</param>
    /// <param name="curve">The population, ascending in ln(flux), two points at least; it spans the figure.</param>
    /// <param name="unit">Unit of the fluxes; empty when unknown.</param>
    public static Figure Draw(string name, string title, IReadOnlyList<double> medians, IReadOnlyList<DensityAt> curve, string unit)
    {
        ArgumentNullException.ThrowIfNull(medians);
        ArgumentNullException.ThrowIfNull(curve);
        Drawing drawing = new(title);
        double top = drawing.Top + 4;
        (double left, double right, double bottom) = (64, Drawing.Width - 12, top + Height);
        Axis across = new(Math.Exp(curve[0].LogFlux), Math.Exp(curve[^1].LogFlux), left, right, Logarithmic: true);
        double width = (curve[^1].LogFlux - curve[0].LogFlux) / Bins;
        double[] heights = Histogram(medians, curve[0].LogFlux, width);
        Axis up = Axis.Over([0, .. heights, .. curve.SelectMany(at => (double[])[at.High, at.Sources])], bottom, top, 0.03) with { Low = 0 };
        double[] ticks = up.Ticks(6);
        foreach ((double tick, string label) in ticks.Zip(Axis.Labels(ticks)))
        {
            drawing.Line(left - 4, up.At(tick), right, up.At(tick), "#e4e4e4", 0.6);
            drawing.Text(left - 8, up.At(tick) + 4, label, "end");
        }

        foreach (double tick in across.Ticks(9))
        {
            drawing.Line(across.At(tick), bottom, across.At(tick), bottom + 5, Palette.Quiet);
            drawing.Text(across.At(tick), bottom + 18, Labelled.Significant(tick), "middle");
        }

        drawing.Area(Outline(heights, left, right, up), Palette.SkyBlue, 0.5);
        drawing.Area(
            [.. curve.Select(at => (X(at), up.At(at.Low))), .. curve.Reverse().Select(at => (X(at), up.At(at.High)))], Palette.Vermilion, 0.22);
        drawing.Curve(curve.Select(at => (X(at), up.At(at.Middle))), Palette.Vermilion, 2);
        drawing.Curve(curve.Select(at => (X(at), up.At(at.Sources))), Palette.Ink, 1.3);
        drawing.Line(left, bottom, right, bottom, Palette.Quiet);
        drawing.Line(left, top, left, bottom, Palette.Quiet);
        drawing.Text((left + right) / 2, bottom + 36, $"flux{(unit.Length > 0 ? $" [{unit}]" : "")} (logarithmic axis)", "middle");
        drawing.Text(16, (top + bottom) / 2, "density of ln(flux)", "middle", turn: -90);
        return new Figure(
            name, title,
            "Orange: the normal population of ln(flux), its posterior mean and 95 % band, which the black line, the sources with each spread over its posterior, should follow but "
                + "for chance; blue: posterior medians of the sources' fluxes, which stand closer together than the fluxes themselves where counts are few.",
            drawing.Finish(bottom + 46));

        double X(DensityAt at) => across.At(Math.Exp(at.LogFlux));
    }

    /// <summary>Density in equal bins of ln(flux); what lies outside counts in the total.</summary>
    private static double[] Histogram(IReadOnlyList<double> values, double low, double width)
    {
        double[] heights = new double[Bins];
        foreach (double value in values)
        {
            double bin = (value - low) / width;
            if (bin is >= 0 and <= Bins)
            {
                heights[Math.Min(Bins - 1, (int)bin)] += 1 / (values.Count * width);
            }
        }

        return heights;
    }

    private static IEnumerable<(double X, double Y)> Outline(double[] heights, double left, double right, Axis up)
    {
        double step = (right - left) / heights.Length;
        yield return (left, up.At(0));
        for (int k = 0; k < heights.Length; k++)
        {
            yield return (left + (k * step), up.At(heights[k]));
            yield return (left + ((k + 1) * step), up.At(heights[k]));
        }

        yield return (right, up.At(0));
    }
}
