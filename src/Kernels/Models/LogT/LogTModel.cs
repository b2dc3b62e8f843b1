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
    /// σ² by both of its conditionals in turn, the interweaving of Yu and Meng (2011, JCGS 20, 531): first given ψ, then given
    /// ξ = σ²/ψ, which moves every ψ along. The first has a positive index nν/2 − α; it is left out where that is not greater than 0
    /// (a step less leaves the posterior as it is).
    /// </summary>
    public static void DrawScales<T>(
        in LogTModel model, in Stream<T> stream, long site, in ScaleSums sums, in Strip scales, in Strip factors)
        where T : unmanaged, ILane<T>
    {
        int n = model.instruments;
        Strip rows = T.At(model.conditionals, 0);
        for (int group = 0; group < model.scales; group++)
        {
            int end = model.scales == 1 ? n : group + 1;
            T precision = Sum<T>(sums.Precision, group, end);
            T variance = Sum<T>(sums.Variance, group, end);
            T square = Sum<T>(sums.Square, group, end);
            T prior = T.LoadUniform(rows, (LogTRows.Inverse * n) + group);
            T before = T.Load(scales, group * Tiles.Width);
            if (T.LoadNumber(rows, (LogTRows.GivenVariances * n) + group) > 0.0)
            {
                // σ² ~ GIG(+p, Σ1/ψ, 2β), so 1/σ² ~ GIG(−p, 2β, Σ1/ψ).
                T index = T.LoadUniform(rows, (LogTRows.GivenVariances * n) + group);
                before = T.Of(1.0) / GeneralizedInverseGaussian.Draw(stream, site + group, index, prior, precision);
            }

            // Σ1/ξ = Σψ/σ², Σξr² = σ²Σr²/ψ.
            T k = T.LoadUniform(rows, (LogTRows.GivenWeights * n) + group);
            T after = GeneralizedInverseGaussian.Draw(
                stream, site + n + group, k, T.Of(Linear) * variance / before, T.MultiplyAdd(before, square, prior));
            T factor = before / after;
            for (int i = group; i < end; i++)
            {
                T.Store(scales, i * Tiles.Width, after);
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

    /// <summary>Row of nν/2 − α, index of σ² given the variances ψ.</summary>
    public const int GivenVariances = 1;

    /// <summary>Row of 2β.</summary>
    public const int Inverse = 2;

    /// <summary>Number of rows.</summary>
    public const int Count = 3;
}
