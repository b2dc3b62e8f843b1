using GpuConcord.Host.Data;
using GpuConcord.Host.Statistics;
using GpuConcord.Kernels.Models;

namespace GpuConcord.Host.Sampling;

/// <summary>Writes priors as <see cref="PriorLayout"/> says, for every kernel that reads them so.</summary>
internal static class PriorBlocks
{
    /// <summary>b and the packed lower triangle of T⁻¹: <see cref="PriorLayout.AreaLength"/> numbers.</summary>
    public static double[] Areas(AreaPrior areas)
    {
        double[] block = new double[PriorLayout.AreaLength(areas.Count)];
        Write(areas, block);
        return block;
    }

    /// <summary>The priors of several problems with as many instruments, one problem after another: <see cref="PriorLayout.Length"/> numbers each.</summary>
    public static double[] All(IReadOnlyList<Priors> problems)
    {
        int n = problems[0].Tau.Length;
        int length = PriorLayout.Length(n);
        double[] blocks = new double[problems.Count * length];

        // A sweep has thousands of problems and few priors: a matrix is inverted once for each.
        Dictionary<Priors, AreaPrior> areas = new(ReferenceEqualityComparer.Instance);
        for (int problem = 0; problem < problems.Count; problem++)
        {
            Priors prior = problems[problem];
            if (!areas.TryGetValue(prior, out AreaPrior? own))
            {
                areas.Add(prior, own = AreaPrior.Of(prior));
            }

            Span<double> block = blocks.AsSpan(problem * length, length);
            Write(own, block);
            prior.Alpha.CopyTo(block[PriorLayout.Alpha(n, 0)..]);
            prior.Beta.CopyTo(block[PriorLayout.Beta(n, 0)..]);
        }

        return blocks;
    }

    private static void Write(AreaPrior areas, Span<double> block)
    {
        for (int i = 0; i < areas.Count; i++)
        {
            block[PriorLayout.LogArea(i)] = areas.Mean[i];
            for (int k = 0; k <= i; k++)
            {
                block[PriorLayout.Precision(areas.Count, i, k)] = areas.Precision[i, k];
            }
        }
    }
}
