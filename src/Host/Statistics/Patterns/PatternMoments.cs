using System.Collections.Concurrent;
using GpuConcord.Host.Data;

namespace GpuConcord.Host.Statistics.Patterns;

/// <summary>
/// Mean and cross-products of the source-centred y of some sources with one pattern: exact two-pass sums within a block,
/// blocks merged by the update of Chan, Golub &amp; LeVeque (1983, Am. Stat. 37, 242), which never subtracts large numbers.
/// </summary>
internal sealed class PatternMoments
{
    // Sparse tables have many patterns with one source each: their zero matrices are one array per size.
    private static readonly ConcurrentDictionary<int, double[]> Zeros = new();

    private PatternMoments(int instruments, int sources)
    {
        Count = sources;
        Mean = new double[instruments];
        Cross = sources == 1 ? Zeros.GetOrAdd(instruments, n => new double[n * n]) : new double[instruments * instruments];
    }

    public long Count { get; private set; }

    public double[] Mean { get; }

    public double[] Cross { get; }

    /// <summary>Moments of <paramref name="sources"/>, all seen by the same <paramref name="n"/> instruments.</summary>
    public static PatternMoments Of(Observations observations, ReadOnlySpan<int> sources, int n)
    {
        PatternMoments moments = new(n, sources.Length);
        double[] centred = new double[sources.Length * n];
        double[] mean = moments.Mean, cross = moments.Cross;
        for (int s = 0; s < sources.Length; s++)
        {
            Span<double> row = centred.AsSpan(s * n, n);
            Centre(observations.Y.AsSpan(observations.First[sources[s]], n), row);
            for (int i = 0; i < n; i++)
            {
                mean[i] += row[i];
            }
        }
        for (int i = 0; i < n; i++)
        {
            mean[i] /= sources.Length;
        }

        if (sources.Length == 1)
        {
            return moments;
        }

        for (int s = 0; s < sources.Length; s++)
        {
            Span<double> row = centred.AsSpan(s * n, n);
            for (int i = 0; i < n; i++)
            {
                row[i] -= mean[i];
            }

            for (int i = 0; i < n; i++)
            {
                double d = row[i];
                Span<double> products = cross.AsSpan(i * n, i + 1);
                for (int k = 0; k < products.Length; k++)
                {
                    products[k] += d * row[k];
                }
            }
        }
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < i; k++)
            {
                cross[k * n + i] = cross[i * n + k];
            }
        }
        return moments;
    }

    /// <summary>Adds the sources of <paramref name="other"/> to <paramref name="moments"/>, which holds more than one.</summary>
    public static void Merge(PatternMoments moments, PatternMoments other)
    {
        double total = moments.Count + other.Count;
        double share = other.Count / total;
        double[] mean = moments.Mean, cross = moments.Cross;
        int n = mean.Length;
        for (int i = 0; i < n; i++)
        {
            double di = other.Mean[i] - mean[i];
            for (int k = 0; k < n; k++)
            {
                cross[i * n + k] += other.Cross[i * n + k] + di * (other.Mean[k] - mean[k]) * moments.Count * share;
            }
        }
        for (int i = 0; i < n; i++)
        {
            mean[i] += (other.Mean[i] - mean[i]) * share;
        }

        moments.Count += other.Count;
    }

    // Differences to the first value first: they are exact where instruments nearly agree, however bright the source.
    private static void Centre(ReadOnlySpan<double> y, Span<double> centred)
    {
        double sum = 0;
        for (int i = 0; i < y.Length; i++)
        {
            sum += centred[i] = y[i] - y[0];
        }

        double mean = sum / y.Length;
        for (int i = 0; i < y.Length; i++)
        {
            centred[i] -= mean;
        }
    }
}
