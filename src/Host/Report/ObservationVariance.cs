namespace GpuConcord.Host.Report;

/// <summary>How much variance a model gives one measurement.</summary>
internal static class ObservationVariance
{
    /// <summary>
    /// The variance in the fit: E[v_i], the table's error where it counts, or both; under log-t E[σ²]/E[ξ], large for a measurement that
    /// lost its weight.
    /// </summary>
    /// <param name="band">The band.</param>
    /// <param name="observation">Index of the measurement.</param>
    public static double Of(ReportBand band, int observation) => band.Weights is { } weights
        ? Fitted(band, observation) / weights.Mean[observation]
        : Fitted(band, observation) + (band.KnownVariance?[observation] ?? 0);

    /// <summary>The same for a measurement of the same instrument that is no outlier: under log-t E[σ²]/ν.</summary>
    public static double Usual(ReportBand band, int observation) => band.Weights is { } weights
        ? Fitted(band, observation) / weights.PriorMean
        : Of(band, observation);

    private static double Fitted(ReportBand band, int observation) => band switch
    {
        { KnownScale: { } sigma } => sigma * sigma,
        { Variances.Length: 0 } => 0,
        _ => band.Variances[Math.Min(band.Observations.Instrument[observation], band.Variances.Length - 1)].Mean,
    };
}
