using GpuConcord.Host.Fits;

namespace GpuConcord.Host.Report;

/// <summary>How much variance a model gives one measurement.</summary>
internal static class ObservationVariance
{
    /// <summary>
    /// The variance in the fit: E[v_i], the table's error where it counts, or both; under log-t E[σ²]/E[ξ], large for a measurement that
    /// lost its weight.
    /// </summary>
    /// <param name="band">The band.</param>
    /// <param name="source">Index of the measurement's source.</param>
    /// <param name="observation">Index of the measurement.</param>
    public static double Of(Fit band, int source, int observation) =>
        Nominal(band, source, observation) / (band.Weights is { } weights ? weights.Mean[observation] : 1);

    /// <summary>The same for a measurement of the same instrument that is no outlier: under log-t E[σ²]/ν.</summary>
    public static double Usual(Fit band, int source, int observation) =>
        Nominal(band, source, observation) / (band.Weights is { } weights ? weights.PriorMean : 1);

    private static double Nominal(Fit band, int source, int observation)
    {
        double known = band.KnownVariance?[observation] ?? 0;
        return band.Scatter is { } scatter
            ? scatter.Summaries[scatter.Entry(band.Observations.Instrument[observation], source, observation)].Mean + known
            : known;
    }
}
