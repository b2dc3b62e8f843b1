using System.Runtime.CompilerServices;
using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Kernels.Mathematics;

/// <summary>The lower half of the standard normal quantile function on lanes.</summary>
/// <remarks>Wichura's rational approximations (1988, Algorithm AS 241, Applied Statistics 37, 477), relative error about 1e-16.</remarks>
public static class NormalQuantile
{
    /// <summary>The smallest probability for which <see cref="Lower"/> has its accuracy, e⁻²⁵.</summary>
    public const double Least = 1.4e-11;

    // Within 0.425 of one half one approximation serves, outside the other.
    private const double Central = 0.425;
    private const double CentralSquare = 0.180625;

    /// <summary>Φ⁻¹(p), 0 or negative, for <see cref="Least"/> ≤ p ≤ 1/2.</summary>
    public static T Lower<T>(T p)
        where T : unmanaged, ILane<T>
    {
        T q = p - T.Of(0.5);
        T central = T.GreaterOrEqual(q, T.Of(-Central));
        T middle = T.Of(CentralSquare) - (q * q);
        T tail = T.Sqrt(-Logarithm.LogOfNormal(p)) - T.Of(1.6);
        return T.Select(central, q * Ratio(middle), -TailRatio(tail));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Ratio<T>(T r)
        where T : unmanaged, ILane<T>
    {
        T above = T.MultiplyAdd(r, T.Of(2.50908_09287_30122_6727e+3), T.Of(3.34305_75583_58812_8105e+4));
        T below = T.MultiplyAdd(r, T.Of(5.22649_52788_52854_5610e+3), T.Of(2.87290_85735_72194_2674e+4));
        above = T.MultiplyAdd(r, above, T.Of(6.72657_70927_00870_0853e+4));
        below = T.MultiplyAdd(r, below, T.Of(3.93078_95800_09271_0610e+4));
        above = T.MultiplyAdd(r, above, T.Of(4.59219_53931_54987_1457e+4));
        below = T.MultiplyAdd(r, below, T.Of(2.12137_94301_58659_5867e+4));
        above = T.MultiplyAdd(r, above, T.Of(1.37316_93765_50946_1125e+4));
        below = T.MultiplyAdd(r, below, T.Of(5.39419_60214_24751_1077e+3));
        above = T.MultiplyAdd(r, above, T.Of(1.97159_09503_06551_4427e+3));
        below = T.MultiplyAdd(r, below, T.Of(6.87187_00749_20579_0830e+2));
        above = T.MultiplyAdd(r, above, T.Of(1.33141_66789_17843_7745e+2));
        below = T.MultiplyAdd(r, below, T.Of(4.23133_30701_60091_1252e+1));
        above = T.MultiplyAdd(r, above, T.Of(3.38713_28727_96366_6080e+0));
        return above / T.MultiplyAdd(r, below, T.Of(1.0));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T TailRatio<T>(T r)
        where T : unmanaged, ILane<T>
    {
        T above = T.MultiplyAdd(r, T.Of(7.74545_01427_83414_07640e-4), T.Of(2.27238_44989_26918_45833e-2));
        T below = T.MultiplyAdd(r, T.Of(1.05075_00716_44416_84324e-9), T.Of(5.47593_80849_95344_94600e-4));
        above = T.MultiplyAdd(r, above, T.Of(2.41780_72517_74506_11770e-1));
        below = T.MultiplyAdd(r, below, T.Of(1.51986_66563_61645_71966e-2));
        above = T.MultiplyAdd(r, above, T.Of(1.27045_82524_52368_38258e+0));
        below = T.MultiplyAdd(r, below, T.Of(1.48103_97642_74800_74590e-1));
        above = T.MultiplyAdd(r, above, T.Of(3.64784_83247_63204_60504e+0));
        below = T.MultiplyAdd(r, below, T.Of(6.89767_33498_51000_04550e-1));
        above = T.MultiplyAdd(r, above, T.Of(5.76949_72214_60691_40550e+0));
        below = T.MultiplyAdd(r, below, T.Of(1.67638_48301_83803_84940e+0));
        above = T.MultiplyAdd(r, above, T.Of(4.63033_78461_56545_29590e+0));
        below = T.MultiplyAdd(r, below, T.Of(2.05319_16266_37758_82187e+0));
        above = T.MultiplyAdd(r, above, T.Of(1.42343_71107_49683_57734e+0));
        return above / T.MultiplyAdd(r, below, T.Of(1.0));
    }
}
