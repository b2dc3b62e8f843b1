using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Threads;

namespace GpuConcord.Host.Sampling;

/// <summary>Nested R-hat over superchains, groups of chains that started together, for many short chains.</summary>
internal static class SuperchainRhat
{
    private const int Fewest = 4;

    /// <summary>Nested R-hat of every parameter, NaN with fewer than four whole superchains.</summary>
    public static double[] Of(double[][] draws, FitOptions options)
    {
        int chains = options.Chains;
        int size = 1 << options.SuperchainBits;
        double[] values = new double[draws.Length];
        int used = chains / size * size;
        if (used < Fewest * size)
        {
            Array.Fill(values, double.NaN);
            return values;
        }

        int[] superchain = [.. Enumerable.Range(0, used).Select(chain => chain / size)];
        SideBySide.For(0, draws.Length, i =>
        {
            int perChain = draws[i].Length / chains;
            values[i] = NestedRhat.Of(draws[i].AsSpan(0, used * perChain), superchain);
        }, CancellationToken.None);
        return values;
    }
}
