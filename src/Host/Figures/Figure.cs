using System.Xml.Linq;

namespace GpuConcord.Host.Figures;

/// <summary>A finished figure.</summary>
/// <param name="Name">Name for files and anchors: lower-case letters, digits, hyphens.</param>
/// <param name="Title">What is seen, in a sentence.</param>
/// <param name="Caption">What the marks mean and how to read them.</param>
/// <param name="Svg">The picture; an SVG element that stands alone.</param>
public sealed record Figure(string Name, string Title, string Caption, XElement Svg);

/// <summary>A posterior in five numbers, all in the same unit.</summary>
/// <param name="Q2_5">2.5 % quantile.</param>
/// <param name="Q25">25 % quantile.</param>
/// <param name="Median">Median.</param>
/// <param name="Q75">75 % quantile.</param>
/// <param name="Q97_5">97.5 % quantile.</param>
internal readonly record struct Interval(double Q2_5, double Q25, double Median, double Q75, double Q97_5)
{
    /// <summary>The quantiles of draws.</summary>
    /// <param name="sorted">Draws in ascending order, at least one.</param>
    public static Interval Of(ReadOnlySpan<double> sorted) => new(
        Diagnostics.Quantile.Of(sorted, 0.025), Diagnostics.Quantile.Of(sorted, 0.25), Diagnostics.Quantile.Of(sorted, 0.5),
        Diagnostics.Quantile.Of(sorted, 0.75), Diagnostics.Quantile.Of(sorted, 0.975));

    /// <summary>The same with every number changed by an increasing function.</summary>
    public Interval Map(Func<double, double> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new(change(Q2_5), change(Q25), change(Median), change(Q75), change(Q97_5));
    }

    /// <summary>Whether every number is finite.</summary>
    public bool IsFinite => double.IsFinite(Q2_5) && double.IsFinite(Q25) && double.IsFinite(Median) && double.IsFinite(Q75) && double.IsFinite(Q97_5);
}

/// <summary>One posterior an instrument: an energy band, or a prior that was tried.</summary>
/// <param name="Name">What sets the series apart: the band, or as in "τ = 0.05".</param>
/// <param name="Posterior">One entry an instrument; null where the series has none.</param>
/// <param name="Reference">One entry an instrument to compare with, NaN for none: a prior's sd of ln(area), or the table's rms error.</param>
internal sealed record IntervalSeries(string Name, IReadOnlyList<Interval?> Posterior, IReadOnlyList<double> Reference);
