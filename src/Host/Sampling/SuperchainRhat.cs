using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Threads;

namespace GpuConcord.Host.Sampling;

/// <summary>Nested R-hat over superchains, groups of chains that started together, for many short chains.</summary>
internal static class SuperchainRhat
{
    private const int Fewest = 4;

    /// <summary>Chains that belong to whole superchains; 0 where those are fewer than four.</summary>
    public static int Used(int chains, int size) => chains / size * size is var used && used >= Fewest * size ? used : 0;

    /// <summary>Nested R-hat of every parameter, NaN with fewer than four whole superchains.</summary>
    /// <param name="draws">One array a parameter, chain-major.</param>
    /// <param name="chains">Number of chains.</param>
    /// <param name="size">Chains of a superchain.</param>
    public static double[] Of(double[][] draws, int chains, int size)
    {
        double[] values = new double[draws.Length];
        SideBySide.For(0, draws.Length, i => values[i] = Of(draws[i], chains, size), CancellationToken.None);
        return values;
    }

    /// <summary>Nested R-hat of one parameter.</summary>
    public static double Of(ReadOnlySpan<double> draws, int chains, int size)
    {
        int used = Used(chains, size);
        return used == 0 ? double.NaN : NestedRhat.Of(draws[..(used * (draws.Length / chains))], [.. Enumerable.Range(0, used).Select(chain => chain / size)]);
    }
}
