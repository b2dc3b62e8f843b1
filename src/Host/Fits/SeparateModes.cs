using GpuConcord.Host.Data;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Words;

namespace GpuConcord.Host.Fits;

/// <summary>Whether chains that started about different modes of a posterior have met, and if not, what each mode says.</summary>
internal sealed class SeparateModes
{
    // Chains whose means lie so far apart, in the standard deviation of either group, sit in modes of their own.
    private const double Apart = 0.5;
    private const int Named = 6;

    private SeparateModes(IReadOnlyList<PosteriorMode> modes) => Separate = modes;

    /// <summary>No modes, or chains that visit all.</summary>
    public static SeparateModes None { get; } = new([]);

    /// <summary>The modes, the heaviest first; empty when the groups of chains tell the same.</summary>
    public IReadOnlyList<PosteriorMode> Separate { get; }

    /// <summary>Compares the groups of chains.</summary>
    /// <param name="groups">Which chains started about which mode; empty when all started about the only one.</param>
    /// <param name="blocks">The draws.</param>
    /// <param name="chains">All chains.</param>
    /// <param name="agree">Whether all chains agree by the rule of <see cref="Convergence"/>: then those that started apart have met.</param>
    public static SeparateModes Of(IReadOnlyList<ChainGroup> groups, IReadOnlyList<Block> blocks, int chains, bool agree)
    {
        bool unvisited = groups.Any(group => group.Count == 0);
        if (groups.Count < 2 || (agree && !unvisited))
        {
            return None;
        }

        double[][] areas = blocks.Single(block => block.Role is Role.Area).Draws;
        double[][] scatter = blocks.SingleOrDefault(block => block.Role is Role.Scatter)?.Draws ?? [];
        double[][] compared = [.. areas, .. scatter.Select(draws => Array.ConvertAll(draws, Math.Log))];
        (double Mean, double Sd)[][] seen = [.. groups.Select(group => Array.ConvertAll(compared, draws => MeanAndSd(Part(draws, group, chains))))];
        bool apart = Pairs(groups.Count).Any(pair => groups[pair.A].Count > 0 && groups[pair.B].Count > 0
            && seen[pair.A].Zip(seen[pair.B]).Any(both => Math.Abs(both.First.Mean - both.Second.Mean) > Apart * Math.Min(both.First.Sd, both.Second.Sd)));
        return apart || unvisited
            ? new SeparateModes([.. groups.Select((group, k) => new PosteriorMode(
                group.Weight,
                group.Count,
                [.. seen[k].Take(areas.Length).Select(own => own.Mean)],
                [.. seen[k].Skip(areas.Length).Select(own => Math.Exp(own.Mean))]))])
            : None;
    }

    /// <summary>A paragraph for a reader; nothing when there are no separate modes.</summary>
    /// <param name="data">The data.</param>
    public IEnumerable<string> Words(Observations data)
    {
        if (Separate.Count == 0)
        {
            yield break;
        }

        string modes = string.Join(" ", Separate.Select((mode, k) => $"Mode {k + 1}, about {Labelled.Brief(100 * mode.Weight)} % of the posterior"
            + (mode.Chains == 0 ? ": no chain started there, take more --chains." : $" ({Labelled.Of(mode.Chains, "chain")}): {Areas(mode, data)}.")));
        yield return $"The posterior has {Separate.Count} modes, and chains do not cross from one to another: instruments cannot all be right, and the data allow more than one "
            + "story about "
            + $"which is not. {modes} The shares are rough (Laplace's approximation), and so is every number that mixes the modes. Mostly a prior contradicts the data: check "
                + "the nominal "
            + "areas (area or log_area), or give a wider --tau.";
    }

    /// <summary>The areas of a mode, those that differ most between modes first.</summary>
    private string Areas(PosteriorMode mode, Observations data)
    {
        int[] order = [.. Enumerable.Range(0, mode.LogArea.Length).OrderByDescending(Spread).Take(Named)];
        string others = mode.LogArea.Length > Named ? $" and {mode.LogArea.Length - Named} more that differ less" : "";
        return string.Join(", ", order.Order().Select(i => $"B[{data.Instruments[i]}] {mode.LogArea[i]:F3}")) + others;

        double Spread(int i) => Separate.Where(own => own.Chains > 0).Max(own => own.LogArea[i]) - Separate.Where(own => own.Chains > 0).Min(own => own.LogArea[i]);
    }

    private static IEnumerable<(int A, int B)> Pairs(int count) =>
        Enumerable.Range(0, count).SelectMany(a => Enumerable.Range(a + 1, count - a - 1), (a, b) => (a, b));

    private static double[] Part(double[] draws, ChainGroup group, int chains)
    {
        int length = draws.Length / chains;
        return draws[(group.First * length)..((group.First + group.Count) * length)];
    }

    private static (double Mean, double Sd) MeanAndSd(double[] draws)
    {
        if (draws.Length == 0)
        {
            return (double.NaN, double.NaN);
        }

        double mean = Moments.Mean(draws);
        return (mean, Math.Sqrt(Moments.Variance(draws, mean)));
    }
}
