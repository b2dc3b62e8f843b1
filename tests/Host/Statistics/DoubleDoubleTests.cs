using System.Numerics;
using CsCheck;
using GpuConcord.Host.Statistics;
using Xunit;

namespace GpuConcord.Tests.Host.Statistics;

public sealed class DoubleDoubleTests
{
    // A double is an integer over 2^1074; sums of two are compared as such integers.
    private const int Scale = 1074;

    private static readonly Gen<DoubleDouble> Numbers = Gen.Select(Gen.Double[-1, 1], Gen.Int[-60, 60], Gen.Double[-1, 1]).Select((high, exponent, low) =>
        (DoubleDouble)(high * Math.Pow(2, exponent)) + (high * Math.Pow(2, exponent - 53) * low));

    /// <summary>Every operation to 31 digits of what exact integers give.</summary>
    [Fact]
    public void Sums_products_quotients_and_roots_have_31_digits() => Gen.Select(Numbers, Numbers).Sample((x, y) =>
    {
        (BigInteger a, BigInteger b) = (Exact(x), Exact(y));
        Near(a + b, x + y, BigInteger.Abs(a) + BigInteger.Abs(b));
        Near(a - b, x - y, BigInteger.Abs(a) + BigInteger.Abs(b));
        BigInteger product = (a * b) >> Scale;
        Near(product, x * y, BigInteger.Abs(product));
        if (!b.IsZero)
        {
            BigInteger quotient = (a << Scale) / b;
            Near(quotient, x / y, BigInteger.Abs(quotient));
        }

        DoubleDouble root = DoubleDouble.Sqrt(x * x);
        Near(BigInteger.Abs(a), root, BigInteger.Abs(a));
    });

    [Fact]
    public void A_root_of_nothing_is_nothing_and_of_less_is_none()
    {
        Assert.Equal(0, (double)DoubleDouble.Sqrt(0));
        Assert.Equal(double.NaN, (double)DoubleDouble.Sqrt(-1));
    }

    private static BigInteger Exact(DoubleDouble x) => Exact(x.High) + Exact(x.Low);

    private static BigInteger Exact(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)((bits >> 52) & 0x7FF);
        BigInteger mantissa = (bits & 0xFFFFFFFFFFFFF) | (exponent > 0 ? 1L << 52 : 0);
        return (x < 0 ? -mantissa : mantissa) << Math.Max(0, exponent - 1);
    }

    private static void Near(BigInteger expected, DoubleDouble found, BigInteger size) =>
        Assert.True(BigInteger.Abs(Exact(found) - expected) <= (size >> 101) + 1, $"{found} is expected to be {expected}");
}
