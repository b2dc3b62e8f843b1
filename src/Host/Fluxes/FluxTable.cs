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
/// <param name="EssTail">Tail effective sample size, NaN where it was not computed.</param>
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
    int[] InstrumentCount);
