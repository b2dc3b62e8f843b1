using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Threads;
using GpuConcord.Kernels.Samplers;

namespace GpuConcord.Host.Sampling;

/// <summary>Nested R-hat over superchains, groups of chains that started together, for many short chains.</summary>
internal static class SuperchainRhat
{
    private const int Size = 1 << DispersedStart.SuperchainBits;
    private const int Fewest = 4;

    /// <summary>Nested R-hat of every parameter, NaN with fewer than four whole superchains.</summary>
    public static double[] Of(double[][] draws, int chains)
    {
        double[] values = new double[draws.Length];
        int used = chains / Size * Size;
        if (used < Fewest * Size)
        {
            Array.Fill(values, double.NaN);
            return values;
        }

        int[] superchain = [.. Enumerable.Range(0, used).Select(chain => chain / Size)];
        SideBySide.For(0, draws.Length, i =>
        {
            int perChain = draws[i].Length / chains;
            values[i] = NestedRhat.Of(draws[i].AsSpan(0, used * perChain), superchain);
        }, CancellationToken.None);
        return values;
    }
}
