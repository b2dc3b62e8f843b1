using GpuConcord.Host.Data;
using GpuConcord.Host.Figures;
using GpuConcord.Host.Figures.Residuals;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Host.Words;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace GpuConcord.Host.Report;

/// <summary>A number that sources have: a date, an off-axis angle.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Values">The number of each source; NaN where it is not known.</param>
public sealed record NumberOfSource(string Name, IReadOnlyDictionary<string, double> Values);

/// <summary>What the model has left: how residuals are spread, and whether they depend on flux or on a column of the table.</summary>
internal static class ResidualFigures
{
    /// <summary>Probability, divided by the number of instruments, below which a dependence is called one.</summary>
    private const double Significant = 0.01;

    // Fewer points show no trend.
    private const int Fewest = 8;

    /// <summary>The figures of a band; none where nothing predicts anything.</summary>
    /// <param name="suffix">Ends their names.</param>
    /// <param name="band">The fit.</param>
    /// <param name="residuals">Residual of every measurement, NaN where nothing predicts one.</param>
    /// <param name="columns">What they are drawn against, besides flux.</param>
    public static IEnumerable<Figure> Of(string suffix, Fit band, double[] residuals, IReadOnlyList<NumberOfSource> columns)
    {
        Observations data = band.Observations;
        double[][] own = [.. data.Instruments.Select((_, i) => residuals.Where((residual, o) => data.Instrument[o] == i && double.IsFinite(residual)).ToArray())];
        if (own.All(each => each.Length < Fewest))
        {
            yield break;
        }

        yield return ResidualHistograms.Draw($"residuals{suffix}", Spread(band, own), data.Instruments, own, band.Weights is null);
        string unit = SourceFluxTable.FluxUnit(band);
        string label = $"posterior flux{(unit.Length > 0 ? $" [{unit}]" : "")} (logarithmic axis)";
        if (Against($"residuals-flux{suffix}", band, residuals, [.. band.Fluxes.Mean.Select(Math.Exp)], "flux", label, true) is { } trend)
        {
            yield return trend;
        }

        foreach ((int k, NumberOfSource column) in columns.Index())
        {
            double[] values = Array.ConvertAll(band.Observations.Sources, source => column.Values.GetValueOrDefault(source, double.NaN));
            if (Against($"residuals-by-{k + 1}{suffix}", band, residuals, values, column.Name, column.Name, false) is { } drawn)
            {
                yield return drawn;
            }
        }
    }

    /// <summary>Residuals against a number that every source has; null where too few have one.</summary>
    /// <param name="name">Name of the figure.</param>
    /// <param name="band">The fit.</param>
    /// <param name="residuals">Residual of every measurement.</param>
    /// <param name="values">One a source; NaN where it is not known.</param>
    /// <param name="what">What the number is, in a sentence.</param>
    /// <param name="label">What it is on the axis.</param>
    /// <param name="logarithmic">Whether the axis is logarithmic.</param>
    private static Figure? Against(string name, Fit band, double[] residuals, double[] values, string what, string label, bool logarithmic)
    {
        Observations data = band.Observations;
        int[] owner = data.Owners();
        PlacedResidual[] placed =
        [
            .. Enumerable.Range(0, residuals.Length)
                .Where(o => double.IsFinite(residuals[o]) && double.IsFinite(values[owner[o]]) && (!logarithmic || values[owner[o]] > 0))
                .Select(o => new PlacedResidual(data.Instrument[o], data.Sources[owner[o]], values[owner[o]], residuals[o])),
        ];
        return placed.Length < Fewest ? null : ResidualTrend.Draw(name, Trend(band, placed, what), data.Instruments, placed, label, logarithmic);
    }

    private static string Spread(Fit band, double[][] own)
    {
        int all = own.Sum(each => each.Length), beyond = own.Sum(each => each.Count(residual => Math.Abs(residual) > 2));
        string share = $"{Labelled.Fixed(100.0 * beyond / all, 1)} % of {Labelled.Of(all, "residual")} lie beyond 2 sd";
        return $"{Findings.In(band)}{share}{(band.Weights is null ? ", where the model expects 4.6 %" : "")}";
    }

    /// <summary>The instrument whose residuals go with the number most, by Spearman's rank correlation and Student's t; of N instruments the smallest of N probabilities.</summary>
    private static string Trend(Fit band, PlacedResidual[] placed, string what)
    {
        string[] names = band.Observations.Instruments;
        (int Instrument, double Correlation, double P)[] all =
        [
            .. placed.GroupBy(own => own.Instrument).Where(group => group.Count() >= Fewest).Select(group =>
            {
                double correlation = Correlation.Spearman(group.Select(own => own.Place), group.Select(own => own.Residual));
                int freedom = group.Count() - 2;
                double t = Math.Abs(correlation) * Math.Sqrt(freedom / Math.Max(1e-12, 1 - (correlation * correlation)));
                return (group.Key, correlation, 2 * StudentT.CDF(0, 1, freedom, -t));
            }).Where(found => double.IsFinite(found.correlation)).OrderBy(found => found.Item3),
        ];
        return all.Length == 0 || all[0].P * all.Length > Significant
            ? Findings.Titled(band, $"no instrument's residuals are shown to depend on {what}")
            : $"{Findings.In(band)}{names[all[0].Instrument]}'s residuals {(all[0].Correlation > 0 ? "grow" : "fall")} with {what} (rank correlation "
                + $"{Labelled.Signed(all[0].Correlation, 2)}, p = {Labelled.Significant(Math.Min(1, all[0].P * all.Length))} among {Labelled.Of(all.Length, "instrument")})";
    }
}
