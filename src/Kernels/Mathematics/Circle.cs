using System.Runtime.CompilerServices;
using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Kernels.Mathematics;

/// <summary>Sine and cosine of whole turns on lanes.</summary>
/// <remarks>
/// The nearest quarter turn is taken off exactly; the rest, |θ| ≤ π/4, goes through fdlibm's kernel polynomials
/// (k_sin.c, k_cos.c; Sun Microsystems, 1993).
/// </remarks>
public static class Circle
{
    private const double Rounder = 6755399441055744.0;

    /// <summary>sin 2πu and cos 2πu for |u| ≤ 2⁴⁸, exact at quarter turns (where 0 may carry either sign). At most 1.5 ulp, 2 where products are not fused into sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SinCos2Pi<T>(T u, out T sine, out T cosine)
        where T : unmanaged, ILane<T>
    {
        T rounder = T.Of(Rounder);
        T shifted = T.MultiplyAdd(u, T.Of(4.0), rounder);
        T quarters = T.SubtractBits(shifted, rounder);
        T turn = T.MultiplyAdd(shifted - rounder, T.Of(-0.25), u);

        // 2π in two parts keeps the relative error of θ below half an ulp.
        T theta = T.MultiplyAdd(turn, T.Of(6.283185307179586), turn * T.Of(2.4492935982947064e-16));
        T z = theta * theta;
        T s = T.MultiplyAdd(z, T.Of(1.58969099521155010221e-10), T.Of(-2.50507602534068634195e-08));
        s = T.MultiplyAdd(z, s, T.Of(2.75573137070700676789e-06));
        s = T.MultiplyAdd(z, s, T.Of(-1.98412698298579493134e-04));
        s = T.MultiplyAdd(z, s, T.Of(8.33333333332248946124e-03));
        s = T.MultiplyAdd(z, s, T.Of(-1.66666666666666324348e-01));
        s = T.MultiplyAdd(z * theta, s, theta);

        T c = T.MultiplyAdd(z, T.Of(-1.13596475577881948265e-11), T.Of(2.08757232129817482790e-09));
        c = T.MultiplyAdd(z, c, T.Of(-2.75573143513906633035e-07));
        c = T.MultiplyAdd(z, c, T.Of(2.48015872894767294178e-05));
        c = T.MultiplyAdd(z, c, T.Of(-1.38888888888741095749e-03));
        c = T.MultiplyAdd(z, c, T.Of(4.16666666666666019037e-02));
        T half = T.Of(0.5) * z;
        T w = T.Of(1.0) - half;

        // What w lost in rounding. Not (1 − w) − half, as fdlibm has it: ILGPU makes 1 − (1 − half) into half.
        T lost = (w - T.Of(1.0)) + half;
        c = w + T.MultiplyAdd(z * z, c, -lost);

        T odd = T.EqualBits(T.AndBits(quarters, T.OfBits(1)), T.OfBits(1));
        T sineSign = T.ShiftLeftBits(T.AndBits(quarters, T.OfBits(2)), 62);
        T cosineSign = T.ShiftLeftBits(T.AndBits(T.AddBits(quarters, T.OfBits(1)), T.OfBits(2)), 62);
        sine = T.XorBits(T.Select(odd, c, s), sineSign);
        cosine = T.XorBits(T.Select(odd, s, c), cosineSign);
    }
}
