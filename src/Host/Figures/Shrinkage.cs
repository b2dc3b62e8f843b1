using GpuConcord.Host.Words;

namespace GpuConcord.Host.Figures;

/// <summary>One source's flux by itself and among its population; natural logarithms.</summary>
/// <param name="Name">Name.</param>
/// <param name="Alone">ln of the flux that its own net counts say; NaN where they are zero or negative.</param>
/// <param name="Median">Posterior median of ln(flux).</param>
/// <param name="Low">2.5 % quantile.</param>
/// <param name="High">97.5 % quantile.</param>
internal readonly record struct ShrunkFlux(string Name, double Alone, double Median, double Low, double High);

/// <summary>Posterior fluxes against the fluxes of net counts: how far faint sources are drawn towards the population.</summary>
internal static class Shrinkage
{
    private const double Height = 360;
    private const double Strip = 34;

    /// <summary>Half of a label's width: nearer to the strip it would touch the strip's own.</summary>
    private const double LabelRoom = 18;

    /// <summary>Draws the figure.</summary>
    /// <param name="name">Name of the figure.</param>
    /// <param name="title">What is seen.</param>
    /// <param name="sources">The sources.</param>
    /// <param name="population">Mean of ln(flux) over the population; NaN where there is none.</param>
    /// <param name="unit">Unit of the fluxes; empty when unknown.</param>
    /// <param name="shown">Says how many of how many are drawn; empty for all.</param>
    public static Figure Draw(string name, string title, IReadOnlyList<ShrunkFlux> sources, double population, string unit, string shown)
    {
        ArgumentNullException.ThrowIfNull(sources);
        Drawing drawing = new(title);
        double top = drawing.Top + 4;
        (double left, double right, double bottom) = (92, Drawing.Width - 12, top + Height);
        double[] alone = [.. sources.Select(source => source.Alone).Where(double.IsFinite).Select(Math.Exp)];
        double[] all = [.. sources.SelectMany(source => (double[])[source.Low, source.Median, source.High]).Append(population).Where(double.IsFinite).Select(Math.Exp)];
        Axis across = Axis.Over(alone.Length > 0 ? alone : all, left + Strip, right, logarithmic: true);
        Axis up = Axis.Over(all, bottom, top, logarithmic: true);
        drawing.Rectangle(left, top, left + Strip, bottom, Palette.Stripe);
        foreach (double tick in up.Ticks(9))
        {
            drawing.Line(left - 4, up.At(tick), right, up.At(tick), "#e4e4e4", 0.6);
            drawing.Text(left - 8, up.At(tick) + 4, Labelled.Significant(tick), "end");
        }

        foreach (double tick in across.Ticks(9).Where(tick => across.At(tick) > left + Strip + LabelRoom))
        {
            drawing.Line(across.At(tick), bottom, across.At(tick), bottom + 5, Palette.Quiet);
            drawing.Text(across.At(tick), bottom + 18, Labelled.Significant(tick), "middle");
        }

        drawing.Text(left + (Strip / 2), bottom + 18, "≤ 0", "middle");
        drawing.Line(left, top, left, bottom, Palette.Quiet);
        drawing.Line(left, bottom, right, bottom, Palette.Quiet);
        double from = Math.Max(across.Low, up.Low), to = Math.Min(across.High, up.High);
        if (from < to)
        {
            drawing.Line(across.At(from), up.At(from), across.At(to), up.At(to), Palette.Ink, 1.2);
        }

        if (double.IsFinite(population))
        {
            drawing.Line(left, up.At(Math.Exp(population)), right, up.At(Math.Exp(population)), Palette.Vermilion, 1.4, "6 3");
            drawing.Text(right - 4, up.At(Math.Exp(population)) - 5, "median of the population", "end", fill: Palette.Vermilion);
        }

        foreach (ShrunkFlux source in sources.Where(source => double.IsFinite(source.Median)))
        {
            bool counted = double.IsFinite(source.Alone);
            double x = counted ? across.At(Math.Exp(source.Alone)) : left + (Strip / 2);
            if (double.IsFinite(source.Low) && double.IsFinite(source.High))
            {
                drawing.Line(x, up.At(Math.Exp(source.Low)), x, up.At(Math.Exp(source.High)), Palette.SkyBlue, 0.8);
            }

            drawing.Point(
                counted ? Marker.Circle : Marker.Diamond, x, up.At(Math.Exp(source.Median)), 2.6, counted ? Palette.Blue : Palette.Paper, Palette.Blue,
                $"{source.Name}: {Value(source.Median)}, 95 %: {Value(source.Low)} … {Value(source.High)}; net counts alone: {(counted ? Value(source.Alone) : "none above 0")}");
        }

        string of = unit.Length > 0 ? $" [{unit}]" : "";
        drawing.Text((left + right) / 2, bottom + 36, $"flux from the source's net counts alone{of} (logarithmic axis)", "middle");
        drawing.Text(16, (top + bottom) / 2, $"posterior flux{of}, median and 95 % interval", "middle", turn: -90);
        return new Figure(
            name, title,
            $"Each point is a source{shown}: faint ones leave the solid line of equality for the population's median (dashed), as what their own few counts say is weighed with "
                + "what sources of this population are like; diamonds at the left have no net counts above zero.",
            drawing.Finish(bottom + 46));
    }

    private static string Value(double logarithm) => Labelled.Significant(Math.Exp(logarithm));
}
