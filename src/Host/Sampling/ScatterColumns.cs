namespace GpuConcord.Host.Sampling;

/// <summary>Where the kept draws of v and B of one problem go: an array an instrument, chain-major, <c>[chain · draws + draw]</c>.</summary>
/// <param name="instruments">N.</param>
/// <param name="chains">Chains, of all waves and groups.</param>
/// <param name="draws">Kept draws of each.</param>
internal sealed class ScatterColumns(int instruments, int chains, int draws)
{
    /// <summary>B_i.</summary>
    public double[][] LogArea { get; } = PosteriorDraws.Arrays(instruments, chains * draws);

    /// <summary>v_i.</summary>
    public double[][] Variance { get; } = PosteriorDraws.Arrays(instruments, chains * draws);

    /// <summary>Puts a draw into its place.</summary>
    /// <param name="chain">Its chain, among all.</param>
    /// <param name="draw">Its number within the chain.</param>
    /// <param name="values">v (N) then B (N), as they come from the device.</param>
    public void Keep(int chain, int draw, ReadOnlySpan<double> values)
    {
        int at = (chain * draws) + draw;
        for (int i = 0; i < LogArea.Length; i++)
        {
            Variance[i][at] = values[i];
            LogArea[i][at] = values[LogArea.Length + i];
        }
    }
}
