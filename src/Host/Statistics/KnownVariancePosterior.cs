using GpuConcord.Host.Data;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Host.Threads;

namespace GpuConcord.Host.Statistics;

/// <summary>
/// The exact Gaussian posterior of areas and fluxes when every variance is known: y_ij ~ N(B_i + G_j − s_ij/2, s_ij),
/// B ~ N(b, T), G_j flat. No Markov chain is needed. One parallel pass over the sources builds S_B = T⁻¹ + L, a second one
/// finishes the fluxes; cost Σ_j n_j² + N³, the same bits on any number of cores.
/// </summary>
internal sealed class KnownVariancePosterior
{
    private const int BlockSize = 4096;

    // max (S_B)_ii max (S_B⁻¹)_ii, some m (τ/σ)², times 1e-16 is what double precision loses. Beyond this the system is solved in 32 digits.
    private const double WorstCondition = 1e6;

    // Areas and fluxes are doubles: errors must be this large beside them for a posterior to have three digits.
    private const double LeastRelativeSd = 1.0 / (1L << 40);

    private KnownVariancePosterior(AreaPrior prior, double[] areaMean, double[,] areaCovariance, double[,]? areaFactor, double[] fluxMean, double[] fluxSd)
    {
        AreaFactor = areaFactor;
        Prior = prior;
        AreaMean = areaMean;
        AreaCovariance = areaCovariance;
        FluxMean = fluxMean;
        FluxSd = fluxSd;
    }

    /// <summary>The prior of B.</summary>
    public AreaPrior Prior { get; }

    /// <summary>E[B | y] = S_B⁻¹ r_B, length N.</summary>
    public double[] AreaMean { get; }

    /// <summary>Cov[B | y] = S_B⁻¹, N × N.</summary>
    public double[,] AreaCovariance { get; }

    /// <summary>
    /// A lower factor of <see cref="AreaCovariance"/>, N × N, where that matrix has lost how little the areas differ from each other; null where its own
    /// factor does.
    /// </summary>
    public double[,]? AreaFactor { get; }

    /// <summary>E[G_j | y] = Σ_i ω_ij (y_ij + s_ij/2 − E[B_i | y]), length M; NaN for a source without observations.</summary>
    public double[] FluxMean { get; }

    /// <summary>sd[G_j | y] = √(1/W_j + ω_jᵀ Cov[B | y] ω_j), length M; +∞ for a source without observations.</summary>
    public double[] FluxSd { get; }

    /// <summary>The posterior with the variances of the table's error column.</summary>
    /// <exception cref="DataException">The table has no error column, or a variance is not a positive finite number.</exception>
    public static KnownVariancePosterior Of(Observations observations, AreaPrior prior)
    {
        ArgumentNullException.ThrowIfNull(observations);
        return Of(observations, prior, observations.Variance
            ?? throw new DataException("Known variances were asked for, but the table has no error column: name one, or fit the variances."));
    }

    /// <summary>The posterior with given variances.</summary>
    /// <param name="observations">The data.</param>
    /// <param name="prior">The prior of B.</param>
    /// <param name="variance">s, one entry an observation, in the order of <see cref="Observations.Y"/>.</param>
    /// <exception cref="DataException">A variance is not a positive finite number, or is too small for double precision.</exception>
    public static KnownVariancePosterior Of(Observations observations, AreaPrior prior, double[] variance) => Of(observations, prior, variance, WorstCondition);

    /// <summary>The same, in 32 digits where the condition of the system exceeds <paramref name="worst"/>.</summary>
    internal static KnownVariancePosterior Of(Observations observations, AreaPrior prior, double[] variance, double worst)
    {
        ArgumentNullException.ThrowIfNull(observations);
        ArgumentNullException.ThrowIfNull(prior);
        ArgumentNullException.ThrowIfNull(variance);
        if (variance.Length != observations.Count)
        {
            throw new ArgumentException($"{variance.Length} variances were given for {observations.Count} observations.", nameof(variance));
        }

        if (prior.Count != observations.InstrumentCount)
        {
            throw new ArgumentException($"The prior has {prior.Count} areas; the data have {observations.InstrumentCount} instruments.", nameof(prior));
        }

        RequirePositive(observations, variance);

        int blocks = (observations.SourceCount + BlockSize - 1) / BlockSize;
        AreaSystem[] systems = new AreaSystem[Math.Max(1, blocks)];
        systems[0] = new AreaSystem(prior);
        SideBySide.For(0, blocks, block =>
        {
            AreaSystem system = systems[block] ??= new AreaSystem(prior);
            SourceWeights source = new(prior.Count);
            for (int j = block * BlockSize; j < Math.Min(observations.SourceCount, (block + 1) * BlockSize); j++)
            {
                source.Read(observations, prior, variance, j);
                system.Add(source.Instruments, source.Precision, source.Omega, source.Offset, 1);
            }
        }, CancellationToken.None);
        PairwiseReduction.Fold(systems, AreaSystem.Merge);
        AreaSolution? quick = systems[0].Solve();
        double[,] covariance = quick?.Covariance() ?? new double[0, 0];
        double[,]? factor = null;
        double[] shift = quick?.Shift ?? [];
        if (quick is null || !(systems[0].Condition(covariance) <= worst))
        {
            (shift, covariance, factor) = Precise(observations, prior, variance);
        }

        double[] mean = new double[observations.SourceCount];
        double[] sd = new double[observations.SourceCount];
        SideBySide.For(0, blocks, block =>
        {
            SourceWeights source = new(prior.Count);
            for (int j = block * BlockSize; j < Math.Min(mean.Length, (block + 1) * BlockSize); j++)
            {
                source.Read(observations, prior, variance, j);
                (mean[j], sd[j]) = source.Flux(shift, covariance);
            }
        }, CancellationToken.None);
        return new KnownVariancePosterior(prior, [.. shift.Zip(prior.Mean, (own, b) => b + own)], covariance, factor, mean, sd);
    }

