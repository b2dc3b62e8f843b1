namespace GpuConcord.Host.Statistics;

/// <summary>Few of many draws, at equal distances: what stands for all where each that is looked at costs something.</summary>
internal static class EvenlySpaced
{
    /// <summary>Indices of the draws, the first among them; all of them when there are no more than <paramref name="most"/>.</summary>
    /// <param name="draws">How many there are.</param>
    /// <param name="most">How many are wanted at most.</param>
    public static int[] Of(int draws, int most)
    {
        int count = Math.Min(most, draws);
        return [.. Enumerable.Range(0, count).Select(k => (int)((long)k * draws / count))];
    }
}
