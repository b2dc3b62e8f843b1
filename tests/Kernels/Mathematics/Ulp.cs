namespace GpuConcord.Tests.Kernels.Mathematics;

/// <summary>Errors in units in the last place.</summary>
internal static class Ulp
{
    /// <summary>|found − (value + rest)| in units in the last place of value; 0 when both are the same infinity or NaN.</summary>
    public static double Error(double found, double value, double rest = 0.0)
    {
        if (found.Equals(value))
        {
            return Math.Abs(rest) / Of(value);
        }

        return double.IsFinite(found) && double.IsFinite(value)
            ? Math.Abs((found - value - rest) / Of(value))
            : double.PositiveInfinity;
    }

    /// <summary>The distance from |value| to the next larger double.</summary>
    public static double Of(double value) => double.IsFinite(value) ? Math.BitIncrement(Math.Abs(value)) - Math.Abs(value) : 1.0;
}
