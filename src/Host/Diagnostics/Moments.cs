using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace GpuConcord.Host.Diagnostics;

/// <summary>
/// Mean, centred sums and range of a span. Every sum is taken in four fixed lanes, whatever the width of the machine's vectors,
/// so that the same draws give the same digits everywhere.
/// </summary>
internal static class Moments
{
    /// <summary>Spacing of doubles at 1, 2⁻⁵².</summary>
    private const double Rounding = 2.220446049250313e-16;

    /// <summary>Arithmetic mean, corrected by the mean residual as R does; ±Inf or NaN where the sum is.</summary>
    public static double Mean(ReadOnlySpan<double> x)
    {
        double mean = Sum(x, 0) / x.Length;
        return double.IsFinite(mean) ? mean + Sum(x, mean) / x.Length : mean;
    }

    /// <summary>Unbiased variance about <paramref name="mean"/> (divisor n − 1); NaN for fewer than two values.</summary>
    public static double Variance(ReadOnlySpan<double> x, double mean)
    {
        if (x.Length < 2)
        {
            return double.NaN;
        }

        ref double start = ref MemoryMarshal.GetReference(x);
        Vector256<double> centre = Vector256.Create(mean);
        Vector256<double> lanes = Vector256<double>.Zero;
        int i = 0;
        for (; i <= x.Length - 4; i += 4)
        {
            Vector256<double> residual = Vector256.LoadUnsafe(ref start, (nuint)i) - centre;
            lanes += residual * residual;
        }

        double sum = Vector256.Sum(lanes);
        for (; i < x.Length; i++)
        {
            sum += (x[i] - mean) * (x[i] - mean);
        }

        return sum / (x.Length - 1);
    }

    /// <summary>
    /// True when nothing can be learnt from <paramref name="x"/>: a value is NaN or infinite, or all are equal up to rounding.
    /// </summary>
    /// <remarks>
    /// "Equal" is relative to the values' own size. The R package <c>posterior</c> calls a spread below 2.2e-16 constant whatever the unit,
    /// which would refuse fluxes in erg/s/cm².
    /// </remarks>
    public static bool IsDegenerate(ReadOnlySpan<double> x)
    {
        double min = x[0], max = x[0], defect = 0;
        int i = 0;
        if (x.Length >= 4)
        {
            ref double start = ref MemoryMarshal.GetReference(x);
            Vector256<double> defects = Vector256<double>.Zero;
            Vector256<double> least = Vector256.Create(x[0]), most = least;
            for (; i <= x.Length - 4; i += 4)
            {
                Vector256<double> values = Vector256.LoadUnsafe(ref start, (nuint)i);
                least = Vector256.MinNative(least, values);
                most = Vector256.MaxNative(most, values);
                defects += values - values; // NaN where a value is not finite
            }

            defect = Vector256.Sum(defects);
            for (int lane = 0; lane < 4; lane++)
            {
                (min, max) = (Math.Min(min, least[lane]), Math.Max(max, most[lane]));
            }
        }

        for (; i < x.Length; i++)
        {
            (min, max, defect) = (Math.Min(min, x[i]), Math.Max(max, x[i]), defect + (x[i] - x[i]));
        }

        return double.IsNaN(defect) || AreEqual(min, max);
    }

    /// <summary>Whether all values from the smallest to the largest, both finite, are equal up to rounding.</summary>
    public static bool AreEqual(double min, double max) => max - min <= Rounding * Math.Max(Math.Abs(min), Math.Abs(max));

    private static double Sum(ReadOnlySpan<double> x, double shift)
    {
        ref double start = ref MemoryMarshal.GetReference(x);
        Vector256<double> shifts = Vector256.Create(shift);
        Vector256<double> lanes = Vector256<double>.Zero;
        int i = 0;
        for (; i <= x.Length - 4; i += 4)
        {
            lanes += Vector256.LoadUnsafe(ref start, (nuint)i) - shifts;
        }

        double sum = Vector256.Sum(lanes);
        for (; i < x.Length; i++)
        {
            sum += x[i] - shift;
        }

        return sum;
    }
}
