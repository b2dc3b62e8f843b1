using GpuConcord.Host.Data;
using GpuConcord.Host.Threads;

namespace GpuConcord.Host.Statistics;

/// <summary>
/// What the other instruments say that an instrument should have measured, and how far its measurement is off: the mixed posterior
/// predictive check (Marshall and Spiegelhalter 2007, Bayesian Analysis 2, 409), with B and v from their posterior and the flux from the
/// other measurements of the source. Unlike residuals about a flux that the measurement itself pulled, these have standard deviation 1
/// when the model holds, however few instruments there are.
/// </summary>
internal static class CrossPrediction
{
    /// <summary>Terms one call adds up at most; beyond, evenly spaced draws stand for all.</summary>
    private const double Budget = 4e8;

    private const int Fewest = 32;
    private const int Most = 2000;

    /// <summary>
    /// Residuals (y − E[ỹ]) / sd[ỹ], one an observation in the order of <see cref="Observations.Y"/>. Given a draw and the others' measurements k of
    /// the source, G ~ N(Σ w (y_k + s_k/2 − B_k)/W, 1/W) with w = 1/s_k, and ỹ ~ N(B_i + G − s_i/2, s_i); mean and variance of the mixture follow.
    /// </summary>
    /// <param name="observations">The data.</param>
    /// <param name="logArea">Draws of B, one array an instrument, all of the same length and order.</param>
    /// <param name="variance">Draws of v_i in the same layout, or empty when no variance was fitted.</param>
    /// <param name="known">Variances that come on top of v, one an observation, or null.</param>
    /// <param name="entry">Which v governs an observation: (instrument, source, observation); the instrument's, or a single one, when left out.</param>
    /// <returns>NaN where no other instrument saw the source.</returns>
    /// <exception cref="ArgumentException">There are no variances at all, or the shapes do not agree.</exception>
    public static double[] Residuals(Observations observations, double[][] logArea, double[][] variance, double[]? known, Func<int, int, int, int>? entry = null)
    {
        ArgumentNullException.ThrowIfNull(observations);
        ArgumentNullException.ThrowIfNull(logArea);
        ArgumentNullException.ThrowIfNull(variance);
        int n = observations.InstrumentCount;
        if (logArea.Length != n || (entry is null && variance.Length != n && variance.Length > 1))
        {
            throw new ArgumentException($"{logArea.Length} areas and {variance.Length} variances were given for {n} instruments.", nameof(logArea));
        }

        if (variance.Length == 0 && known is null)
        {
            throw new ArgumentException("A prediction needs variances: drawn, known, or both.", nameof(variance));
        }

        if (known is not null && known.Length != observations.Count)
        {
            throw new ArgumentException($"{known.Length} known variances were given for {observations.Count} observations.", nameof(known));
        }

        int[] at = EvenlySpaced.Of(logArea[0].Length, Affordable(observations));
        int used = at.Length;
        double[] residuals = new double[observations.Count];
        SideBySide.For(0, observations.SourceCount, j =>
        {
            int first = observations.First[j], count = observations.First[j + 1] - first;
            if (count < 2)
            {
                residuals.AsSpan(first, count).Fill(double.NaN);
                return;
            }
            Span<double> sums = new double[3 * count], s = new double[count], z = new double[count];
            foreach (int draw in at)
            {
                for (int o = 0; o < count; o++)
                {
                    int i = observations.Instrument[first + o];
                    s[o] = (variance.Length > 0 ? variance[entry is null ? Math.Min(i, variance.Length - 1) : entry(i, j, first + o)][draw] : 0) + (known?[first + o] ?? 0);
                    z[o] = observations.Y[first + o] + (s[o] / 2) - logArea[i][draw];
                }
                for (int o = 0; o < count; o++)
                {
                    double weight = 0, flux = 0;
                    for (int k = 0; k < count; k++)
                    {
                        if (k == o)
                        {
                            continue;
                        }

                        weight += 1 / s[k];
                        flux += z[k] / s[k];
                    }
                    // The measurement minus its predicted mean: y − (B + G − s/2).
                    double off = z[o] - (flux / weight);
                    sums[3 * o] += off;
                    sums[(3 * o) + 1] += off * off;
                    sums[(3 * o) + 2] += s[o] + (1 / weight);
                }
            }
            for (int o = 0; o < count; o++)
            {
                double mean = sums[3 * o] / used;
                double between = Math.Max(0, (sums[(3 * o) + 1] / used) - (mean * mean));
                residuals[first + o] = mean / Math.Sqrt((sums[(3 * o) + 2] / used) + between);
            }
        }, CancellationToken.None);
        return residuals;
    }

    private static int Affordable(Observations observations)
    {
        double terms = 0;
        for (int j = 0; j < observations.SourceCount; j++)
        {
            double count = observations.First[j + 1] - observations.First[j];
            terms += count * count;
        }
        return (int)Math.Clamp(Budget / Math.Max(1, terms), Fewest, Most);
    }
}
