namespace GpuConcord.Host.Statistics;

/// <summary>
/// A number of some 32 digits, the unevaluated sum of two doubles of which the second is less than half a last digit of the first (Dekker 1971;
/// the algorithms of Hida, Li and Bailey 2001). For small systems that double precision cannot solve.
/// </summary>
/// <param name="High">The number, rounded to a double.</param>
/// <param name="Low">What that leaves.</param>
internal readonly record struct DoubleDouble(double High, double Low)
{
    /// <summary>A double as such.</summary>
    public static implicit operator DoubleDouble(double value) => new(value, 0);

    /// <summary>The nearest double.</summary>
    public static explicit operator double(DoubleDouble value) => value.High;

    /// <summary>−x.</summary>
    public static DoubleDouble operator -(DoubleDouble x) => new(-x.High, -x.Low);

    /// <summary>x + y.</summary>
    public static DoubleDouble operator +(DoubleDouble x, DoubleDouble y)
    {
        (double sum, double rest) = TwoSum(x.High, y.High);
        (double low, double lower) = TwoSum(x.Low, y.Low);
        (sum, rest) = QuickTwoSum(sum, rest + low);
        return Of(QuickTwoSum(sum, rest + lower));
    }

    /// <summary>x − y.</summary>
    public static DoubleDouble operator -(DoubleDouble x, DoubleDouble y) => x + -y;

    /// <summary>x y.</summary>
    public static DoubleDouble operator *(DoubleDouble x, DoubleDouble y)
    {
        double product = x.High * y.High;
        double rest = Math.FusedMultiplyAdd(x.High, y.High, -product) + ((x.High * y.Low) + (x.Low * y.High));
        return Of(QuickTwoSum(product, rest));
    }

    /// <summary>x / y.</summary>
    public static DoubleDouble operator /(DoubleDouble x, DoubleDouble y)
    {
        double first = x.High / y.High;
        DoubleDouble rest = x - (y * first);
        double second = rest.High / y.High;
        rest -= y * second;
        return Of(QuickTwoSum(first, second)) + (rest.High / y.High);
    }

    /// <summary>√x by one step of Newton from the double's; NaN below 0.</summary>
    public static DoubleDouble Sqrt(DoubleDouble x)
    {
        if (!(x.High > 0))
        {
            return x.High == 0 ? 0 : double.NaN;
        }

        double root = Math.Sqrt(x.High);
        return (DoubleDouble)root + ((x - ((DoubleDouble)root * root)).High / (2 * root));
    }

    private static DoubleDouble Of((double High, double Low) parts) => new(parts.High, parts.Low);

    /// <summary>x + y and what rounding took from it, exactly.</summary>
    private static (double Sum, double Remainder) TwoSum(double x, double y)
    {
        double sum = x + y;
        double part = sum - x;
        return (sum, (x - (sum - part)) + (y - part));
    }

    /// <summary>The same where |x| ≥ |y|.</summary>
    private static (double Sum, double Remainder) QuickTwoSum(double x, double y)
    {
        double sum = x + y;
        return (sum, y - (sum - x));
    }
}
