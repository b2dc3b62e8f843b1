using GpuConcord.Kernels.Lanes;
using ILGPU;

namespace GpuConcord.Kernels.SelfTest;

/// <summary>What <see cref="MultiplyAddProbe"/> reads and writes.</summary>
/// <param name="Sums">One number a lane.</param>
/// <param name="Iterations">Turns of its loop.</param>
public readonly record struct MultiplyAddProbeArguments(ArrayView<double> Sums, int Iterations);

/// <summary>
/// Nothing but multiply-adds in double precision, in eight chains that do not wait for each other: what a device's arithmetic can do
/// at best.
/// </summary>
public readonly struct MultiplyAddProbe : IKernel<MultiplyAddProbeArguments>
{
    /// <summary>Floating-point operations a lane and turn: eight products, eight sums.</summary>
    public const int Operations = 16;

    /// <inheritdoc/>
    public static void Run<T>(int index, in MultiplyAddProbeArguments arguments)
        where T : unmanaged, ILane<T>
    {
        Strip sums = T.At(arguments.Sums, (long)index * T.Width);

        // x ← rx + 1 tends to 1/(1 − r) = 2 from anywhere; the numbers come from memory, so that no compiler works them out.
        T one = T.Load(sums, 0);
        T rate = T.Of(0.5) * one;
        T a = one;
        T b = a + one;
        T c = b + one;
        T d = c + one;
        T e = d + one;
        T f = e + one;
        T g = f + one;
        T h = g + one;
        for (int i = 0; i < arguments.Iterations; i++)
        {
            a = T.MultiplyAdd(a, rate, one);
            b = T.MultiplyAdd(b, rate, one);
            c = T.MultiplyAdd(c, rate, one);
            d = T.MultiplyAdd(d, rate, one);
            e = T.MultiplyAdd(e, rate, one);
            f = T.MultiplyAdd(f, rate, one);
            g = T.MultiplyAdd(g, rate, one);
            h = T.MultiplyAdd(h, rate, one);
        }

        T.Store(sums, 0, T.Of(0.0625) * (((a + b) + (c + d)) + ((e + f) + (g + h))));
    }
}
