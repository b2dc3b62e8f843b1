using System.Runtime.CompilerServices;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;

namespace GpuConcord.Kernels.Random;

/// <summary>
/// The random numbers of one chain at one iteration. A draw's address is (seed, problem) — the key — and (chain, iteration,
/// site, attempt) — the counter; site numbers the places in the algorithm that draw, attempt the tries of a rejection loop.
/// Each counter word has 32 bits.
/// </summary>
/// <typeparam name="T">Lane type; chains may differ from lane to lane.</typeparam>
/// <param name="key">Key of (seed, problem).</param>
/// <param name="chain">Chain numbers as integer bits, below 2³².</param>
/// <param name="iteration">Iteration, below 2³².</param>
public readonly struct Stream<T>(StreamKey key, T chain, long iteration)
    where T : unmanaged, ILane<T>
{
    private const long OneBits = 0x3FF0000000000000;

    // 1 − 2⁻⁵³ taken from a number in [1, 2) leaves an odd multiple of 2⁻⁵³: never 0, never 1.
    private const double JustBelowOne = 1.0 - 1.1102230246251565e-16;

    private readonly StreamKey key = key;
    private readonly T chain = chain;
    private readonly long iteration = iteration;

    /// <summary>Four words of 32 random bits, in the low halves; the high halves are garbage.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Words(long site, long attempt, out T x0, out T x1, out T x2, out T x3)
    {
        x0 = chain;
        x1 = T.OfBits(iteration);
        x2 = T.OfBits(site);
        x3 = T.OfBits(attempt);
        Philox.Rounds(key.Low, key.High, ref x0, ref x1, ref x2, ref x3);
    }

    /// <summary>Two independent uniforms strictly inside (0, 1), each an odd multiple of 2⁻⁵³.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Uniforms(long site, long attempt, out T first, out T second)
    {
        Words(site, attempt, out T x0, out T x1, out T x2, out T x3);
        first = Unit(x0, x1);
        second = Unit(x2, x3);
    }

    /// <summary>Two independent standard normals (Box and Muller 1958).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Normals(long site, long attempt, out T first, out T second)
    {
        Uniforms(site, attempt, out T u, out T angle);
        T radius = T.Sqrt(T.Of(-2.0) * Logarithm.LogOfNormal(u));
        Circle.SinCos2Pi(angle, out T sine, out T cosine);
        first = radius * cosine;
        second = radius * sine;
    }

    /// <summary>
    /// Two independent standard normals (52-bit radius, 32-bit angle) and an independent uniform of 32 bits, strictly inside
    /// (0, 1), from a single Philox call.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void NormalsAndUniform(long site, long attempt, out T first, out T second, out T uniform)
    {
        Words(site, attempt, out T x0, out T x1, out T x2, out T x3);
        T radius = T.Sqrt(T.Of(-2.0) * Logarithm.LogOfNormal(Unit(x0, x1)));
        Circle.SinCos2Pi(Unit(x2, T.OfBits(0)), out T sine, out T cosine);
        first = radius * cosine;
        second = radius * sine;
        uniform = Unit(x3, T.OfBits(0x80000000));
    }

    /// <summary>
    /// What one try of a rejection sampler needs, from a single Philox call: a standard normal (52-bit radius, 32-bit angle) and
    /// an independent uniform of 32 bits, strictly inside (0, 1).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void NormalAndUniform(long site, long attempt, out T normal, out T uniform)
    {
        NormalsAndUniform(site, attempt, out normal, out _, out uniform);
    }

    /// <summary>
    /// Two independent standard normals (40-bit radius, 24-bit angle) and two independent uniforms of 32 bits, strictly inside (0, 1), from a single
    /// Philox call: first tries of two rejection samplers.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void NormalsAndUniforms(long site, long attempt, out T first, out T second, out T firstUniform, out T secondUniform)
    {
        Words(site, attempt, out T x0, out T x1, out T x2, out T x3);
        T rest = T.OrBits(T.AndBits(x1, T.OfBits(0xFF000000)), T.OfBits(0x00800000));
        T radius = T.Sqrt(T.Of(-2.0) * Logarithm.LogOfNormal(Unit(x0, rest)));
        Circle.SinCos2Pi(Unit(T.ShiftLeftBits(x1, 8), T.OfBits(0)), out T sine, out T cosine);
        first = radius * cosine;
        second = radius * sine;
        firstUniform = Unit(x2, T.OfBits(0x80000000));
        secondUniform = Unit(x3, T.OfBits(0x80000000));
    }

    /// <summary>Three independent uniforms strictly inside (0, 1), of 52, 32 and 32 bits, from a single Philox call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ThreeUniforms(long site, long attempt, out T first, out T second, out T third)
    {
        Words(site, attempt, out T x0, out T x1, out T x2, out T x3);
        first = Unit(x0, x1);
        second = Unit(x2, T.OfBits(0x80000000));
        third = Unit(x3, T.OfBits(0x80000000));
    }

    /// <summary>
    /// A uniform in (0, 1) from 52 random bits, the low half of <paramref name="high"/> and 20 bits below it: (m + ½)·2⁻⁵².
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Unit(T high, T low)
    {
        T upper = T.ShiftRightBits(T.ShiftLeftBits(high, 32), 12);
        T lower = T.ShiftRightBits(T.ShiftLeftBits(low, 32), 44);
        return T.OrBits(T.OrBits(upper, lower), T.OfBits(OneBits)) - T.Of(JustBelowOne);
    }
}
