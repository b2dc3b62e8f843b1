using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Random;
using ILGPU;

namespace GpuConcord.Kernels.SelfTest;

/// <summary>What <see cref="PhiloxProbe"/> reads and writes.</summary>
/// <param name="Words">Four rows of the tile width: counter words as bits in, random words out (low halves).</param>
/// <param name="Key">The key.</param>
public readonly record struct PhiloxProbeArguments(ArrayView<double> Words, StreamKey Key);

/// <summary>Philox4x32-10 as a device computes it, for comparison with Random123's known answers.</summary>
public readonly struct PhiloxProbe : IKernel<PhiloxProbeArguments>
{
    /// <inheritdoc/>
    public static void Run<T>(int index, in PhiloxProbeArguments arguments)
        where T : unmanaged, ILane<T>
    {
        Strip words = T.At(arguments.Words, (long)index * T.Width);
        T x0 = T.Load(words, 0);
        T x1 = T.Load(words, Tiles.Width);
        T x2 = T.Load(words, 2 * Tiles.Width);
        T x3 = T.Load(words, 3 * Tiles.Width);
        Philox.Rounds(arguments.Key.Low, arguments.Key.High, ref x0, ref x1, ref x2, ref x3);
        T.Store(words, 0, x0);
        T.Store(words, Tiles.Width, x1);
        T.Store(words, 2 * Tiles.Width, x2);
        T.Store(words, 3 * Tiles.Width, x3);
    }
}
