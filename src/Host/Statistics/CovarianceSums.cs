using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GpuConcord.Host.Diagnostics;

namespace GpuConcord.Host.Statistics;

/// <summary>
/// First and second moments of a batch of draws of N numbers, about an origin of the caller's that lies near their mean. Draws come in blocks, a row a
/// number; sums run over eight lanes whatever the processor has, so that they are the same bits on any.
/// </summary>
/// <param name="dimension">N.</param>
internal sealed class CovarianceSums(int dimension)
{
    /// <summary>Draws of a block, and the length of its rows.</summary>
    public const int Block = 128;

    private readonly double[] sum = new double[dimension];

    // Row i, column k ≤ i.
    private readonly double[] products = new double[dimension * dimension];

    /// <summary>Draws so far, or their weight.</summary>
    public double Count { get; private set; }

    /// <summary>Σ x_i.</summary>
    public double Sum(int i) => sum[i];

    /// <summary>Adds draws.</summary>
    /// <param name="x">N rows of <see cref="Block"/> numbers, the draws less the origin; 0 from <paramref name="count"/> on.</param>
    /// <param name="count">How many draws there are.</param>
    public void Add(ReadOnlySpan<double> x, int count)
    {
        Count += count;
        for (int i = 0; i < dimension; i++)
        {
            sum[i] += Total(x.Slice(i * Block, Block));
        }

        AddProducts(x);
    }

    /// <summary>Adds weighted draws.</summary>
    /// <param name="x">N rows of <see cref="Block"/> numbers, the draws less the origin; scaled by √w on return.</param>
    /// <param name="roots">√w of each, 0 where there is no draw.</param>
    public void Add(Span<double> x, ReadOnlySpan<double> roots)
    {
        Count += Dot(roots, roots);
        for (int i = 0; i < dimension; i++)
        {
            Span<double> row = x.Slice(i * Block, Block);
            Scale(row, roots);
            sum[i] += Dot(row, roots);
        }

        AddProducts(x);
    }

    /// <summary>Multiplies every row by √w of its draw.</summary>
    public static void Scale(Span<double> row, ReadOnlySpan<double> roots)
    {
        for (int d = 0; d < row.Length; d++)
        {
            row[d] *= roots[d];
        }
    }

    /// <summary>Adds x xᵀ of every draw to the second moments alone: a part of the covariance that the draws stand for.</summary>
    /// <param name="x">N rows of <see cref="Block"/> numbers, 0 where there is no draw.</param>
    public void AddProducts(ReadOnlySpan<double> x)
    {
        for (int i = 0; i < dimension; i++)
        {
            for (int k = 0; k <= i; k++)
            {
                products[(i * dimension) + k] += Dot(x.Slice(i * Block, Block), x.Slice(k * Block, Block));
            }
        }
    }

    /// <summary>Adds to the second moment of one number alone.</summary>
    public void AddVariance(int i, double variance) => products[(i * dimension) + i] += variance;

    /// <summary>The mean over the batch of (x − <paramref name="mean"/>)(x − <paramref name="mean"/>)ᵀ, and of what the draws stand for; N × N.</summary>
    /// <param name="mean">The mean over all batches less the origin, length N.</param>
    public double[,] Covariance(ReadOnlySpan<double> mean)
    {
        double[,] covariance = new double[dimension, dimension];
        for (int i = 0; i < dimension; i++)
        {
            for (int k = 0; k <= i; k++)
            {
                double about = products[(i * dimension) + k] - (mean[i] * sum[k]) - (sum[i] * mean[k]);
                covariance[i, k] = covariance[k, i] = (about / Count) + (mean[i] * mean[k]);
            }
        }

        return covariance;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Vector512<double> total = Vector512<double>.Zero;
        for (int d = 0; d < Block; d += Vector512<double>.Count)
        {
            total += Vector512.Create(x.Slice(d, Vector512<double>.Count)) * Vector512.Create(y.Slice(d, Vector512<double>.Count));
        }

        return EightLanes.Sum(total);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Total(ReadOnlySpan<double> x)
    {
        Vector512<double> total = Vector512<double>.Zero;
        for (int d = 0; d < Block; d += Vector512<double>.Count)
        {
            total += Vector512.Create(x.Slice(d, Vector512<double>.Count));
        }

        return EightLanes.Sum(total);
    }
}
