using GpuConcord.Host.Tables;
using GpuConcord.Host.Threads;

namespace GpuConcord.Host.Corrections;

/// <summary>The factors as tables: their posterior, its correlations, and chosen draws of them.</summary>
public static class ConstantTables
{
    /// <summary>One row an instrument and band: the factor exp(B − b), and how sure it is.</summary>
    public static OutputTable Constants(RunFactors factors)
    {
        ArgumentNullException.ThrowIfNull(factors);
        (BandFactors Band, int Instrument)[] rows = Rows(factors);
        string relative = factors.Reference is null ? "nominal area" : $"nominal area, relative to that of {factors.Reference}";
        return new OutputTable("One row an instrument and band.", rows.Length,
        [
            .. Named(factors, "", row => rows[row]),
            OutputColumn.OfNumbers(
                "factor", "", $"posterior median of the factor exp(B - b) of the {relative}: multiply the ARF, or the model (XSPEC constant), by it", Of(f => f.Median)),
            OutputColumn.OfNumbers("factor_q16", "", "lower end of its 68 % interval", Of(f => f.Low68)),
            OutputColumn.OfNumbers("factor_q84", "", "upper end of its 68 % interval", Of(f => f.High68)),
            OutputColumn.OfNumbers("factor_q2_5", "", "lower end of its 95 % interval", Of(f => f.Low95)),
            OutputColumn.OfNumbers("factor_q97_5", "", "upper end of its 95 % interval", Of(f => f.High95)),
            OutputColumn.OfNumbers("ln_factor_sd", "", "posterior standard deviation of ln factor", Of(f => f.LogSd)),
        ]);

        Func<int, double> Of(Func<AreaFactor, double> value) => row => value(rows[row].Band.Factors[rows[row].Instrument]);
    }

    /// <summary>One row a pair: how ln factors correlate in the posterior. Bands that were fitted separately are independent, and have no rows together.</summary>
    public static OutputTable Correlations(RunFactors factors)
    {
        ArgumentNullException.ThrowIfNull(factors);
        (BandFactors Band, int Instrument)[] all = Rows(factors);
        ((BandFactors Band, int Instrument) One, (BandFactors Band, int Instrument) Other)[] pairs =
        [
            .. all.SelectMany((_, k) => all.Skip(k + 1), (one, other) => (one, other)).Where(pair => factors.IsJoint || pair.one.Band == pair.other.Band),
        ];
        double[] correlations = new double[pairs.Length];
        SideBySide.For(
            0, pairs.Length, k => correlations[k] = pairs[k].One.Band.Correlation(pairs[k].One.Instrument, pairs[k].Other.Band, pairs[k].Other.Instrument), CancellationToken.None);
        return new OutputTable("One row a pair of factors.", pairs.Length,
        [
            .. Named(factors, "", row => pairs[row].One),
            .. Named(factors, "other_", row => pairs[row].Other),
            OutputColumn.OfNumbers("correlation", "", "posterior correlation of ln factor", row => correlations[row]),
        ]);
    }

    /// <summary>One row a draw, one column a factor: the draws of which ARFs are made.</summary>
    /// <param name="factors">The factors.</param>
    /// <param name="draws">Numbers of the draws, from 1.</param>
    public static OutputTable Draws(RunFactors factors, IReadOnlyList<int> draws)
    {
        ArgumentNullException.ThrowIfNull(factors);
        ArgumentNullException.ThrowIfNull(draws);
        return new OutputTable("One row a draw.", draws.Count,
        [
            OutputColumn.OfWhole("draw", "draw over all chains, from 1, as .draw in the run's draws", row => draws[row]),
            .. Rows(factors).Select(at => OutputColumn.OfNumbers(
                at.Band.Band is { } band ? $"{at.Band.Instruments[at.Instrument]}:{band}" : at.Band.Instruments[at.Instrument], "", "factor exp(B - b)",
                row => at.Band.Factor(at.Instrument, draws[row]))),
        ]);
    }

    private static (BandFactors Band, int Instrument)[] Rows(RunFactors factors) =>
        [.. factors.Bands.SelectMany(band => Enumerable.Range(0, band.Instruments.Count).Select(i => (band, i)))];

    private static IEnumerable<OutputColumn> Named(RunFactors factors, string prefix, Func<int, (BandFactors Band, int Instrument)> row)
    {
        if (factors.Bands[0].Band is not null)
        {
            yield return OutputColumn.OfText($"{prefix}band", "energy band", at => row(at).Band.Band);
        }

        yield return OutputColumn.OfText($"{prefix}instrument", "instrument", at => row(at).Band.Instruments[row(at).Instrument]);
    }
}
