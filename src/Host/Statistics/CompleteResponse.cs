using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Threads;

namespace GpuConcord.Host.Statistics;

/// <summary>
/// ∂E[B]/∂b of the log-Normal model with fitted variances when every instrument saw every source and the instruments are independent a priori:
/// Cov(B | y) = E[S_B⁻¹] + Cov(E[B | v]) over draws of v alone, which leaves out the noise of B given v.
/// </summary>
/// <remarks>
/// With p_i = 1/(τ_i² + v_i/m), x_i = τ_i² p_i, δ_i = ȳ_i + v_i/2 − b_i and δ̄ = Σ p_i δ_i / Σ p: E[B_i | v] = b_i + x_i (δ_i − δ̄) and
/// S_B⁻¹ = diag(x_i v_i/m) + x xᵀ/Σ p. Every row of either part times T⁻¹ sums exactly, to 1 and to 0.
/// </remarks>
internal static class CompleteResponse
{
    // Draws below which handing batches to other cores takes longer than the sums do.
    private const int FewDraws = 1 << 14;

    /// <summary>The response.</summary>
    /// <param name="posterior">Data and priors: one pattern that all instruments share, T diagonal.</param>
    /// <param name="variances">Draws of v, one memory an instrument, all of the same length, chain-major.</param>
    /// <param name="ranges">First draw and the one after the last of runs that are independent of each other: their scatter tells the error.</param>
    /// <param name="roots">√w of every draw where they are weighted, Σw = 1; else empty.</param>
    public static AreaResponse Of(CollapsedPosterior posterior, ReadOnlyMemory<double>[] variances, (int First, int End)[] ranges, ReadOnlyMemory<double> roots = default)
    {
        ArgumentNullException.ThrowIfNull(posterior);
        ArgumentNullException.ThrowIfNull(variances);
        if (posterior.Areas.Variance is null || posterior.Patterns is not [{ } pattern] || pattern.Size != posterior.Count)
        {
            throw new ArgumentException("The closed form is for one pattern that all instruments share and for independent instruments.", nameof(posterior));
        }

        CovarianceSums[] sums = new CovarianceSums[ranges.Length];
        CovarianceSums first = Sums(posterior, variances, new double[posterior.Count], (0, 1), default);
        double[] origin = [.. Enumerable.Range(0, posterior.Count).Select(first.Sum)];
        if (variances[0].Length < FewDraws)
        {
            for (int k = 0; k < sums.Length; k++)
            {
                sums[k] = Sums(posterior, variances, origin, ranges[k], roots);
            }
        }
        else
        {
            SideBySide.For(0, sums.Length, k => sums[k] = Sums(posterior, variances, origin, ranges[k], roots), CancellationToken.None);
        }

        return AreaResponse.Of(sums, null, posterior.Areas);
    }

    /// <summary>The moments of E[B | v] − b about the origin, and S_B⁻¹, of some draws.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static CovarianceSums Sums(
        CollapsedPosterior posterior, ReadOnlyMemory<double>[] variances, double[] origin, (int First, int End) range, ReadOnlyMemory<double> roots)
    {
        int n = posterior.Count;
        double[] tauSquared = posterior.Areas.Variance!;
        double sources = posterior.Patterns[0].Sources;
        double[] mean = posterior.Patterns[0].Mean;
        double[] nominal = posterior.Areas.Mean;
        int length = CovarianceSums.Block;
        double[] room = ArrayPool<double>.Shared.Rent(((2 * n) + 4) * length);
        Span<double> x = room.AsSpan(0, n * length), offset = room.AsSpan(n * length, n * length);
        Span<double> total = room.AsSpan(2 * n * length, length), shared = room.AsSpan(((2 * n) + 1) * length, length);
        Span<double> root = room.AsSpan(((2 * n) + 2) * length, length), variance = room.AsSpan(((2 * n) + 3) * length, length);
        CovarianceSums sums = new(n);
        for (int first = range.First; first < range.End; first += length)
        {
            // Whole vectors of draws: those beyond the last weigh nothing.
            int count = Math.Min(length, range.End - first);
            int padded = (count + Vector512<double>.Count - 1) & -Vector512<double>.Count;
            root[..count].Fill(1);
            root[count..].Clear();
            if (!roots.IsEmpty)
            {
                roots.Span.Slice(first, count).CopyTo(root);
            }

            total.Clear();
            shared.Clear();
            variance[..padded].Fill(1);
            for (int i = 0; i < n; i++)
            {
                variances[i].Span.Slice(first, count).CopyTo(variance);
                Span<double> ownX = x.Slice(i * length, length), ownOffset = offset.Slice(i * length, length);
                Vector512<double> spread = default;
                for (int d = 0; d < padded; d += Vector512<double>.Count)
                {
                    Vector512<double> v = Load(variance, d), each = v / sources, weight = Load(root, d);
                    Vector512<double> p = Vector512<double>.One / (Vector512.Create(tauSquared[i]) + each), shrunk = tauSquared[i] * p;
                    Vector512<double> delta = Vector512.Create(mean[i]) + (0.5 * v) - Vector512.Create(nominal[i]);
                    spread += weight * weight * shrunk * each;
                    shrunk.CopyTo(ownX[d..]);
                    delta.CopyTo(ownOffset[d..]);
                    (Load(total, d) + p).CopyTo(total[d..]);
                    (Load(shared, d) + (p * (delta - Load(offset, d)))).CopyTo(shared[d..]);
                }

                sums.AddVariance(i, EightLanes.Sum(spread));
            }

            for (int d = 0; d < padded; d += Vector512<double>.Count)
            {
                Vector512<double> sum = Load(total, d);
                (Load(offset, d) + (Load(shared, d) / sum)).CopyTo(shared[d..]);
                (Vector512<double>.One / Vector512.Sqrt(sum)).CopyTo(total[d..]);
            }

            for (int i = 0; i < n; i++)
            {
                Span<double> ownX = x.Slice(i * length, length), ownOffset = offset.Slice(i * length, length);
                for (int d = 0; d < padded; d += Vector512<double>.Count)
                {
                    Vector512<double> shrunk = Load(ownX, d);
                    ((shrunk * (Load(ownOffset, d) - Load(shared, d))) - Vector512.Create(origin[i])).CopyTo(ownOffset[d..]);
                    (shrunk * Load(total, d)).CopyTo(ownX[d..]);
                }

                ownX[count..].Clear();
                ownOffset[count..].Clear();
            }

            if (roots.IsEmpty)
            {
                sums.Add(offset, count);
            }
            else
            {
                sums.Add(offset, root);
                for (int i = 0; i < n; i++)
                {
                    CovarianceSums.Scale(x.Slice(i * length, length), root);
                }
            }

            sums.AddProducts(x);
        }

        ArrayPool<double>.Shared.Return(room);
        return sums;
    }

    private static Vector512<double> Load(ReadOnlySpan<double> row, int first) => Vector512.Create(row[first..]);
}
