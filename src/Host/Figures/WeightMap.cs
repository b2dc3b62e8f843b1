using GpuConcord.Host.Words;

namespace GpuConcord.Host.Figures;

/// <summary>One cell of a <see cref="WeightMap"/>.</summary>
/// <param name="Weight">E[ξ | y]/ν: 1 is usual, 0 is no weight; NaN where no other instrument saw the source, so that nothing weighs it.</param>
/// <param name="Off">ln(value) less fitted ln(area) and ln(flux); only its sign has a colour.</param>
internal readonly record struct WeighedCell(double Weight, double Off);

/// <summary>Instrument × source map of the log-t model's weights: which measurements it distrusts, and to which side they are off.</summary>
internal static class WeightMap
{
    /// <summary>Below this share of the usual weight a measurement is called an outlier.</summary>
    private const double Outlying = OutlierRule.Outlying;

    /// <summary>Weights along the scale of colours.</summary>
    private static readonly string[] Scale = ["0", "0.25", "0.5", "0.75", "1", "0.75", "0.5", "0.25", "0"];

    /// <summary>Draws the figure.</summary>
    /// <param name="name">Name of the figure.</param>
    /// <param name="title">What is seen.</param>
    /// <param name="instruments">Names in order, N of them.</param>
    /// <param name="sources">Names in order, M of them.</param>
    /// <param name="cells">One entry an (instrument, source), N × M; null where nothing was observed.</param>
    public static Figure Draw(string name, string title, IReadOnlyList<string> instruments, IReadOnlyList<string> sources, WeighedCell?[,] cells)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(cells);
        Drawing drawing = new(title);
        double top = CellStrips.Scale(
            drawing, "weight: too low",
            Scale.Select((label, k) => ((k - 4) / 4.0, label)),
            "too high");
        double bottom = CellStrips.Draw(drawing, top, instruments, sources, (i, j) => cells[i, j] is { } cell ? Mark(cell, $"{instruments[i]}, {sources[j]}") : null);
        return new Figure(
            name, title,
            "Each cell is a measurement under the log-t model; the number is its weight E[ξ | y]/ν, 1 when it counts as usual, near 0 when the fit sets it aside. "
            + "Colour deepens as weight is lost, blue where the measurement is below fitted area × flux, orange where above; a dot marks weights below 1/3 where there is no "
                + "room for numbers. Grey: no other instrument saw the source; a thin stroke: not observed.",
            drawing.Finish(bottom));
    }

    private static CellMark Mark(WeighedCell cell, string where) => double.IsNaN(cell.Weight)
        ? new CellMark(double.NaN, "", false, $"{where}: no other instrument saw it")
        : new CellMark(
            Math.Sign(cell.Off) * (1 - Math.Min(1, cell.Weight)), Labelled.Fixed(cell.Weight, 2), cell.Weight < Outlying,
            $"{where}: weight {Labelled.Fixed(cell.Weight, 3)}, {Labelled.Signed(Labelled.Percent(cell.Off), 1)} %");
}
