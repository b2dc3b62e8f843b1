using GpuConcord.Host.Data;
using GpuConcord.Host.Statistics.Patterns;

namespace GpuConcord.Host.Statistics;

/// <summary>
/// ln p(y | B, v) with every log flux integrated out, up to a constant: of sources that two or more instruments saw. The others leave it
/// as it is, whatever B and v are. Safe to use from several threads.
/// </summary>
/// <remarks>
/// A source with precisions w, W = Σ w, and offsets e_i = y_i + s_i/2 − B_i contributes −½ [Σ ln s_i + ln W + Σ w_i (e_i − ē)²],
/// ē = Σ w_i e_i/W: the density of its contrasts, one fewer than its observations.
/// </remarks>
internal sealed class IntegratedLikelihood
{
    private const int Small = 128;

    private readonly PatternContrasts[] patterns = [];
    private readonly Observations? observations;
    private readonly double[]? known;
    private readonly int instruments;

    /// <summary>Variances v_i alike for all of an instrument's observations: cost of a value is O(patterns · N²), however many sources there are.</summary>
    public IntegratedLikelihood(PatternStatistics statistics)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        patterns = [.. statistics.Shared.ToArray().Select(pattern => new PatternContrasts(pattern))];
        instruments = statistics.InstrumentCount;
        Cost = patterns.Sum(pattern => (long)pattern.Size * pattern.Size);
    }

    /// <summary>Variances s_ij known for every observation, to which fitted v_i may be added: cost is one pass over the observations.</summary>
    /// <param name="observations">The data.</param>
    /// <param name="known">s, one entry an observation.</param>
    public IntegratedLikelihood(Observations observations, double[] known)
    {
        ArgumentNullException.ThrowIfNull(observations);
        ArgumentNullException.ThrowIfNull(known);
        (this.observations, this.known, instruments) = (observations, known, observations.InstrumentCount);
        Cost = 4L * observations.Count;
    }

    /// <summary>Operations that one value takes, roughly.</summary>
    public long Cost { get; }

    /// <summary>ln p(y | B, v) up to a constant.</summary>
    /// <param name="logArea">B, natural logarithm, length N.</param>
    /// <param name="variance">v, length N; empty when all variances are known.</param>
    public double LogDensity(ReadOnlySpan<double> logArea, ReadOnlySpan<double> variance) =>
        this.observations is { } observations ? BySource(observations, known!, logArea, variance) : ByPattern(logArea, variance);

    private static double BySource(Observations observations, double[] known, ReadOnlySpan<double> logArea, ReadOnlySpan<double> variance)
    {
        double density = 0;
        for (int j = 0; j < observations.SourceCount; j++)
        {
            int first = observations.First[j], end = observations.First[j + 1];
            if (end - first < 2)
            {
                continue;
            }

            // Offsets to the first keep the sums as small as the disagreement.
            double origin = observations.Y[first] - logArea[observations.Instrument[first]];
            double total = 0, logs = 0, sum = 0, squares = 0;
            for (int o = first; o < end; o++)
            {
                int i = observations.Instrument[o];
                double s = known[o] + (variance.IsEmpty ? 0 : variance[i]), w = 1 / s;
                double e = observations.Y[o] - logArea[i] - origin + (0.5 * s);
                total += w;
                logs += Math.Log(s);
                sum += w * e;
                squares += w * e * e;
            }
            density -= 0.5 * (logs + Math.Log(total) + squares - (sum * sum / total));
        }
        return density;
    }

    private double ByPattern(ReadOnlySpan<double> logArea, ReadOnlySpan<double> variance)
    {
        int n = instruments;
        Span<double> logs = n <= Small ? stackalloc double[n] : new double[n];
        Span<double> w = n <= Small ? stackalloc double[n] : new double[n];
        Span<double> omega = n <= Small ? stackalloc double[n] : new double[n];
        Span<double> offset = n <= Small ? stackalloc double[n] : new double[n];
        for (int i = 0; i < n; i++)
        {
            logs[i] = Math.Log(variance[i]);
        }

        double density = 0;
        foreach (PatternContrasts pattern in patterns)
        {
            int size = pattern.Size;
            double total = pattern.Weigh(variance, w, omega), logVariances = Math.Log(total), squares = 0;
            density += pattern.Deviation(logs, w[..size], omega[..size], total, []);
            pattern.Offsets(variance, logArea, offset);
            double mean = AreaSystem.WeightedMean(omega[..size], offset[..size]);
            for (int i = 0; i < size; i++)
            {
                logVariances += logs[pattern.Instruments[i]];
                squares += w[i] * (offset[i] - mean) * (offset[i] - mean);
            }
            density -= 0.5 * (logVariances + (pattern.Sources * squares));
        }
        return density;
    }
}
