using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Random;
using ILGPU;

namespace GpuConcord.Kernels.SelfTest;

/// <summary>What <see cref="DrawProbe"/> reads and writes.</summary>
/// <param name="Values">Five rows of <see cref="Lanes"/> draws an iteration: uniform, normal, the two gammas, generalized inverse Gaussian.</param>
/// <param name="Key">Key of the streams.</param>
/// <param name="Lanes">Lanes, a multiple of the tile width.</param>
/// <param name="Iterations">Draws of each kind a lane.</param>
/// <param name="SmallShape">Shape of the first gamma.</param>
/// <param name="LargeShape">Shape of the second gamma.</param>
/// <param name="K">k of the generalized inverse Gaussian.</param>
/// <param name="A">Its a.</param>
/// <param name="B">Its b.</param>
public readonly record struct DrawProbeArguments(
    ArrayView<double> Values, StreamKey Key, int Lanes, int Iterations, double SmallShape, double LargeShape, double K, double A, double B);

/// <summary>Draws of every distribution as a device makes them, for comparison with moments and distribution functions.</summary>
public readonly struct DrawProbe : IKernel<DrawProbeArguments>
{
    /// <summary>Kinds of draws.</summary>
    public const int Kinds = 5;

    /// <inheritdoc/>
    public static void Run<T>(int index, in DrawProbeArguments arguments)
        where T : unmanaged, ILane<T>
    {
        long lane = (long)index * T.Width;
        for (int i = 0; i < arguments.Iterations; i++)
        {
            Stream<T> stream = new(arguments.Key, T.Count(lane), i);
            Strip values = T.At(arguments.Values, ((long)i * Kinds * arguments.Lanes) + lane);
            stream.Uniforms(0, 0, out T uniform, out _);
            stream.Normals(1, 0, out T normal, out _);
            T.Store(values, 0, uniform);
            T.Store(values, arguments.Lanes, normal);
            T.Store(values, 2L * arguments.Lanes, Gamma.Draw(stream, 2, T.Of(arguments.SmallShape)));
            T.Store(values, 3L * arguments.Lanes, Gamma.Draw(stream, 3, T.Of(arguments.LargeShape)));
            T gig = GeneralizedInverseGaussian.Draw(stream, 4, T.Of(arguments.K), T.Of(arguments.A), T.Of(arguments.B));
            T.Store(values, 4L * arguments.Lanes, gig);
        }
    }
}
