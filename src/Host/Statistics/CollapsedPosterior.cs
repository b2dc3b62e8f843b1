using System.Globalization;
using GpuConcord.Host.Data;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Statistics.Patterns;

namespace GpuConcord.Host.Statistics;

/// <summary>
/// The posterior of η = ln v with areas and fluxes integrated out, on the host: the reference for device kernels, the
/// target of the marginal mode, and B | v exactly. Model: y_ij ~ N(B_i + G_j − v_i/2, v_i), B ~ N(b, T), G_j flat,
/// v_i ~ InvGamma(α_i, β_i) (Chen et al. 2019, arXiv:1711.09429). An evaluation costs O(patterns · N² + N³), or O(N²) when
/// one pattern is all there is and T is diagonal, however many sources were seen. Safe to use from several threads.
/// </summary>
/// <remarks>
/// The density is that of η, Jacobian included: the prior's part is −α_i η_i − β_i exp(−η_i). Dropped are only terms free of
/// v: powers of 2π, Γ(α) and β^α, ln |T|, and the density of sources that fewer than two instruments saw.
/// <para>Per pattern of m sources with w = 1/v, W = Σ w: −½ (m−1)(Σ ln v_i + ln W) − ½ (Σ w_i C_ii − wᵀCw/W) for the
/// contrasts between sources, and for the pattern's mean, as one pseudo-source with variances v_i/m,
/// −½ (Σ ln v_i + ln W); the areas then contribute −½ ln |S_B| and −½ of the minimum over B of
/// (B−b)ᵀT⁻¹(B−b) + Σ m (z̄−B)ᵀ(diag w − wwᵀ/W)(z̄−B), z̄ = ȳ + v/2, which is a sum of squares at that B.</para>
/// </remarks>
public sealed class CollapsedPosterior
{
    // Instruments up to which a density needs no memory of the heap: a search asks for thousands.
    private const int MostOnStack = 128;
    private readonly PatternContrasts[] patterns;
    private readonly double[] alpha;
    private readonly double[] beta;

    /// <summary>The posterior for the areas' prior that <see cref="AreaPrior.Of"/> makes of <paramref name="priors"/>.</summary>
    /// <exception cref="DataException">An entry of the priors is out of range; α = β = 0 is improper and refused.</exception>
    /// <exception cref="ArgumentException">The priors do not have one entry an instrument.</exception>
    public CollapsedPosterior(PatternStatistics statistics, Priors priors)
        : this(statistics, AreaPrior.Of(priors), priors.Alpha, priors.Beta)
    {
    }

    /// <summary>The posterior for any prior of the areas.</summary>
    /// <param name="statistics">Sufficient statistics of the data.</param>
    /// <param name="areas">Prior of B.</param>
    /// <param name="alpha">α_i &gt; 0, length N.</param>
    /// <param name="beta">β_i &gt; 0, length N.</param>
    public CollapsedPosterior(PatternStatistics statistics, AreaPrior areas, double[] alpha, double[] beta)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        ArgumentNullException.ThrowIfNull(areas);
        ArgumentNullException.ThrowIfNull(alpha);
        ArgumentNullException.ThrowIfNull(beta);
        int n = statistics.InstrumentCount;
        if (areas.Count != n || alpha.Length != n || beta.Length != n)
        {
            throw new ArgumentException($"The data have {n} instruments; the priors have {areas.Count} areas, {alpha.Length} values of α and {beta.Length} of β.", nameof(areas));
        }

