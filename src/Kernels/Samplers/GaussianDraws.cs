using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
using GpuConcord.Kernels.Random;
using ILGPU;

namespace GpuConcord.Kernels.Samplers;

/// <summary>What <see cref="GaussianDraws"/> reads and writes. Lane k is chain <see cref="FirstChain"/> + k; every draw is independent of every other.</summary>
public struct GaussianArguments
{
    /// <summary>The mean (N), then the Cholesky factor of the covariance: lower triangle, packed as in <see cref="Cholesky"/>, plain diagonal.</summary>
    public ArrayView<double> Distribution;

    /// <summary>Per lane: N numbers a draw.</summary>
    public ArrayView<double> Draws;

    /// <summary>Key of the random streams.</summary>
    public StreamKey Key;

    /// <summary>N.</summary>
    public int Dimension;

    /// <summary>Number of the first chain, so that any subset of chains can be run.</summary>
    public int FirstChain;

    /// <summary>Number of the first draw, in the place of an iteration.</summary>
    public int FirstDraw;

    /// <summary>Draws a lane.</summary>
    public int Count;
}

/// <summary>Independent draws of a multivariate normal, mean + L·z.</summary>
public readonly struct GaussianDraws : IKernel<GaussianArguments>
{
    /// <inheritdoc/>
    public static void Run<T>(int index, in GaussianArguments arguments)
        where T : unmanaged, ILane<T>
    {
        int n = arguments.Dimension;
        int lane = index * T.Width;
        Strip distribution = T.At(arguments.Distribution, 0);
        long first = Tiles.Offset(lane, (long)arguments.Count * n);
        for (int draw = 0; draw < arguments.Count; draw++)
        {
            Stream<T> stream = new(arguments.Key, T.Count(arguments.FirstChain + lane), arguments.FirstDraw + draw);
            Strip row = T.At(arguments.Draws, first + ((long)draw * n * Tiles.Width));
            Normals(n, stream, row);
            Colour<T>(n, distribution, row);
        }
    }

    private static void Normals<T>(int n, in Stream<T> stream, in Strip row)
        where T : unmanaged, ILane<T>
    {
        for (int i = 0; i < n; i += 2)
        {
            stream.Normals(Sites.Areas + (i / 2), 0, out T first, out T second);
            T.Store(row, i * Tiles.Width, first);
            if (i + 1 < n)
            {
                T.Store(row, (i + 1) * Tiles.Width, second);
            }
        }
    }

    /// <summary>Overwrites z by mean + L·z, last component first, so that each still finds the z it needs.</summary>
    private static void Colour<T>(int n, in Strip distribution, in Strip row)
        where T : unmanaged, ILane<T>
    {
        for (int i = n - 1; i >= 0; i--)
        {
            long factor = n + Cholesky.Length(i);
            T sum = T.LoadUniform(distribution, i);
            for (int k = 0; k <= i; k++)
            {
                sum = T.MultiplyAdd(T.LoadUniform(distribution, factor + k), T.Load(row, k * Tiles.Width), sum);
            }

            T.Store(row, i * Tiles.Width, sum);
        }
    }
}
