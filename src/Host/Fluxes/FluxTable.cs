namespace GpuConcord.Host.Fluxes;

/// <summary>Posterior of every source's log flux G_j (natural logarithm of the data's unit over area), one entry a source.</summary>
/// <param name="Mean">E[G_j].</param>
/// <param name="Sd">Posterior standard deviation.</param>
/// <param name="Q2_5">2.5 % quantile.</param>
/// <param name="Median">Median.</param>
/// <param name="Q97_5">97.5 % quantile.</param>
/// <param name="McseMean">Monte Carlo standard error of the mean.</param>
/// <param name="Rhat">Rank-normalised split R-hat, NaN where it was not computed (large catalogues).</param>
/// <param name="EssBulk">Bulk effective sample size, NaN where it was not computed.</param>
/// <param name="EssTail">Tail effective sample size of draws of G, NaN where it was not computed. Quantiles may have less error than so many draws would leave: see
/// <see cref="McseQ2_5"/>.</param>
/// <param name="InstrumentCount">Number of instruments that saw the source; 1 means it took no part in the calibration.</param>
public sealed record FluxTable(
    double[] Mean,
    double[] Sd,
    double[] Q2_5,
    double[] Median,
    double[] Q97_5,
    double[] McseMean,
    double[] Rhat,
    double[] EssBulk,
    double[] EssTail,
    int[] InstrumentCount)
{
    /// <summary>Monte Carlo standard error of <see cref="Q2_5"/>, NaN where it is not known.</summary>
    public double[] McseQ2_5 { get; init; } = Unknown(Mean.Length);

    /// <summary>Monte Carlo standard error of <see cref="Median"/>, NaN where it is not known.</summary>
    public double[] McseMedian { get; init; } = Unknown(Mean.Length);

    /// <summary>Monte Carlo standard error of <see cref="Q97_5"/>, NaN where it is not known.</summary>
    public double[] McseQ97_5 { get; init; } = Unknown(Mean.Length);

    /// <summary>As many NaN.</summary>
    internal static double[] Unknown(int length)
    {
        double[] values = GC.AllocateUninitializedArray<double>(length);
        Array.Fill(values, double.NaN);
        return values;
    }
}
