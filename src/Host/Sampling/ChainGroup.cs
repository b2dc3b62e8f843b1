using GpuConcord.Host.Statistics.Modes;
using GpuConcord.Kernels.Samplers;

namespace GpuConcord.Host.Sampling;

/// <summary>Chains that started about the same mode; they are numbered one after another.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Count">How many; 0 when there were too few chains for every mode.</param>
/// <param name="Weight">The mode's share of the posterior by Laplace's approximation: a rough number.</param>
public sealed record ChainGroup(int First, int Count, double Weight)
{
    /// <summary>
    /// Deals chains out to modes in proportion to their weights: whole superchains, so that nested R-hat compares starts; a mode too light for one gets
    /// eight chains, lest it count for much more than it weighs. The heaviest has what is left. With fewer than two superchains a mode eights are dealt
    /// out, and where even they are too few the lightest modes get nothing.
    /// </summary>
    /// <param name="modes">The modes, the heaviest first.</param>
    /// <param name="chains">All chains.</param>
    internal static ChainGroup[] Of(IReadOnlyList<WeighedMode> modes, int chains)
    {
        const int Superchain = 1 << DispersedStart.SuperchainBits;
        const int Fewest = 8;
        int[] dealt = new int[modes.Count];
        int left = chains;
        for (int k = modes.Count - 1; k > 0; k--)
        {
            int unit = chains >= 2 * modes.Count * Superchain ? Superchain : Fewest;
            int units = (int)Math.Round(modes[k].Weight * chains / unit);
            int wanted = units > 0 ? units * unit : Fewest;
            dealt[k] = Math.Min(wanted, Math.Max(0, (left - (k * Fewest)) / Fewest * Fewest));
            left -= dealt[k];
        }

        dealt[0] = left;
        ChainGroup[] groups = new ChainGroup[modes.Count];
        int first = 0;
        for (int k = 0; k < groups.Length; k++)
        {
            groups[k] = new ChainGroup(first, dealt[k], modes[k].Weight);
            first += dealt[k];
        }

        return groups;
    }
}
