namespace GpuConcord.Host.Statistics;

/// <summary>Splits the draws of all chains into batches that are nearly independent, so that the scatter of their means tells a Monte Carlo error.</summary>
internal static class DrawBatches
{
    private const int Fewest = 32;
    private const int Most = 64;

    /// <summary>
    /// From 32 chains on, batches of whole chains that follow each other, 64 at most: chains are independent however their draws correlate, and those that
    /// started together stay together. Fewer chains are cut into equal pieces, 32 or a few more in all, which must be long beside the autocorrelation time.
    /// </summary>
    /// <param name="draws">Draws of all chains together, chain-major.</param>
    /// <param name="chains">Number of chains, a divisor of <paramref name="draws"/>.</param>
    /// <returns>First draw of each batch and the one after its last; no batch is empty.</returns>
    public static (int First, int End)[] Of(int draws, int chains)
    {
        int length = draws / chains;
        int pieces = chains >= Fewest ? 1 : Math.Clamp((Fewest + chains - 1) / chains, 1, length);
        int count = chains >= Fewest ? Math.Min(chains, Most) : chains * pieces;
        return [.. Enumerable.Range(0, count).Select(batch => (Start(batch), Start(batch + 1)))];

        int Start(int batch)
        {
            if (pieces == 1)
            {
                return (int)((long)batch * chains / count) * length;
            }

            (int chain, int piece) = Math.DivRem(batch, pieces);
            return (chain * length) + (int)((long)piece * length / pieces);
        }
    }
}
