using GpuConcord.Host.Words;
using MathNet.Numerics.Distributions;

namespace GpuConcord.Host.Figures.Residuals;

/// <summary>How an instrument's residuals are spread, beside what the model expects: a panel an instrument.</summary>
internal static class ResidualHistograms
{
    private const double Height = 96;
    private const double Widest = 5;
    private const int MostBins = 40;
    private const int FewestBins = 10;

    /// <summary>Draws the figure.</summary>
    /// <param name="name">Name of the figure.</param>
    /// <param name="title">What is seen.</param>
    /// <param name="instruments">Names in order.</param>
    /// <param name="residuals">Each instrument's finite residuals, in standard deviations.</param>
    /// <param name="normal">Whether a standard normal is what the model expects, and is drawn.</param>
    public static Figure Draw(string name, string title, IReadOnlyList<string> instruments, IReadOnlyList<double[]> residuals, bool normal)
    {
        Drawing drawing = new(title);
        PanelGrid grid = new(PanelGrid.ColumnsFor(instruments.Count), drawing.Top, Height, 22, 26, 12);
        for (int i = 0; i < instruments.Count; i++)
        {
            Panel(drawing, grid.Frame(i), instruments[i], residuals[i], normal);
        }

        double bottom = grid.Bottom(instruments.Count);
        drawing.Text(Drawing.Width / 2, bottom + 10, "residual (standard deviations); the outermost bars hold all that is beyond", "middle");
        return new Figure(
            name, title,
            $"Bars: an instrument's residuals from what the other instruments and the areas predict.{(normal ? " Line: the standard normal that the model expects." : "")}",
            drawing.Finish(bottom + 20));
    }

    private static void Panel(Drawing drawing, (double Left, double Top, double Right, double Bottom) frame, string name, double[] residuals, bool normal)
    {
        int bins = Math.Clamp(2 * (int)Math.Sqrt(residuals.Length), FewestBins, MostBins);
        double width = 2 * Widest / bins;
        int[] counts = new int[bins];
        foreach (double residual in residuals)
        {
            counts[(int)Math.Clamp((residual + Widest) / width, 0, bins - 1)]++;
        }

        double expected = residuals.Length * width * Normal.PDF(0, 1, 0);
        double highest = Math.Max(Math.Max(1, counts.Max()), normal ? expected : 0);
        Axis across = new(-Widest, Widest, frame.Left, frame.Right), up = new(0, 1.08 * highest, frame.Bottom, frame.Top);
        drawing.Name(frame.Left, frame.Top - 6, $"{name} ({residuals.Length})", frame.Right - frame.Left);
        for (int k = 0; k < bins; k++)
        {
            if (counts[k] > 0)
            {
                drawing.Rectangle(
                    across.At(-Widest + (k * width)), up.At(0), across.At(-Widest + ((k + 1) * width)), up.At(counts[k]), Palette.SkyBlue, Palette.Paper,
                    $"{name}: {Labelled.Of(counts[k], "residual")} from {Labelled.Signed(-Widest + (k * width), 1)} to {Labelled.Signed(-Widest + ((k + 1) * width), 1)}");
            }
        }

        if (normal)
        {
            drawing.Curve(
                Enumerable.Range(0, 101).Select(k => -Widest + (2 * Widest * k / 100)).Select(z => (across.At(z), up.At(residuals.Length * width * Normal.PDF(0, 1, z)))),
                Palette.Vermilion, 1.3);
        }

        drawing.Line(frame.Left, frame.Bottom, frame.Right, frame.Bottom, Palette.Quiet);
        foreach (double tick in (ReadOnlySpan<double>)[-4, -2, 0, 2, 4])
        {
            drawing.Line(across.At(tick), frame.Bottom, across.At(tick), frame.Bottom + 4, Palette.Quiet);
            drawing.Text(across.At(tick), frame.Bottom + 15, Labelled.Signed(tick, 0), "middle", 10);
        }
    }
}