    /// <summary>The system of pairs of instruments, in a pass of its own.</summary>
    private static PairSolution Precise(Observations observations, AreaPrior prior, double[] variance)
    {
        RequireResolved(observations, prior, variance);
        int blocks = (observations.SourceCount + BlockSize - 1) / BlockSize;
        PairSystem[] systems = new PairSystem[Math.Max(1, blocks)];
        systems[0] = new PairSystem(prior);
        SideBySide.For(0, blocks, block =>
        {
            PairSystem system = systems[block] ??= new PairSystem(prior);
            SourceWeights source = new(prior.Count);
            for (int j = block * BlockSize; j < Math.Min(observations.SourceCount, (block + 1) * BlockSize); j++)
            {
                source.Read(observations, prior, variance, j);
                system.Add(source.Instruments, source.Precision, source.Omega, source.Offset);
            }
        }, CancellationToken.None);
        PairwiseReduction.Fold(systems, PairSystem.Merge);
        return systems[0].Solve() ?? throw new DataException(
            "The known variances are too small, or differ too much among themselves or from the prior τ², for double precision: check the unit of the error column.");
    }

    /// <summary>Whether every error is large enough beside the values that doubles can tell values that differ by it.</summary>
    private static void RequireResolved(Observations observations, AreaPrior prior, double[] variance)
    {
        for (int j = 0; j < observations.SourceCount; j++)
        {
            for (int o = observations.First[j]; o < observations.First[j + 1]; o++)
            {
                int i = observations.Instrument[o];
                double scale = Math.Abs(observations.Y[o]) + Math.Abs(prior.Mean[i]) + (1 / Math.Sqrt(prior.Precision[i, i]));
                if (Math.Sqrt(variance[o]) < LeastRelativeSd * scale)
                {
                    throw new DataException($"The error of {observations.Sources[j]} seen by {observations.Instruments[i]} is too small for double precision: "
                        + $"{Math.Sqrt(variance[o]):G3} in ln(value), {LeastRelativeSd * scale:G3} or more is expected; check the unit of the error column.");
                }
            }
        }
    }

    private static void RequirePositive(Observations observations, double[] variance)
    {
        for (int j = 0; j < observations.SourceCount; j++)
        {
            for (int o = observations.First[j]; o < observations.First[j + 1]; o++)
            {
                if (!(variance[o] > 0) || !double.IsFinite(variance[o]))
                {
                    throw new DataException($"The variance of {observations.Sources[j]} seen by {observations.Instruments[observations.Instrument[o]]} is {variance[o]}: a "
                        + "positive finite number is expected.");
                }
            }
        }
    }

    /// <summary>One source's weights ω_ij = w_ij/W_j and offsets y + s/2 − b, in buffers reused from source to source.</summary>
    private sealed class SourceWeights(int instruments)
    {
        private readonly double[] precision = new double[instruments];
        private readonly double[] omega = new double[instruments];
        private readonly double[] offset = new double[instruments];
        private int[] instrument = [];
        private int first;
        private int count;
        private double total;

        public ReadOnlySpan<int> Instruments => instrument.AsSpan(first, count);

        public ReadOnlySpan<double> Precision => precision.AsSpan(0, count);

        public ReadOnlySpan<double> Omega => omega.AsSpan(0, count);

        public ReadOnlySpan<double> Offset => offset.AsSpan(0, count);

        public void Read(Observations observations, AreaPrior prior, double[] variance, int source)
        {
            instrument = observations.Instrument;
            first = observations.First[source];
            count = observations.First[source + 1] - first;
            total = 0;
            for (int i = 0; i < count; i++)
            {
                double s = variance[first + i];
                total += precision[i] = 1 / s;
                offset[i] = observations.Y[first + i] + 0.5 * s - prior.Mean[instrument[first + i]];
            }
            for (int i = 0; i < count; i++)
            {
                omega[i] = precision[i] / total;
            }
        }

        public (double Mean, double Sd) Flux(double[] shift, double[,] covariance)
        {
            if (count == 0)
            {
                return (double.NaN, double.PositiveInfinity);
            }

            double variance = 1 / total;
            for (int i = 0; i < count; i++)
            {
                int a = instrument[first + i];
                offset[i] -= shift[a];
                for (int k = 0; k < count; k++)
                {
                    variance += omega[i] * covariance[a, instrument[first + k]] * omega[k];
                }
            }
            return (AreaSystem.WeightedMean(Omega, Offset), Math.Sqrt(variance));
        }
    }
}
