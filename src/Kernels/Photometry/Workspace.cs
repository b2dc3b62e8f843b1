using System.Runtime.CompilerServices;
using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Kernels.Photometry;

/// <summary>
/// The scratch rows of one kernel index: row 2j holds weight j, row 2j + 1 the sum of the weights from j on. A vector keeps its
/// own lanes together, so that a mixture of a few tens of terms stays in the first-level cache; a GPU thread shares rows with
/// its warp.
/// </summary>
/// <typeparam name="T">The lane type.</typeparam>
internal readonly struct Workspace<T>
    where T : unmanaged, ILane<T>
{
    private readonly Strip strip;
    private readonly Strip factorials;
    private readonly bool divides;

    /// <param name="index">The kernel's index.</param>
    /// <param name="arguments">The kernel's buffers.</param>
    /// <param name="rows">Terms of the longest mixture among this index's lanes.</param>
    /// <param name="divides">Whether <see cref="Scale"/> is 1/j! (a power series) or 1.</param>
    public Workspace(int index, in ApertureArguments arguments, int rows, bool divides)
    {
        Rows = rows;
        strip = T.Width == 1
            ? T.At(arguments.Scratch, Tiles.Offset(index, 2L * arguments.Rows))
            : T.At(arguments.Scratch, (long)index * T.Width * 2 * arguments.Rows);
        factorials = T.At(arguments.Factorials, 0);
        this.divides = divides;
    }

    /// <summary>Number of terms of the longest mixture.</summary>
    public int Rows { get; }

    /// <summary>What the mixture wants term j multiplied by once the weights are final.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Scale(int j) => divides ? T.LoadUniform(factorials, j) : T.Of(1.0);

    /// <summary>Weight j.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Weight(int j) => T.Load(strip, 2L * j * (T.Width == 1 ? Tiles.Width : T.Width));

    /// <summary>Sum of the weights from j on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T UpperSum(int j) => T.Load(strip, ((2L * j) + 1) * (T.Width == 1 ? Tiles.Width : T.Width));

    /// <summary>Overwrites weight j.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetWeight(int j, T value) => T.Store(strip, 2L * j * (T.Width == 1 ? Tiles.Width : T.Width), value);

    /// <summary>Overwrites the sum of the weights from j on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetUpperSum(int j, T value) => T.Store(strip, ((2L * j) + 1) * (T.Width == 1 ? Tiles.Width : T.Width), value);
}