        for (int i = 0; i < n; i++)
        {
            if (!(alpha[i] > 0) || !(beta[i] > 0) || !double.IsFinite(alpha[i]) || !double.IsFinite(beta[i]))
            {
                throw new DataException($"{statistics.Instruments[i]}: α = {alpha[i]} and β = {beta[i]} do not make a proper prior of σ²; both must be positive and finite, such "
                    + "as α = 1.5, β = 0.01.");
            }
        }
        Areas = areas;
        Statistics = statistics;
        this.alpha = (double[])alpha.Clone();
        this.beta = (double[])beta.Clone();
        patterns = [.. statistics.Shared.ToArray().Select(p => new PatternContrasts(p))];
        UsesCompleteForm = patterns.Length == 1 && areas.Variance is not null;
    }

    /// <summary>Prior of B.</summary>
    public AreaPrior Areas { get; }

    /// <summary>The data.</summary>
    public PatternStatistics Statistics { get; }

    /// <summary>α_i, length N.</summary>
    public ReadOnlySpan<double> Alpha => alpha;

    /// <summary>β_i, length N.</summary>
    public ReadOnlySpan<double> Beta => beta;

    /// <summary>Number of instruments N, the dimension of η.</summary>
    public int Count => alpha.Length;

    /// <summary>Whether the mean part is taken by sums over instruments; tests switch it off to compare the two forms.</summary>
    internal bool UsesCompleteForm { get; init; }

    internal ReadOnlySpan<PatternContrasts> Patterns => patterns;

    /// <summary>
    /// ln p(η | y) up to the constant named above. −∞ where v under- or overflows, or is so small that S_B is not positive
    /// definite in double precision (v below about 1e-15 m τ²).
    /// </summary>
    /// <param name="logVariance">η = ln v (v in squared natural logarithms), length N.</param>
    public double LogDensity(ReadOnlySpan<double> logVariance) => LogDensity(logVariance, []);

    /// <summary>∂ ln p(η | y)/∂η, closed form; NaN where the density is −∞.</summary>
    /// <param name="logVariance">η = ln v, length N.</param>
    /// <param name="gradient">Receives the derivatives, length N.</param>
    public void Gradient(ReadOnlySpan<double> logVariance, Span<double> gradient)
    {
        if (gradient.Length != Count)
        {
            throw new ArgumentException($"The gradient has {Count} entries; a span of {gradient.Length} was given.", nameof(gradient));
        }

        LogDensity(logVariance, gradient);
    }

    /// <summary>Density and, unless <paramref name="gradient"/> is empty, its derivatives, in one pass.</summary>
    public double LogDensity(ReadOnlySpan<double> logVariance, Span<double> gradient)
    {
        Span<double> variance = Count <= MostOnStack ? stackalloc double[Count] : new double[Count];
        Variances(logVariance, variance);
        double density = 0;
        for (int i = 0; i < Count; i++)
        {
            density -= alpha[i] * logVariance[i] + beta[i] / variance[i];
            if (!gradient.IsEmpty)
            {
                gradient[i] = beta[i] / variance[i] - alpha[i];
            }
        }
        if (double.IsFinite(density))
        {
            Span<double> w = Count <= MostOnStack ? stackalloc double[Count] : new double[Count], omega = Count <= MostOnStack ? stackalloc double[Count] : new double[Count];
            foreach (PatternContrasts pattern in patterns)
            {
                double total = pattern.Weigh(variance, w, omega);
                density += pattern.Deviation(logVariance, w[..pattern.Size], omega[..pattern.Size], total, gradient);
            }
            density += UsesCompleteForm ? CompleteMeanPart.Evaluate(patterns[0], Areas, variance, gradient) : MeanPart(logVariance, variance, gradient);
        }
        if (double.IsFinite(density))
        {
            return density;
        }

        gradient.Fill(double.NaN);
        return double.NegativeInfinity;
    }

    /// <summary>B | v, y exactly: N(mean, covariance), mean of length N and covariance N × N.</summary>
    /// <exception cref="DataException">The variances are not finite and positive enough for S_B to be positive definite.</exception>
    public (double[] Mean, double[,] Covariance) AreasGiven(ReadOnlySpan<double> logVariance)
    {
        double[] variance = new double[Count];
        Variances(logVariance, variance);
        AreaSolution solution = Solve(variance)
            ?? throw new DataException($"{string.Join(", ", Statistics.Instruments)}: found scatters σ and priors of the areas so far apart that double precision has no posterior "
                + $"of the areas (ln σ² = {string.Join(", ", logVariance.ToArray().Select(eta => eta.ToString("G4", CultureInfo.InvariantCulture)))}), expected scales within "
                + "some six orders of magnitude of each other; check the data's values and errors, tau, alpha and beta");
        return (solution.Mean(Areas), solution.Covariance());
    }

    private void Variances(ReadOnlySpan<double> logVariance, Span<double> variance)
    {
        if (logVariance.Length != Count)
        {
            throw new ArgumentException($"{logVariance.Length} log variances were given for {Count} instruments.", nameof(logVariance));
        }

        for (int i = 0; i < Count; i++)
        {
            variance[i] = Math.Exp(logVariance[i]);
        }
    }

    private AreaSolution? Solve(ReadOnlySpan<double> variance)
    {
        double[] w = new double[Count], omega = new double[Count], offset = new double[Count];
        AreaSystem system = new(Areas);
        foreach (PatternContrasts pattern in patterns)
        {
            pattern.Weigh(variance, w, omega);
            pattern.Offsets(variance, Areas.Mean, offset);
            system.Add(pattern.Instruments, w, omega.AsSpan(0, pattern.Size), offset.AsSpan(0, pattern.Size), pattern.Sources);
        }
        return system.Solve();
    }

    // Gradient by Fisher's identity: the expectation over B | v of the derivatives at fixed B.
    private double MeanPart(ReadOnlySpan<double> logVariance, ReadOnlySpan<double> variance, Span<double> gradient)
    {
        if (Solve(variance) is not { } solution)
        {
            return double.NegativeInfinity;
        }

        double[] shift = solution.Shift;
        double density = -0.5 * solution.LogDeterminant;
        for (int i = 0; i < Count; i++)
        {
            for (int k = 0; k < Count; k++)
            {
                density -= 0.5 * shift[i] * Areas.Precision[i, k] * shift[k];
            }
        }
        double[,]? covariance = gradient.IsEmpty ? null : solution.Covariance();
        double[] w = new double[Count], omega = new double[Count], offset = new double[Count], spread = new double[Count];
        foreach (PatternContrasts pattern in patterns)
        {
            int n = pattern.Size;
            double total = pattern.Weigh(variance, w, omega), logVariances = Math.Log(total);
            pattern.Offsets(variance, Areas.Mean, offset);
            for (int i = 0; i < n; i++)
            {
                offset[i] -= shift[pattern.Instruments[i]];
            }

            double mean = AreaSystem.WeightedMean(omega.AsSpan(0, n), offset.AsSpan(0, n)), squares = 0;
            for (int i = 0; i < n; i++)
            {
                logVariances += logVariance[pattern.Instruments[i]];
                squares += w[i] * (offset[i] - mean) * (offset[i] - mean);
            }
            density -= 0.5 * (logVariances + pattern.Sources * squares);
            if (covariance is null)
            {
                continue;
            }

            pattern.ContrastVariances(covariance, omega.AsSpan(0, n), spread);
            for (int i = 0; i < n; i++)
            {
                double e = offset[i] - mean;
                gradient[pattern.Instruments[i]] += 0.5 * (pattern.Sources * (w[i] * (e * e + spread[i]) - e) - (1 - omega[i]));
            }
        }
        return density;
    }
}
