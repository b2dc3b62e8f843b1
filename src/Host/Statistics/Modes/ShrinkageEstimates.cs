using GpuConcord.Host.Data;

namespace GpuConcord.Host.Statistics.Modes;

/// <summary>
/// The slides' closed-form point estimates (Chen et al. 2019, arXiv:1711.09429): (1) areas with fluxes and variances known,
/// (2) areas and fluxes with variances known, (3) the variance. Written for y without the half variance added, so
/// z = y + s/2 stands where the slides write y; with missing data and a variance per observation the means become
/// precision-weighted and n_i = |J_i| takes the place of M.
/// </summary>
internal static class ShrinkageEstimates
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

    /// <summary>
    /// Slide (3): σ̂² = 2S²/(1 + √(1 + S²)), S² = (Σ r² + β_s)/(n + α_s), with r = y − B̂ − Ĝ (no half variance). The slides'
    /// α_s and β_s correspond to 2(α + 1) and 2β of this program's InvGamma(α, β).
    /// </summary>
    /// <param name="residualSquares">Σ r² over the sources that the instrument saw.</param>
    /// <param name="count">n = |J_i|.</param>
    /// <param name="slideAlpha">α_s.</param>
    /// <param name="slideBeta">β_s.</param>
    public static double SlideVariance(double residualSquares, double count, double slideAlpha, double slideBeta)
    {
        double s = (residualSquares + slideBeta) / (count + slideAlpha);
        return 2 * s / (1 + Math.Sqrt(1 + s));
    }

    /// <summary>
    /// The exact mode of v given areas and fluxes, 2S²/(1 + √(1 + κS²)) with α_s = 2(α+1), β_s = 2β and κ = n/(n + α_s); slide
    /// (3) has κ = 1, which differs by up to 1e-4 of σ on data of a few per cent scatter. It is the mode of the density of v,
    /// not of ln v.
    /// </summary>
    /// <param name="residualSquares">Σ (y − B − G)² over the sources that the instrument saw.</param>
    /// <param name="count">n = |J_i|.</param>
    /// <param name="alpha">α of InvGamma(α, β).</param>
    /// <param name="beta">β of InvGamma(α, β).</param>
    public static double ConditionalModeVariance(double residualSquares, double count, double alpha, double beta)
    {
        double total = count + 2 * (alpha + 1);
        double s = (residualSquares + 2 * beta) / total;
        return 2 * s / (1 + Math.Sqrt(1 + count / total * s));
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
