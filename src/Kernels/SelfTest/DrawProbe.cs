using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Random;
using ILGPU;

namespace GpuConcord.Kernels.SelfTest;

/// <summary>What <see cref="DrawProbe"/> reads and writes.</summary>
/// <param name="Values">
/// Nine rows of <see cref="Lanes"/> draws an iteration: uniform, normal, the two gammas, generalized inverse Gaussian, the two binomials, the two
/// logarithms of Poisson intensities.
/// </param>
/// <param name="Key">Key of the streams.</param>
/// <param name="Lanes">Lanes, a multiple of the tile width.</param>
/// <param name="Iterations">Draws of each kind a lane.</param>
/// <param name="SmallShape">Shape of the first gamma.</param>
/// <param name="LargeShape">Shape of the second gamma.</param>
/// <param name="K">k of the generalized inverse Gaussian.</param>
/// <param name="A">Its a.</param>
/// <param name="B">Its b.</param>
/// <param name="Trials">Trials of both binomials.</param>
/// <param name="SmallChance">Probability of the first binomial.</param>
/// <param name="LargeChance">Probability of the second.</param>
/// <param name="Counts">k = h of both Poisson intensities; eta is 0.</param>
/// <param name="Precision">Precision of the first prior.</param>
/// <param name="LooserPrecision">Precision of the second.</param>
public readonly record struct DrawProbeArguments(
    ArrayView<double> Values, StreamKey Key, int Lanes, int Iterations, double SmallShape, double LargeShape, double K, double A, double B,
    double Trials, double SmallChance, double LargeChance, double Counts, double Precision, double LooserPrecision);

/// <summary>Draws of every distribution as a device makes them, for comparison with moments and distribution functions.</summary>
public readonly struct DrawProbe : IKernel<DrawProbeArguments>
{
    /// <summary>Kinds of draws.</summary>
    public const int Kinds = 9;

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
            T trials = T.Of(arguments.Trials);
            T.Store(values, 5L * arguments.Lanes, Binomial.Draw(stream, 5, trials, T.Of(arguments.SmallChance)));
            T.Store(values, 6L * arguments.Lanes, Binomial.Draw(stream, 6, trials, T.Of(arguments.LargeChance)));
            T counts = T.Of(arguments.Counts);
            T zero = T.Of(0.0);
            T.Store(values, 7L * arguments.Lanes, LogPoissonNormal.Draw(stream, 7, counts, counts, zero, T.Of(arguments.Precision)));
            T.Store(values, 8L * arguments.Lanes, LogPoissonNormal.Draw(stream, 8, counts, counts, zero, T.Of(arguments.LooserPrecision)));
        }
    }
}
