using CsCheck;

namespace GpuConcord.Tests.Host.Diagnostics;

/// <summary>Random draw sets of whole numbers, so that shifts, reflections and scalings by powers of two are exact, with ties now and then.</summary>
internal static class Samples
{
    /// <summary>Chain-major draws of 1 to 5 chains with 6 to 40 draws each.</summary>
    public static readonly Gen<(double[] Draws, int Chains)> Whole =
        from chains in Gen.Int[1, 5]
        from length in Gen.Int[6, 40]
        from range in Gen.OneOf(Gen.Const(3), Gen.Const(30), Gen.Const(100_000))
        from draws in Gen.Int[-range, range].Select(k => (double)k).Array[chains * length]
        select (draws, chains);

    /// <summary>As <see cref="Whole"/> without ties.</summary>
    public static readonly Gen<(double[] Draws, int Chains)> Distinct =
        from chains in Gen.Int[1, 5]
        from length in Gen.Int[6, 40]
        from draws in Gen.Shuffle(Enumerable.Range(-chains * length / 2, chains * length).Select(k => (double)k).ToArray())
        select (draws, chains);

    /// <summary>True when both are NaN, or they agree to a relative 1e-9 (sums taken in another order).</summary>
    public static bool Same(double a, double b) => a.Equals(b) || Math.Abs(a - b) <= 1e-9 * Math.Abs(a);

    /// <summary>The same chains in another order.</summary>
    public static double[] RotateChains(double[] draws, int chains)
    {
        int length = draws.Length / chains;
        return [.. draws[length..], .. draws[..length]];
    }

    /// <summary>Every chain run backwards.</summary>
    public static double[] ReverseTime(double[] draws, int chains) =>
        [.. draws.Chunk(draws.Length / chains).SelectMany(chain => chain.Reverse())];
}
