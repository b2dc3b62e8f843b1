using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;

namespace GpuConcord.Host.Models.LogNormal;

/// <summary>Turns one problem's draws into what is kept of them.</summary>
internal static class ProblemSummary
{
    // ∂B/∂b is averaged over this many draws of the variances, as in a fit; with missing values each takes an N × N factorisation.
    private const int InfluenceDraws = 256;
    private const int PatternInfluenceDraws = 64;
    private const int FewestSuperchains = 4;

    /// <summary>Summarises draws that lie parameter after parameter, B (N) before v (N), each chain-major.</summary>
    public static SweepPosterior Of(CollapsedPosterior posterior, ReadOnlySpan<double> draws, SweepDrawn drawn)
    {
        (BriefSummary[] summaries, SamplerTuning tuning, SweepTuned how, int chains) = drawn;
        int n = posterior.Count;
        int each = draws.Length / (2 * n);
        int[] count = posterior.Statistics.SharedObservationCount;
        return new SweepPosterior
        {
            Areas = summaries[..n],
            Variances = summaries[n..],
            PriorWeight = PriorInfluence.WeightWereFluxesKnown(count, posterior.Areas, [.. summaries[n..].Select(v => v.Mean)]),
            PriorInfluence = Influence(posterior, draws[(n * each)..], each),
            ObservationsPerInstrument = count,
            Tuning = tuning,
            SearchedLong = how.SearchedLong,
            Thin = how.Thin,
            Chains = chains,
            Modes = how.Modes,
        };
    }

    /// <summary>Summarises every parameter, B (N) before v (N), from draws that lie one parameter after another, each chain-major.</summary>
    /// <param name="draws">The draws.</param>
    /// <param name="instruments">N.</param>
    /// <param name="chains">Number of chains.</param>
    /// <param name="superchain">Chains that started together.</param>
    public static BriefSummary[] Parameters(ReadOnlySpan<double> draws, int instruments, int chains, int superchain)
    {
        int[] superchainOf = [.. Enumerable.Range(0, chains / superchain >= FewestSuperchains ? chains : 0).Select(chain => chain / superchain)];
        BriefSummary[] summaries = new BriefSummary[2 * instruments];
        int each = draws.Length / summaries.Length;
        for (int p = 0; p < summaries.Length; p++)
        {
            summaries[p] = BriefSummary.Of(draws.Slice(p * each, each), chains, superchainOf);
        }

        return summaries;
    }

    private static double[,] Influence(CollapsedPosterior posterior, ReadOnlySpan<double> variances, int each)
    {
        int n = posterior.Count;
        bool complete = ModelMemory.IsComplete(posterior.Statistics);
        int[] at = EvenlySpaced.Of(each, complete ? InfluenceDraws : PatternInfluenceDraws);
        double[][] thinned = new double[at.Length][];
        for (int d = 0; d < at.Length; d++)
        {
            thinned[d] = new double[n];
            for (int i = 0; i < n; i++)
            {
                thinned[d][i] = variances[(i * each) + at[d]];
            }
        }

        return complete
            ? PriorInfluence.ResponseOfComplete(posterior.Statistics.Shared[0].SourceCount, posterior.Areas, thinned)
            : PriorInfluence.ResponseMatrix(posterior, thinned.Select(v => Array.ConvertAll(v, Math.Log)));
    }
}
