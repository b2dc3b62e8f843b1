using System.Buffers;
using GpuConcord.Host.Devices;
using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Host.Sampling.Independence;

/// <summary>Weighed points of several problems as a launch leaves them, eight chains beside each other: η (N), ln p, ln q and columns of whatever follows.</summary>
internal sealed class WeighedTiles : IDisposable
{
    private readonly double[] values;
    private readonly int problems;
    private readonly int chains;
    private readonly int iterations;
    private readonly int dimension;
    private readonly int width;

    /// <param name="memory">What the launch wrote; not needed any more afterwards.</param>
    /// <param name="problems">Problems.</param>
    /// <param name="chains">Chains a problem.</param>
    /// <param name="iterations">Points a chain.</param>
    /// <param name="dimension">N.</param>
    /// <param name="width">Numbers a point.</param>
    public WeighedTiles(Memory memory, int problems, int chains, int iterations, int dimension, int width)
    {
        (this.problems, this.chains, this.iterations, this.dimension, this.width) = (problems, chains, iterations, dimension, width);
        values = ArrayPool<double>.Shared.Rent((int)memory.Length);
        memory.CopyTo(values.AsSpan(0, (int)memory.Length));
    }

    /// <summary>Doubles of one problem's points and columns.</summary>
    public int Length => Points * width;

    private int Points => chains * iterations;

    /// <summary>One problem's points, chain after chain, and the columns that follow.</summary>
    /// <param name="problem">Its number.</param>
    /// <param name="room">At least <see cref="Length"/> doubles, which hold them.</param>
    public (WeighedPoints Points, ReadOnlyMemory<double>[] Columns) Of(int problem, double[] room)
    {
        int padded = Tiles.RoundUp(chains);
        int stride = width * Tiles.Width;
        for (int chain = 0; chain < chains; chain++)
        {
            ReadOnlySpan<double> own = values.AsSpan((int)Tiles.Offset((problem * padded) + chain, (long)iterations * width));
            for (int c = 0; c < width; c++)
            {
                // Points lie number beside number, columns each by itself.
                (int at, int step) = c < dimension ? ((chain * iterations * dimension) + c, dimension) : ((c * Points) + (chain * iterations), 1);
                int from = c * Tiles.Width;
                for (int s = 0; s < iterations; s++, at += step, from += stride)
                {
                    room[at] = own[from];
                }
            }
        }

        ReadOnlyMemory<double>[] columns = new ReadOnlyMemory<double>[width - dimension - 2];
        for (int c = 0; c < columns.Length; c++)
        {
            columns[c] = room.AsMemory((dimension + 2 + c) * Points, Points);
        }

        return (new WeighedPoints(
            new ArraySegment<double>(room, 0, dimension * Points),
            new ArraySegment<double>(room, dimension * Points, Points),
            new ArraySegment<double>(room, (dimension + 1) * Points, Points)), columns);
    }

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<double>.Shared.Return(values);
}
