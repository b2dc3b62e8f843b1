using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Random;
using ILGPU;

namespace GpuConcord.Kernels.Models.LogT;

/// <summary>
/// The log-t model (Chen et al. 2019, arXiv:1711.09429): ψ_ij = σ_i²/ξ_ij with ξ_ij ~ χ²_ν, σ² known or InvGamma(α, β), one an
/// instrument or one for all. With the half variance in the mean, E[e^err] = 1, the error has a power-law left tail and an
/// exponential right one.
/// </summary>
/// <param name="conditionals">Rows of N numbers, see <see cref="LogTRows"/>; unread when σ² is known.</param>
/// <param name="shape">k = (ν + 1)/2.</param>
/// <param name="instruments">N.</param>
/// <param name="scales">How many σ² are drawn: 0, 1 or N.</param>
public readonly struct LogTModel(ArrayView<double> conditionals, double shape, int instruments, int scales) : IScaleMixture<LogTModel>
{
    // From ψ/4 in the exponent of N(−ψ/2, ψ): ψ/8 = aψ/2.
    private const double Linear = 0.25;
    private const double OrderTwo = 2.0;

    // From a start far off only exact draws come near, and a chain that strays later needs one now and then; they undo what over-relaxation gains.
    private const int Approach = 64;
    private const int Refresh = 16;

    private readonly ArrayView<double> conditionals = conditionals;
    private readonly double shape = shape;
    private readonly int instruments = instruments;
    private readonly int scales = scales;

    /// <summary>1/ψ, ψ | r, σ² ~ GIG with density ∝ ψ^(−k−1) exp(−(ψ/4 + (σ² + r²)/ψ)/2), k = (ν + 1)/2.</summary>
    public static T Precision<T>(in LogTModel model, in Stream<T> stream, long site, T scale, T square)
        where T : unmanaged, ILane<T>
    {
        T inverse = scale + square;
        return model.shape == OrderTwo
            ? OrderTwoInverseGaussian.DrawReciprocal(stream, site, T.Of(Linear), inverse)
            : T.Of(1.0) / GeneralizedInverseGaussian.Draw(stream, site, T.Of(model.shape), T.Of(Linear), inverse);
    }

    /// <summary>
    /// σ² given ψ/σ^2c, between its two conditionals of the interweaving of Yu and Meng (2011, JCGS 20, 531), by <see cref="PartlyCentred{T}"/>. Where few
    /// observations share a σ², and at times elsewhere, first exactly given ξ = σ²/ψ. Both move every ψ along.
    /// </summary>
    public static void DrawScales<T>(
        in LogTModel model, in Stream<T> stream, long site, int iteration, in ScaleSums sums, in Strip scales, in Strip factors)
        where T : unmanaged, ILane<T>
    {
        int n = model.instruments;
        Strip rows = T.At(model.conditionals, 0);
        bool exactly = iteration < Approach || iteration % Refresh == 0;
        for (int group = 0; group < model.scales; group++)
        {
            int end = model.scales == 1 ? n : group + 1;
            T precision = Sum<T>(sums.Precision, group, end);
            T variance = Sum<T>(sums.Variance, group, end);
            T square = Sum<T>(sums.Square, group, end);
            T prior = T.LoadUniform(rows, (LogTRows.Inverse * n) + group);
            T scale = T.Load(scales, group * Tiles.Width);
            T stretch = T.Of(1.0);
            if (exactly || T.LoadNumber(rows, (LogTRows.Few * n) + group) > 0.0)
            {
                // Σ1/ξ = Σψ/σ², Σξr² = σ²Σr²/ψ.
                T k = T.LoadUniform(rows, (LogTRows.GivenWeights * n) + group);
                T drawn = GeneralizedInverseGaussian.Draw(
                    stream, site + n + group, k, T.Of(Linear) * variance / scale, T.MultiplyAdd(scale, square, prior));
                stretch = drawn / scale;
                scale = drawn;
            }

            T inverse = T.Of(1.0) / stretch;
            PartlyCentred<T> between = new(
                T.LoadUniform(rows, (LogTRows.Centring * n) + group), T.LoadUniform(rows, (LogTRows.GivenBoth * n) + group),
                scale, inverse * precision, stretch * variance, inverse * square, prior);
            scale *= between.Move(stream, site + group, out T further);
            T factor = inverse / further;
            for (int i = group; i < end; i++)
            {
                T.Store(scales, i * Tiles.Width, scale);
                T.Store(factors, i * Tiles.Width, factor);
            }
        }
    }

    private static T Sum<T>(in Strip rows, int first, int end)
        where T : unmanaged, ILane<T>
    {
        T sum = T.Of(0.0);
        for (int i = first; i < end; i++)
        {
            sum += T.Load(rows, i * Tiles.Width);
        }

        return sum;
    }
}

/// <summary>
/// How the constants of the conditionals of σ² lie in memory, N numbers a row; with one σ² for all, the first of each row counts.
/// </summary>
public static class LogTRows
{
    /// <summary>Row of α + n/2, −index of σ² given the weights ξ; n counts the observations that share this σ².</summary>
    public const int GivenWeights = 0;

    /// <summary>Row of n(ν/2 − c(ν + 1)/2) − α, power of σ² given ψ/σ^2c.</summary>
    public const int GivenBoth = 1;

    /// <summary>Row of 2β.</summary>
    public const int Inverse = 2;

    /// <summary>Row of c.</summary>
    public const int Centring = 3;

    /// <summary>Row of 1 where few observations share this σ², so that every iteration draws it given the weights too; 0 elsewhere.</summary>
    public const int Few = 4;

    /// <summary>Number of rows.</summary>
    public const int Count = 5;
}
