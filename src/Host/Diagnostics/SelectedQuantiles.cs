using System.Buffers;

namespace GpuConcord.Host.Diagnostics;

/// <summary>
/// Quantiles without a sort: a fine histogram tells which bin holds the order statistics wanted, and only that bin's draws are looked at.
/// The results are those of <see cref="Quantile"/> on the sorted draws, to the bit.
/// </summary>
internal static class SelectedQuantiles
{
    private const int PerBin = 4;
    private const int MostBins = 1 << 12;

    /// <summary>The quantiles of <paramref name="draws"/> at ascending <paramref name="probabilities"/>; all NaN when a draw is.</summary>
    public static void Of(ReadOnlySpan<double> draws, ReadOnlySpan<double> probabilities, Span<double> quantiles)
    {
        double least = draws[0], most = draws[0], defect = 0;
        foreach (double draw in draws)
        {
            least = draw < least ? draw : least;
            most = draw > most ? draw : most;
            defect += draw - draw;
        }

        int bins = Math.Min(MostBins, draws.Length / PerBin);
        double perUnit = (bins - 1) / (most - least);
        if (double.IsNaN(defect) || bins < 2 || !(perUnit > 0) || !double.IsFinite(perUnit))
        {
            double[] sorted = draws.ToArray();
            Array.Sort(sorted);
            for (int p = 0; p < probabilities.Length; p++)
            {
                quantiles[p] = Quantile.Of(sorted, probabilities[p]);
            }

            return;
        }

        ushort[] binOf = ArrayPool<ushort>.Shared.Rent(draws.Length);
        int[] below = ArrayPool<int>.Shared.Rent(bins + 1);
        double[] few = ArrayPool<double>.Shared.Rent(draws.Length);
        Array.Clear(below, 0, bins + 1);
        for (int d = 0; d < draws.Length; d++)
        {
            int bin = (int)((draws[d] - least) * perUnit);
            binOf[d] = (ushort)bin;
            below[bin + 1]++;
        }

        for (int bin = 0; bin < bins; bin++)
        {
            below[bin + 1] += below[bin];
        }

        Selection selection = new(draws, binOf.AsSpan(0, draws.Length), below.AsSpan(0, bins + 1), few);
        for (int p = 0; p < probabilities.Length; p++)
        {
            quantiles[p] = Interpolated(ref selection, probabilities[p]);
        }

        ArrayPool<ushort>.Shared.Return(binOf);
        ArrayPool<int>.Shared.Return(below);
        ArrayPool<double>.Shared.Return(few);
    }

    private static double Interpolated(ref Selection selection, double probability)
    {
        (int first, double fraction) = Quantile.Place(selection.Count, probability);
        double value = selection[first];
        return fraction > 0 ? Quantile.Between(value, selection[first + 1], fraction) : value;
    }

    /// <summary>Order statistics, one bin sorted at a time.</summary>
    private ref struct Selection(ReadOnlySpan<double> draws, ReadOnlySpan<ushort> binOf, ReadOnlySpan<int> below, Span<double> few)
    {
        private readonly ReadOnlySpan<double> draws = draws;
        private readonly ReadOnlySpan<ushort> binOf = binOf;
        private readonly ReadOnlySpan<int> below = below;
        private readonly Span<double> few = few;
        private int bin = -1;

        public readonly int Count => draws.Length;

        /// <summary>The draw with that many below it in order.</summary>
        public double this[int rank]
        {
            get
            {
                if (bin < 0 || rank < below[bin] || rank >= below[bin + 1])
                {
                    Open(rank);
                }

                return few[rank - below[bin]];
            }
        }

        private void Open(int rank)
        {
            int place = below.BinarySearch(rank);
            bin = place >= 0 ? place : ~place - 1;
            while (below[bin + 1] <= rank)
            {
                bin++;
            }

            int found = 0;
            for (int at = 0, next; (next = binOf[at..].IndexOf((ushort)bin)) >= 0; at += next + 1)
            {
                few[found++] = draws[at + next];
            }

            few[..found].Sort();
        }
    }
}
