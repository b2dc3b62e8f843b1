using System.Buffers;
using System.Runtime.Intrinsics;

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
    private const int PerBin = 2;
    private const int MostBins = 1 << 12;

    /// <summary>The quantiles of <paramref name="draws"/> at <paramref name="probabilities"/>.</summary>
    /// <param name="draws">The draws, finite.</param>
    /// <param name="weights">Their weights, not negative, of sum 1.</param>
    /// <param name="probabilities">Between 0 and 1.</param>
    /// <param name="quantiles">Receives one for each.</param>
    public static void Of(ReadOnlySpan<double> draws, ReadOnlySpan<double> weights, ReadOnlySpan<double> probabilities, Span<double> quantiles)
    {
        (double least, double most) = Range(draws);
        int bins = Math.Clamp(draws.Length / PerBin, 1, MostBins);
        double perUnit = (bins - 1) / (most - least);
        if (!(perUnit > 0) || !double.IsFinite(perUnit))
        {
            // All alike, or so nearly that no bin tells them apart.
            (bins, perUnit) = (1, 0);
        }

        ushort[] binOf = ArrayPool<ushort>.Shared.Rent(draws.Length);
        double[] below = ArrayPool<double>.Shared.Rent(bins + 1);
        Span<double> shares = below.AsSpan(0, bins + 1);
        shares.Clear();
        for (int d = 0; d < draws.Length; d++)
        {
            int bin = (int)((draws[d] - least) * perUnit);
            binOf[d] = (ushort)bin;
            shares[bin + 1] += weights[d];
        }

        for (int bin = 0; bin < bins; bin++)
        {
            shares[bin + 1] += shares[bin];
        }

        double[] room = ArrayPool<double>.Shared.Rent(2 * draws.Length);
        for (int p = 0; p < probabilities.Length; p++)
        {
            quantiles[p] = At(draws, weights, probabilities[p], binOf.AsSpan(0, draws.Length), shares, room.AsSpan(0, 2 * draws.Length));
        }

        ArrayPool<double>.Shared.Return(room);
        ArrayPool<ushort>.Shared.Return(binOf);
        ArrayPool<double>.Shared.Return(below);
    }

    private static (double Least, double Most) Range(ReadOnlySpan<double> draws)
    {
        double least = draws[0], most = draws[0];
        int d = 0;
        if (draws.Length >= Vector512<double>.Count)
        {
            Vector512<double> low = Vector512.Create(draws), high = low;
            for (; d <= draws.Length - Vector512<double>.Count; d += Vector512<double>.Count)
            {
                Vector512<double> own = Vector512.Create(draws[d..]);
                low = Vector512.Min(low, own);
                high = Vector512.Max(high, own);
            }

            for (int k = 0; k < Vector512<double>.Count; k++)
            {
                least = Math.Min(least, low[k]);
                most = Math.Max(most, high[k]);
            }
        }

        for (; d < draws.Length; d++)
        {
            least = Math.Min(least, draws[d]);
            most = Math.Max(most, draws[d]);
        }

        return (least, most);
    }

    private static double At(
        ReadOnlySpan<double> draws, ReadOnlySpan<double> weights, double probability, ReadOnlySpan<ushort> binOf, ReadOnlySpan<double> shares, Span<double> room)
    {
        // From a bin that ends below the quantile to one that begins above it, each with a draw: its neighbours on either side are among them.
        int bins = shares.Length - 1;
        int first = Math.Clamp(FirstReaching(shares, probability) - 1, 0, bins - 1);
        int own = first;
        while (first > 0 && !(shares[first] - shares[first - 1] > 0))
        {
            first--;
        }

        first = Math.Max(0, first - 1);
        int last = Math.Min(own + 1, bins - 1);
        while (last < bins - 1 && !(shares[last + 1] - shares[last] > 0))
        {
            last++;
        }

        Span<double> value = room[..draws.Length], weight = room[draws.Length..];
        int count = 0;
        for (int at = 0, next; (next = binOf[at..].IndexOfAnyInRange((ushort)first, (ushort)last)) >= 0; at += next + 1)
        {
            value[count] = draws[at + next];
            weight[count++] = weights[at + next];
        }

        value[..count].Sort(weight[..count]);
        double cumulative = shares[first];
        double before = double.NaN, reached = double.NaN;
        for (int k = 0; k < count; k++)
        {
            double middle = cumulative + (0.5 * weight[k]);
            if (middle >= probability)
            {
                return k == 0 || !(middle > reached) ? value[k] : before + ((probability - reached) / (middle - reached) * (value[k] - before));
            }

            (before, reached) = (value[k], middle);
            cumulative += weight[k];
        }

        return value[count - 1];
    }

    /// <summary>The first place of ascending numbers that is not below a limit; their number where all are.</summary>
    private static int FirstReaching(ReadOnlySpan<double> ascending, double limit)
    {
        int low = 0, high = ascending.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = ascending[middle] < limit ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
