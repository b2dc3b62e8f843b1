using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;

namespace GpuConcord.Kernels.Photometry;

/// <summary>
/// Mean and standard deviation of ln x: given term l, x is Gamma(l + 1), so that E ln x = ψ(l + 1) and Var ln x = ψ′(l + 1); both
/// follow from term to term by ψ(l + 1) = ψ(l) + 1/l.
/// </summary>
internal static class LogMoments
{
    private const double MinusEuler = -0.57721566490153286;
    private const double TrigammaOfOne = 1.6449340668482264;

    /// <summary>Computes both.</summary>
    public static void Of<T>(in Workspace<T> workspace, T first, T total, out T mean, out T deviation)
        where T : unmanaged, ILane<T>
    {
        T zero = T.Of(0.0);
        Start(first, out T digamma, out T trigamma);

        // Sums of ψ(l + 1) − ψ(first + 1), whose spread does not cancel.
        T rise = zero;
        T sum = zero;
        T sumOfSquares = zero;
        for (int j = 0; j < workspace.Rows; j++)
        {
            T weight = workspace.Weight(j) / workspace.Scale(j);
            sum = T.MultiplyAdd(weight, rise, sum);
            sumOfSquares = T.MultiplyAdd(weight, T.MultiplyAdd(rise, rise, trigamma), sumOfSquares);
            T step = T.Of(1.0) / (first + T.Of(j + 1));
            rise = rise + step;
            trigamma = T.MultiplyAdd(-step, step, trigamma);
        }

        T excess = sum / total;
        mean = digamma + excess;
        deviation = T.Sqrt((sumOfSquares / total) - (excess * excess));
    }

    /// <summary>ψ and ψ′ at first + 1: known at 1, elsewhere (first ≥ 20) from their asymptotic series.</summary>
    private static void Start<T>(T first, out T digamma, out T trigamma)
        where T : unmanaged, ILane<T>
    {
        T one = T.Of(1.0);
        T z = first + one;
        T inverse = one / z;
        T w = inverse * inverse;
        T series = T.MultiplyAdd(w, T.Of(-1.0 / 240.0), T.Of(1.0 / 252.0));
        series = T.MultiplyAdd(w, series, T.Of(-1.0 / 120.0));
        series = T.MultiplyAdd(w, series, T.Of(1.0 / 12.0));
        T large = Logarithm.Log(z) - (T.Of(0.5) * inverse) - (w * series);
        T slope = T.MultiplyAdd(w, T.Of(-1.0 / 30.0), T.Of(1.0 / 42.0));
        slope = T.MultiplyAdd(w, slope, T.Of(-1.0 / 30.0));
        slope = T.MultiplyAdd(w, slope, T.Of(1.0 / 6.0));
        T largeSlope = inverse + (w * T.Of(0.5)) + (inverse * w * slope);
        T atOne = T.LessOrEqual(first, T.Of(0.0));
        digamma = T.Select(atOne, T.Of(MinusEuler), large);
        trigamma = T.Select(atOne, T.Of(TrigammaOfOne), largeSlope);
    }
}
