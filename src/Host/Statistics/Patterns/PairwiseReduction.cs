namespace GpuConcord.Host.Statistics.Patterns;

/// <summary>
/// Sums over sources are taken block by block in parallel and the blocks merged as a binary tree. Blocks are cut at fixed
/// sizes and the tree has a fixed shape, so a result has the same bits on any number of cores, and its rounding error
/// grows with the logarithm of the number of blocks only.
/// </summary>
internal static class PairwiseReduction
{
    /// <summary>Folds <paramref name="blocks"/> into its first entry; <paramref name="merge"/> adds its second argument to its first.</summary>
    public static void Fold<T>(Span<T> blocks, Action<T, T> merge)
    {
        for (int stride = 1; stride < blocks.Length; stride *= 2)
        {
            for (int left = 0; left + stride < blocks.Length; left += 2 * stride)
            {
                merge(blocks[left], blocks[left + stride]);
            }
        }
    }
}
