using GpuConcord.Host.Words;

namespace GpuConcord.Host.Figures;

/// <summary>Instrument × source map of standardized residuals: which measurements do not fit a model in which none may be an outlier.</summary>
internal static class OutlierMap
{
    /// <summary>Residual at which the colour is full.</summary>
    private const double Full = 4;

    /// <summary>Draws the figure.</summary>
    /// <param name="name">Name of the figure.</param>
    /// <param name="title">What is seen.</param>
    /// <param name="instruments">Names in order, N of them.</param>
    /// <param name="sources">Names in order, M of them.</param>
    /// <param name="residuals">
    /// Residual of each (instrument, source) in units of the predictive standard deviation, N × M; NaN where there is no measurement, −∞
    /// where no other instrument predicts it.
    /// </param>
    public static Figure Draw(string name, string title, IReadOnlyList<string> instruments, IReadOnlyList<string> sources, double[,] residuals)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(residuals);
        Drawing drawing = new(title);
        double top = CellStrips.Scale(drawing, "residual / sd", Enumerable.Range(-4, 9).Select(k => (k / Full, Labelled.Signed(k, 0))));
        double bottom = CellStrips.Draw(drawing, top, instruments, sources, (i, j) => Mark(residuals[i, j], $"{instruments[i]}, {sources[j]}"));
        return new Figure(
            name, title,
            "Each cell compares a measurement with its prediction from the other instruments' measurements of the same source, in units of the predictive standard deviation "
                + "(posterior draws of B and σ, flux given the others). "
            + "Blue: lower than predicted; orange: higher; a dot marks more than 3, and numbers stand where there is room. One bad measurement shifts the predictions of its "
                + "neighbours: of several marked cells in a column the strongest is the suspect. Grey: not predicted by another instrument; a thin stroke: not observed.",
            drawing.Finish(bottom));
    }

    private static CellMark? Mark(double z, string where) =>
        double.IsNegativeInfinity(z) ? new CellMark(double.NaN, "", false, $"{where}: no other instrument saw it")
        : double.IsFinite(z) ? new CellMark(z / Full, Labelled.Signed(z, 1), Math.Abs(z) > 3, $"{where}: {Labelled.Signed(z, 2)} sd")
        : null;
}
