using GpuConcord.Host.Words;

namespace GpuConcord.Host.Figures.Residuals;

/// <summary>One source, and what it says of an area by itself; natural logarithms.</summary>
/// <param name="Name">Its name.</param>
/// <param name="LogFlux">ln of its flux.</param>
/// <param name="Value">ln(area / nominal) that it says.</param>
/// <param name="Sd">Its standard deviation.</param>
/// <param name="Named">Whether its name is to be written beside it.</param>
internal readonly record struct SpeakingSource(string Name, double LogFlux, double Value, double Sd, bool Named);

/// <summary>What each source by itself says of an instrument's area, against its flux, with the area that all of them made.</summary>
internal static class VoicesOfSources
{
    private const double Height = 300;
    private const double LabelWidth = 130;

    /// <summary>Draws the figure.</summary>
    /// <param name="title">What is seen.</param>
    /// <param name="sources">The sources, all finite.</param>
    /// <param name="area">The posterior's 2.5 % quantile, median and 97.5 % quantile, B − b.</param>
    /// <param name="unit">Unit of the fluxes; empty when unknown.</param>
    public static Figure Draw(string title, IReadOnlyList<SpeakingSource> sources, (double Low, double Median, double High) area, string unit)
    {
        Drawing drawing = new(title);
        double top = drawing.Top + 4;
        (double left, double right, double bottom) = (70, Drawing.Width - 16, top + Height);
        Axis across = Axis.Over(sources.Select(source => Math.Exp(source.LogFlux)), left, right, logarithmic: true);
        Axis up = Axis.Over(sources.SelectMany(source => (double[])[source.Value - source.Sd, source.Value + source.Sd]).Concat([area.Low, area.High, 0]), bottom, top);
        foreach ((double logarithm, string label) in PercentAxis.Ticks(up, 8))
        {
            drawing.Line(left - 4, up.At(logarithm), right, up.At(logarithm), "#e4e4e4", 0.6);
            drawing.Text(left - 8, up.At(logarithm) + 4, label, "end");
        }

        foreach (double tick in across.Ticks(9))
        {
            drawing.Line(across.At(tick), bottom, across.At(tick), bottom + 5, Palette.Quiet);
            drawing.Text(across.At(tick), bottom + 18, Labelled.Significant(tick), "middle");
        }

        drawing.Rectangle(left, up.At(area.Low), right, up.At(area.High), Palette.SkyBlue, opacity: 0.22);
        drawing.Line(left, up.At(area.Median), right, up.At(area.Median), Palette.Blue, 1.4);
        drawing.Line(left, up.At(0), right, up.At(0), Palette.Ink, 1.2, "4 3");
        drawing.Line(left, top, left, bottom, Palette.Quiet);
        drawing.Line(left, bottom, right, bottom, Palette.Quiet);
        foreach (SpeakingSource source in sources.OrderBy(source => source.Named))
        {
            (double x, double y) = (across.At(Math.Exp(source.LogFlux)), up.At(source.Value));
            string colour = source.Named ? Palette.Vermilion : Palette.Blue;
            drawing.Line(x, up.At(source.Value - source.Sd), x, up.At(source.Value + source.Sd), colour, source.Named ? 1.2 : 0.7);
            drawing.Point(source.Named ? Marker.Diamond : Marker.Circle, x, y, 2.8, Palette.Paper, colour,
                $"{source.Name}: {Labelled.Signed(Labelled.Percent(source.Value), 1)} %");
            if (source.Named)
            {
                // Names are written towards the middle, so that none runs off the frame.
                bool before = x > right - LabelWidth;
                drawing.Name(before ? x - 6 : x + 6, y - 4, source.Name, LabelWidth, before ? "end" : null, 10);
            }
        }

        drawing.Text((left + right) / 2, bottom + 36, $"posterior flux{(unit.Length > 0 ? $" [{unit}]" : "")} (logarithmic axis)", "middle");
        drawing.Text(16, (top + bottom) / 2, "area above nominal that the source says (%)", "middle", turn: -90);
        return new Figure(
            "voices", title,
            "Each point: a source's flux by this instrument over its flux by the others, with its standard deviation. Line and band: the area that all of them, and the prior, "
                + "made, median and 95 % interval. Dashed: nominal. Diamonds with names: the sources that it changes most without.",
            drawing.Finish(bottom + 46));
    }
}
