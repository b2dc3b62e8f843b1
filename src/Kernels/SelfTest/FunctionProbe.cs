using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
using ILGPU;

namespace GpuConcord.Kernels.SelfTest;

/// <summary>What <see cref="FunctionProbe"/> reads and writes.</summary>
/// <param name="Points">Arguments, one a lane.</param>
/// <param name="Values">Six values a point, function after function: ln x, eˣ, ln(1 + x), sin 2πx, cos 2πx, ln Γ(x).</param>
/// <param name="Count">Number of points, a multiple of the tile width.</param>
public readonly record struct FunctionProbeArguments(ArrayView<double> Points, ArrayView<double> Values, int Count);

/// <summary>The elementary functions as a device computes them, for comparison with the host's.</summary>
public readonly struct FunctionProbe : IKernel<FunctionProbeArguments>
{
    /// <summary>Functions computed.</summary>
    public const int Functions = 6;

    /// <inheritdoc/>
    public static void Run<T>(int index, in FunctionProbeArguments arguments)
        where T : unmanaged, ILane<T>
    {
        long lane = (long)index * T.Width;
        T x = T.Load(T.At(arguments.Points, lane), 0);
        Strip values = T.At(arguments.Values, lane);
        Circle.SinCos2Pi(x, out T sine, out T cosine);
        T.Store(values, 0, Logarithm.Log(x));
        T.Store(values, arguments.Count, Exponential.Exp(x));
        T.Store(values, 2L * arguments.Count, Logarithm.Log1p(x));
        T.Store(values, 3L * arguments.Count, sine);
        T.Store(values, 4L * arguments.Count, cosine);
        T.Store(values, 5L * arguments.Count, LogGamma.Of(x));
    }
}
