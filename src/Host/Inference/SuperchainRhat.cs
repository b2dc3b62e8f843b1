using GpuConcord.Host.Diagnostics;

namespace GpuConcord.Host.Inference;

/// <summary>Nested R-hat over superchains, for many short chains.</summary>
internal static class SuperchainRhat
{
    // Margossian et al. (2024) use a few superchains of many chains; 16 keep the between-variance estimate steady.
    private const int Superchains = 16;
    private const int FewestChains = 4 * Superchains;

    /// <summary>The largest nested R-hat of any parameter, or NaN with fewer than 64 chains.</summary>
    public static double Worst(double[][] draws, int chains)
    {
        if (chains < FewestChains)
        {
            return double.NaN;
        }

        // Nested R-hat wants superchains of equal size: the last few chains are left out.
        int size = chains / Superchains;
        int used = size * Superchains;
        int[] superchain = [.. Enumerable.Range(0, used).Select(chain => chain / size)];
        double[] values = new double[draws.Length];
        Parallel.For(0, draws.Length, i =>
        {
            int perChain = draws[i].Length / chains;
            values[i] = NestedRhat.Of(draws[i].AsSpan(0, used * perChain), superchain);
        });
        return values.Max();
    }
}
