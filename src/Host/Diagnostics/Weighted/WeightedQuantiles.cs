using System.Buffers;

namespace GpuConcord.Host.Diagnostics.Weighted;

/// <summary>
/// Quantiles of weighted draws without a sort of all: a histogram of the weights tells where each quantile lies, and only the draws there are put in order.
/// </summary>
/// <remarks>
/// The distribution function passes through (x_(k), Σ_{j&lt;k} w_(j) + w_(k)/2) and is linear in between, flat at either end: the quantiles move smoothly with the
/// weights. With equal weights these are Hazen's quantiles.
/// </remarks>
internal static class WeightedQuantiles
{
    private const int PerBin = 4;
    private const int MostBins = 1 << 12;

    /// <summary>The quantiles of <paramref name="draws"/> at <paramref name="probabilities"/>.</summary>
    /// <param name="draws">The draws, finite.</param>
    /// <param name="weights">Their weights, not negative, of sum 1.</param>
    /// <param name="probabilities">Between 0 and 1.</param>
    /// <param name="quantiles">Receives one for each.</param>
    public static void Of(ReadOnlySpan<double> draws, ReadOnlySpan<double> weights, ReadOnlySpan<double> probabilities, Span<double> quantiles)
    {
        double least = draws[0], most = draws[0];
        foreach (double draw in draws)
        {
            least = draw < least ? draw : least;
            most = draw > most ? draw : most;
        }

        int bins = Math.Clamp(draws.Length / PerBin, 1, MostBins);
        double perUnit = (bins - 1) / (most - least);
        if (!(perUnit > 0) || !double.IsFinite(perUnit))
        {
            // All alike, or so nearly that no bin tells them apart.
            (bins, perUnit) = (1, 0);
        }

        ushort[] binOf = ArrayPool<ushort>.Shared.Rent(draws.Length);
        double[] below = ArrayPool<double>.Shared.Rent(bins + 1);
        Array.Clear(below, 0, bins + 1);
        for (int d = 0; d < draws.Length; d++)
        {
            int bin = (int)((draws[d] - least) * perUnit);
            binOf[d] = (ushort)bin;
            below[bin + 1] += weights[d];
        }

        for (int bin = 0; bin < bins; bin++)
        {
            below[bin + 1] += below[bin];
        }

        for (int p = 0; p < probabilities.Length; p++)
        {
            quantiles[p] = At(draws, weights, probabilities[p], binOf.AsSpan(0, draws.Length), below.AsSpan(0, bins + 1));
        }

        ArrayPool<ushort>.Shared.Return(binOf);
        ArrayPool<double>.Shared.Return(below);
    }

    private static double At(ReadOnlySpan<double> draws, ReadOnlySpan<double> weights, double probability, ReadOnlySpan<ushort> binOf, ReadOnlySpan<double> below)
    {
        // From a bin that ends below the quantile to one that begins above it, each with a draw: its neighbours on either side are among them.
        int bins = below.Length - 1;
        int first = 0;
        int last = bins - 1;
        while (first < last && below[first + 1] < probability)
        {
            first++;
        }

        int own = first;
        while (first > 0 && !(below[first] - below[first - 1] > 0))
        {
            first--;
        }

        first = Math.Max(0, first - 1);
        for (last = Math.Min(own + 1, last); last < bins - 1 && !(below[last + 1] - below[last] > 0); last++)
        {
        }

        double[] value = ArrayPool<double>.Shared.Rent(draws.Length);
        double[] weight = ArrayPool<double>.Shared.Rent(draws.Length);
        int count = 0;
        for (int at = 0, next; (next = binOf[at..].IndexOfAnyInRange((ushort)first, (ushort)last)) >= 0; at += next + 1)
        {
            value[count] = draws[at + next];
            weight[count++] = weights[at + next];
        }

        Array.Sort(value, weight, 0, count);
        double cumulative = below[first];
        double before = double.NaN, reached = double.NaN;
        double quantile = value[count - 1];
        for (int k = 0; k < count; k++)
        {
            double middle = cumulative + (0.5 * weight[k]);
            if (middle >= probability)
            {
                quantile = k == 0 || !(middle > reached) ? value[k] : before + ((probability - reached) / (middle - reached) * (value[k] - before));
                break;
            }

            (before, reached) = (value[k], middle);
            cumulative += weight[k];
        }

        ArrayPool<double>.Shared.Return(value);
        ArrayPool<double>.Shared.Return(weight);
        return quantile;
    }
}
