using GpuConcord.Host.Data;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Models;
using GpuConcord.Host.Threads;

namespace GpuConcord.Host.Checks;

/// <summary>How an instrument's counts compare with counts that the model makes: posterior predictive checks.</summary>
/// <param name="Count">Observations.</param>
/// <param name="Zeros">How many counted nothing in the source aperture.</param>
/// <param name="ExpectedZeros">How many of replicated data do, on average.</param>
/// <param name="ZerosPValue">Probability that replicated data have more zeros; ties count half.</param>
/// <param name="Dispersion">Σ (n − E)²/Var(n) over its expectation, averaged over the posterior; 1 is expected.</param>
/// <param name="DispersionPValue">Probability that replicated data are dispersed more.</param>
/// <param name="Largest">The largest count.</param>
/// <param name="LargestPValue">Probability that replicated data have a larger one; ties count half.</param>
public sealed record CountCheck(
    int Count, int Zeros, double ExpectedZeros, double ZerosPValue, double Dispersion, double DispersionPValue, double Largest, double LargestPValue)
{
    /// <summary>How far the number of draws leaves each figure uncertain; null where not said.</summary>
    public CountCheckErrors? Errors { get; init; }
}

/// <summary>Monte Carlo standard errors of a <see cref="CountCheck"/>, of draws that are taken as independent.</summary>
/// <param name="ExpectedZeros">Of the expected zeros.</param>
/// <param name="ZerosPValue">Of the p-value of the zeros.</param>
/// <param name="Dispersion">Of the dispersion.</param>
/// <param name="DispersionPValue">Of its p-value.</param>
/// <param name="LargestPValue">Of the p-value of the largest count.</param>
public sealed record CountCheckErrors(double ExpectedZeros, double ZerosPValue, double Dispersion, double DispersionPValue, double LargestPValue);

/// <summary>
/// Posterior predictive checks of counts: under every draw an instrument counts every source again, with the areas, variances and fluxes of the draw, and what
/// it counts is compared with what was counted.
/// </summary>
internal static class CountChecks
{
    // Sources between two looks at whether the user interrupts.
    private const int Often = 1 << 12;

    /// <summary>Checks every instrument.</summary>
    /// <param name="observations">Data with counts.</param>
    /// <param name="replicated">What the model would count.</param>
    /// <param name="draws">The draws.</param>
    /// <param name="withErrors">Whether to say how far their number leaves each figure uncertain.</param>
    /// <param name="progress">Told the fraction done.</param>
    /// <param name="cancellation">Stops it.</param>
    public static CountCheck[] Of(
        Observations observations, IReplicatedCounts replicated, int[] draws, bool withErrors, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        Look[] looks = new Look[draws.Length];
        double[] counted = observations.Counts!.Source;
        int done = 0;
        SideBySide.For(0, draws.Length, s =>
        {
            looks[s] = At(observations, replicated, counted, draws[s], cancellation);
            progress?.Invoke((double)Interlocked.Increment(ref done) / draws.Length);
        }, cancellation);
        return [.. Enumerable.Range(0, observations.InstrumentCount).Select(i =>
        {
            double[] own = [.. counted.Where((_, o) => observations.Instrument[o] == i)];
            int zeros = own.Count(n => n == 0);
            double largest = own.DefaultIfEmpty(0).Max();
            return new CountCheck(
                own.Length, zeros, looks.Average(look => (double)look.Zeros[i]), looks.Average(look => Above(look.Zeros[i], zeros)),
                looks.Average(look => look.Seen[i] / own.Length), looks.Average(look => Above(look.Again[i], look.Seen[i])),
                largest, looks.Average(look => Above(look.Largest[i], largest)))
            {
                Errors = withErrors
                    ? new CountCheckErrors(
                        Error(looks, look => look.Zeros[i]), ErrorOfShare(looks, look => Above(look.Zeros[i], zeros)), Error(looks, look => look.Seen[i] / own.Length),
                        ErrorOfShare(looks, look => Above(look.Again[i], look.Seen[i])), ErrorOfShare(looks, look => Above(look.Largest[i], largest)))
                    : null,
            };
        })];
    }

    private static double Error(Look[] looks, Func<Look, double> value)
    {
        double[] values = Array.ConvertAll(looks, look => value(look));
        return Math.Sqrt(Moments.Variance(values, Moments.Mean(values)) / values.Length);
    }

    // Binomial, with half a case more on either side: that none was seen of a few draws does not say that there is none.
    private static double ErrorOfShare(Look[] looks, Func<Look, double> value)
    {
        double share = (looks.Sum(value) + 0.5) / (looks.Length + 1);
        return Math.Sqrt(share * (1 - share) / looks.Length);
    }

    private static double Above(double replicated, double seen) => replicated > seen ? 1 : replicated == seen ? 0.5 : 0;

    private static Look At(Observations observations, IReplicatedCounts replicated, double[] counted, int s, CancellationToken cancellation)
    {
        int n = observations.InstrumentCount;
        Look look = new(new int[n], new double[n], new double[n], new double[n]);
        Span<double> counts = new double[n], expected = new double[n], variance = new double[n];
        for (int j = 0; j < observations.SourceCount; j++)
        {
            if (j % Often == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            int first = observations.First[j];
            int own = observations.First[j + 1] - first;
            if (own == 0)
            {
                continue;
            }

            replicated.Replicate(j, s, counts[..own], expected[..own], variance[..own]);
            for (int k = 0; k < own; k++)
            {
                int i = observations.Instrument[first + k];
                look.Zeros[i] += counts[k] == 0 ? 1 : 0;
                look.Largest[i] = Math.Max(look.Largest[i], counts[k]);
                look.Again[i] += (counts[k] - expected[k]) * (counts[k] - expected[k]) / variance[k];
                look.Seen[i] += (counted[first + k] - expected[k]) * (counted[first + k] - expected[k]) / variance[k];
            }
        }

        return look;
    }

    /// <summary>What one draw shows, by instrument.</summary>
    private readonly record struct Look(int[] Zeros, double[] Largest, double[] Again, double[] Seen);
}
