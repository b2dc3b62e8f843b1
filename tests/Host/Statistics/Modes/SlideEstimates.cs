using GpuConcord.Host.Data;
using GpuConcord.Host.Statistics;

namespace GpuConcord.Tests.Host.Statistics.Modes;

/// <summary>
/// The slides' closed-form point estimates (Chen et al. 2019, arXiv:1711.09429): (1) areas with fluxes and variances known and
/// (2) areas and fluxes with variances known: steps that the fixed points of the program must not move. Written for y without the half variance added, so
/// z = y + s/2 stands where the slides write y; with missing data and a variance per observation the means become
/// precision-weighted and n_i = |J_i| takes the place of M.
/// </summary>
internal static class SlideEstimates
{
    /// <summary>s_ij = v_i: a variance for every observation from one an instrument.</summary>
    /// <param name="observations">The data.</param>
    /// <param name="instrumentVariance">v_i = σ_i², length N.</param>
    /// <returns>One entry an observation.</returns>
    public static double[] VariancePerObservation(Observations observations, ReadOnlySpan<double> instrumentVariance)
    {
        ArgumentNullException.ThrowIfNull(observations);
        if (instrumentVariance.Length != observations.InstrumentCount)
        {
            throw new ArgumentException($"{instrumentVariance.Length} variances were given for {observations.InstrumentCount} instruments.", nameof(instrumentVariance));
        }

        double[] variance = new double[observations.Count];
        for (int o = 0; o < variance.Length; o++)
        {
            variance[o] = instrumentVariance[observations.Instrument[o]];
        }

        return variance;
    }

    /// <summary>
    /// Slide (1): B̂_i = W_i b_i + (1 − W_i) · mean over J_i of (z_ij − G_j), W_i = τ_i⁻² / (τ_i⁻² + Σ_j 1/s_ij), when fluxes
    /// and variances are known. Also the conditional mean of B given G.
    /// </summary>
    /// <param name="observations">The data.</param>
    /// <param name="priors">b and τ.</param>
    /// <param name="variance">s, one entry an observation.</param>
    /// <param name="logFlux">G, natural logarithm, length M.</param>
    public static ShrunkAreas FluxesKnown(Observations observations, Priors priors, ReadOnlySpan<double> variance, ReadOnlySpan<double> logFlux)
    {
        ArgumentNullException.ThrowIfNull(observations);
        ArgumentNullException.ThrowIfNull(priors);
        RequireLengths(observations, variance, logFlux.Length, observations.SourceCount, nameof(logFlux));
        int n = observations.InstrumentCount;
        double[] precision = new double[n], sum = new double[n];
        for (int j = 0; j < observations.SourceCount; j++)
        {
            for (int o = observations.First[j]; o < observations.First[j + 1]; o++)
            {
                int i = observations.Instrument[o];
                precision[i] += 1 / variance[o];
                sum[i] += (observations.Y[o] + 0.5 * variance[o] - logFlux[j] - priors.LogArea[i]) / variance[o];
            }
        }
        double[] area = new double[n], weight = new double[n];
        for (int i = 0; i < n; i++)
        {
            double prior = 1 / (priors.Tau[i] * priors.Tau[i]);
            weight[i] = prior / (prior + precision[i]);
            area[i] = priors.LogArea[i] + sum[i] / (prior + precision[i]);
        }
        return new ShrunkAreas(area, weight);
    }

    /// <summary>
    /// Ĝ_j = Σ_i ω_ij (z_ij − B_i), ω_ij ∝ 1/s_ij: slide (2)'s fluxes, the conditional mean of G given B. Length M; NaN for a
    /// source without observations.
    /// </summary>
    /// <param name="observations">The data.</param>
    /// <param name="variance">s, one entry an observation.</param>
    /// <param name="logArea">B, length N.</param>
    public static double[] Fluxes(Observations observations, ReadOnlySpan<double> variance, ReadOnlySpan<double> logArea)
    {
        ArgumentNullException.ThrowIfNull(observations);
        RequireLengths(observations, variance, logArea.Length, observations.InstrumentCount, nameof(logArea));
        double[] flux = new double[observations.SourceCount];
        for (int j = 0; j < flux.Length; j++)
        {
            double total = 0, sum = 0;
            for (int o = observations.First[j]; o < observations.First[j + 1]; o++)
            {
                total += 1 / variance[o];
                sum += (observations.Y[o] + 0.5 * variance[o] - logArea[observations.Instrument[o]]) / variance[o];
            }
            flux[j] = sum / total;
        }
        return flux;
    }

    /// <summary>
    /// Slide (2): the fixed point of alternating <see cref="FluxesKnown"/> and <see cref="Fluxes"/>. Alternation closes only
    /// a fraction W of the distance a round (thousands of rounds for good data), so the linear system is solved instead:
    /// the fixed point is the exact conditional mean of (B, G) given the variances.
    /// </summary>
    /// <param name="observations">The data.</param>
    /// <param name="priors">b and τ.</param>
    /// <param name="variance">s, one entry an observation.</param>
    /// <returns>The areas with the slides' W (which is not the share of the prior here: see <see cref="PriorInfluence"/>), and the fluxes.</returns>
    public static (ShrunkAreas Areas, double[] LogFlux) FluxesFitted(Observations observations, Priors priors, double[] variance)
    {
        KnownVariancePosterior exact = KnownVariancePosterior.Of(observations, AreaPrior.Of(priors), variance);
        double[] weight = FluxesKnown(observations, priors, variance, exact.FluxMean).PriorWeight;
        return (new ShrunkAreas(exact.AreaMean, weight), exact.FluxMean);
    }

    private static void RequireLengths(Observations observations, ReadOnlySpan<double> variance, int found, int expected, string parameter)
    {
        if (variance.Length != observations.Count)
        {
            throw new ArgumentException($"{variance.Length} variances were given for {observations.Count} observations.", nameof(variance));
        }

        if (found != expected)
        {
            throw new ArgumentException($"{found} values were given; {expected} are expected.", parameter);
        }
    }
}

/// <summary>Log areas shrunk towards their prior means.</summary>
/// <param name="LogArea">B̂, natural logarithm, length N.</param>
/// <param name="PriorWeight">The slides' W_i, length N: the weight of b_i were the fluxes known.</param>
internal sealed record ShrunkAreas(double[] LogArea, double[] PriorWeight);
