using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Kernels.Mathematics;

/// <summary>A product of many positive numbers whose logarithm is wanted: mantissa and power of two apart, so that it never overflows and one logarithm serves all.</summary>
/// <param name="mantissa">In [1, 2).</param>
/// <param name="power">The power of two, as integer bits.</param>
internal readonly struct LogProduct<T>(T mantissa, T power)
    where T : unmanaged, ILane<T>
{
    private const long MantissaBits = 0x000FFFFFFFFFFFFF;
    private const long OneBits = 0x3FF0000000000000;

    // Adding an integer to the bits of 1.5·2⁵² makes it the double 1.5·2⁵² larger than itself.
    private const long RounderBits = 0x4338000000000000;
    private const double Rounder = 6755399441055744.0;
    private const double Ln2 = 0.69314718055994531;

    /// <summary>In [1, 2).</summary>
    public readonly T Mantissa = mantissa;

    /// <summary>The power of two, as integer bits.</summary>
    public readonly T Power = power;

    /// <summary>The empty product.</summary>
    public static LogProduct<T> One => new(T.Of(1.0), T.OfBits(0));

    /// <summary>The product times a positive, normal number; 0 and numbers below 2.3e-308 count as 2⁻¹⁰²³ at most.</summary>
    public LogProduct<T> Times(T factor)
    {
        T product = Mantissa * factor;
        T kept = T.OrBits(T.AndBits(product, T.OfBits(MantissaBits)), T.OfBits(OneBits));
        T more = T.SubtractBits(T.ShiftRightBits(product, 52), T.OfBits(1023));
        return new LogProduct<T>(kept, T.AddBits(Power, more));
    }

    /// <summary>ln of the product.</summary>
    public T Log() => T.MultiplyAdd(T.AddBits(Power, T.OfBits(RounderBits)) - T.Of(Rounder), T.Of(Ln2), Logarithm.LogOfNormal(Mantissa));
}
