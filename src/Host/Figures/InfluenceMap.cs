using GpuConcord.Host.Words;

namespace GpuConcord.Host.Figures;

/// <summary>How much of each fitted area is the prior: the papers' W beside the weight of the own prior mean, and the whole matrix ∂E[B]/∂b.</summary>
internal static class InfluenceMap
{
    /// <summary>Beyond, numbers no longer fit into the cells.</summary>
    private const int MostNumbered = 20;

    /// <summary>Draws the figure.</summary>
    /// <param name="name">Name of the figure.</param>
    /// <param name="title">What is seen.</param>
    /// <param name="instruments">Names in order, N of them.</param>
    /// <param name="weight">W_i, the weight of the prior if every flux were known, length N.</param>
    /// <param name="influence">∂E[B_i]/∂b_k, N × N, rows sum to 1.</param>
    /// <param name="counts">Whether the data are counts, whose own scatter W takes in beside σ².</param>
    public static Figure Draw(string name, string title, IReadOnlyList<string> instruments, IReadOnlyList<double> weight, double[,] influence, bool counts = false)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentNullException.ThrowIfNull(influence);
        int n = instruments.Count;
        Drawing drawing = new(title);
        double names = Math.Min(110, instruments.Max(instrument => TextWidth.Of(instrument, Drawing.Small)));
        bool slanted = n > 4 || names > 60;
        double above = (slanted ? (names * 0.72) + 14 : 18) + 22;
        (double top, double left) = (drawing.Top + above, names + 18);
        const double bars = 190;
        double map = left + bars + 54;
        double cell = Math.Clamp((Drawing.Width - map - 50) / n, 6, 56);
        double row = Math.Max(Math.Min(cell, 34), n > MostNumbered ? 6 : 22);
        double most = Enumerable.Range(0, n).Select(i => influence[i, i]).Where(double.IsFinite).Append(1).Max();
        Axis across = new(0, most, left, left + bars);
        double bottom = top + (row * n);
        foreach (double tick in most > 1 ? across.Ticks(5) : (double[])[0, 0.25, 0.5, 0.75, 1])
        {
            drawing.Line(across.At(tick), top, across.At(tick), bottom + 4, Palette.Rule, 0.6);
            drawing.Text(across.At(tick), bottom + 16, Tick(tick), "middle", 10);
        }
        drawing.Text(left + (bars / 2), bottom + 32, "weight of the own prior (%)", "middle");
        drawing.Rectangle(left, top - 34, left + 14, top - 26, Palette.Blue);
        drawing.Text(left + 19, top - 26, "∂E[Bᵢ]/∂bᵢ: fluxes fitted", size: 10.5);
        drawing.Rectangle(left, top - 19, left + 14, top - 11, "#E69F00");
        drawing.Text(left + 19, top - 11, "W: were fluxes known", size: 10.5);
        drawing.Text(map, drawing.Top + 8, "∂E[Bᵢ]/∂bₖ (%): response of the row's area to the column's prior", size: 10.5);
        // The largest entry has the full colour: with many instruments all of them are small.
        double largest = influence.Cast<double>().Where(double.IsFinite).Append(0.01).Max();
        for (int i = 0; i < n; i++)
        {
            double y = top + (i * row);
            drawing.Name(left - 6, y + (row / 2) + 4, instruments[i], names, "end");
            Bar(drawing, across, y + (row * 0.14), y + (row * 0.5), influence[i, i], Palette.Blue, $"{instruments[i]}: ∂E[B]/∂b = {Labelled.Brief(100 * influence[i, i])} %");
            Bar(drawing, across, y + (row * 0.5), y + (row * 0.86), weight[i], "#E69F00", $"{instruments[i]}: W = {Labelled.Brief(100 * weight[i])} %");
            drawing.Name(map - 4, y + (row / 2) + 3.5, instruments[i], 48, "end", 10);
            for (int k = 0; k < n; k++)
            {
                Cell(drawing, map + (k * cell), y, cell, row, influence[i, k], largest, n,
                    $"{instruments[i]} on the prior of {instruments[k]}: {Labelled.Brief(100 * influence[i, k])} %");
            }
        }
        for (int k = 0; k < n; k++)
        {
            double centre = map + ((k + 0.5) * cell);
            if (slanted)
            {
                drawing.Name(centre + 2, top - 6, instruments[k], names, size: 10, turn: -45);
            }
            else
            {
                drawing.Name(centre, top - 6, instruments[k], cell - 2, "middle", 10);
            }
        }
        string papers = counts
            ? "1/(1 + n τ²/s²), s² the variance of one measurement of ln(value), scatter and counts together, holds if every flux were known"
            : "1/(1 + n τ²/σ²) is what the papers tabulate (under the heading 1 − W) and holds if every flux were known";
        return new Figure(
            name, title,
            $"Left: weight of an instrument's own prior mean in its fitted area. Blue ∂E[Bᵢ]/∂bᵢ is the honest one; orange W = {papers}: it makes the prior look weaker than it "
                + "is. "
            + "Right: the whole response matrix in percent; each row sums to 100. A weight above 100 % means that prior and data conflict.",
            drawing.Finish(bottom + 42));
    }

    private static string Tick(double share) => $"{Math.Round(100 * share, 6)}";

    private static void Bar(Drawing drawing, Axis across, double top, double bottom, double share, string colour, string tip)
    {
        if (double.IsFinite(share))
        {
            drawing.Rectangle(across.At(0), top, across.At(share), bottom, colour, tip: tip);
        }
    }

    private static void Cell(Drawing drawing, double x, double y, double width, double height, double share, double largest, int n, string tip)
    {
        if (!double.IsFinite(share))
        {
            return;
        }

        drawing.Rectangle(x, y, x + width, y + height, Palette.Sequential(share / largest), "#ffffff", tip);
        if (n <= MostNumbered)
        {
            drawing.Text(x + (width / 2), y + (height / 2) + 3.5, Math.Abs(share) < 0.00995 ? Labelled.Fixed(100 * share, 1) : Labelled.Fixed(100 * share, 0), "middle",
                n > 8 ? 10 : 11, Palette.On(share / largest));
        }
    }
}
