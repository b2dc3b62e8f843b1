namespace GpuConcord.Host.Photometry.Posteriors;

/// <summary>What the exact method is asked for beyond mode, mean, standard deviation and shortest interval.</summary>
/// <param name="EqualTail">The interval that leaves (1 − confidence)/2 on either side.</param>
/// <param name="Bound">The one-sided credible bound: the quantile at the confidence. Not an upper limit (Kashyap et al. 2010).</param>
/// <param name="Quantiles">Posterior quantiles at these probabilities, inside (0, 1).</param>
/// <param name="LogMoments">Mean and standard deviation of ln S.</param>
public sealed record ExactOptions(bool EqualTail = false, bool Bound = false, double[]? Quantiles = null, bool LogMoments = false)
{
    /// <summary>Numbers a source beyond the summary: equal-tail low and high, bound, quantiles, mean and sd of ln S, those asked for, in this order.</summary>
    public int ExtraCount => QuantileCount + (LogMoments ? 2 : 0);

    /// <summary>How many of them are quantiles.</summary>
    internal int QuantileCount => (EqualTail ? 2 : 0) + (Bound ? 1 : 0) + (Quantiles?.Length ?? 0);

    /// <summary>Probabilities of the quantiles of a source of this confidence.</summary>
    internal IEnumerable<double> Probabilities(double confidence)
    {
        if (EqualTail)
        {
            yield return 0.5 * (1.0 - confidence);
            yield return 0.5 * (1.0 + confidence);
        }
        if (Bound)
        {
            yield return confidence;
        }

        foreach (double probability in Quantiles ?? [])
        {
            yield return probability;
        }
    }
}
