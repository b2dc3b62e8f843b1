namespace GpuConcord.Host.Diagnostics;

/// <summary>
/// Nested R̂ for many short chains (Margossian, Hoffman, Sountsov, Riou-Durand, Vehtari and Gelman 2024, Bayesian Analysis, "Nested R̂").
/// </summary>
public static class NestedRhat
{
    /// <summary>
    /// √(1 + B/W) over superchains, groups of equally many chains that started at the same point (eqs. 4–8): B is the variance of the superchains'
    /// means; W is the mean over superchains of the variance of the chain means inside one plus the mean variance inside a chain.
    /// </summary>
    /// <remarks>
    /// With M chains a superchain, chains that have forgotten their start give about √(1 + 1/M) when each is a single draw, and less when they are longer.
    /// At least 1, unlike R̂.
    /// </remarks>
    /// <param name="draws">Draws, chain-major, <c>draws[chain * length + iteration]</c>; taken as they are, neither split nor ranked.</param>
    /// <param name="superchains">For each chain a label of its superchain; any integers.</param>
    /// <returns>Nested R̂; NaN when a draw is NaN or infinite, all draws are equal, or there is one superchain only; infinite when W is 0.</returns>
    /// <exception cref="ArgumentException">The draws do not divide into the labelled chains, or the superchains differ in size.</exception>
    public static double Of(ReadOnlySpan<double> draws, ReadOnlySpan<int> superchains)
    {
        Chains sample = new(draws, superchains.Length);
        (int Label, int[] Chains)[] groups = superchains.ToArray().Select((label, chain) => (label, chain))
            .GroupBy(pair => pair.label, pair => pair.chain).Select(group => (Label: group.Key, Chains: group.ToArray())).ToArray();
        int size = groups[0].Chains.Length;
        if (groups.FirstOrDefault(group => group.Chains.Length != size) is { Chains: not null } odd)
        {
            throw new ArgumentException(
                $"Superchain {odd.Label} has {odd.Chains.Length} chains and superchain {groups[0].Label} has {size}; nested R-hat needs superchains of equal size.",
                nameof(superchains));
        }

        if (groups.Length < 2 || Moments.IsDegenerate(draws))
        {
            return double.NaN;
        }

        double[] means = new double[superchains.Length], variances = new double[superchains.Length];
        for (int k = 0, chain = 0; k < groups.Length; k++)
        {
            foreach (int member in groups[k].Chains)
            {
                means[chain] = Moments.Mean(sample[member]);
                variances[chain] = sample.Length > 1 ? Moments.Variance(sample[member], means[chain]) : 0;
                chain++;
            }
        }

        return Of(means, variances, size);
    }

    /// <summary>
    /// The same from mean and variance (0 of a single draw) of every chain, superchain after superchain of that size: two at least, whose draws are not all equal.
    /// </summary>
    internal static double Of(ReadOnlySpan<double> means, ReadOnlySpan<double> variances, int size)
    {
        double[] superMeans = new double[means.Length / size];
        double withinSuperchain = 0;
        for (int k = 0; k < superMeans.Length; k++)
        {
            double withinChain = 0;
            foreach (double variance in variances.Slice(k * size, size))
            {
                withinChain += variance / size;
            }

            ReadOnlySpan<double> own = means.Slice(k * size, size);
            superMeans[k] = Moments.Mean(own);
            double betweenChains = size > 1 ? Moments.Variance(own, superMeans[k]) : 0;
            withinSuperchain += (withinChain + betweenChains) / superMeans.Length;
        }

        double betweenSuperchains = Moments.Variance(superMeans, Moments.Mean(superMeans));
        return Math.Sqrt(1 + betweenSuperchains / withinSuperchain);
    }
}
