using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;

namespace GpuConcord.Host.Models.LogNormal;

/// <summary>Turns one problem's draws into what is kept of them.</summary>
internal static class ProblemSummary
{
    private const int FewestSuperchains = 4;

    /// <summary>Summarises draws that lie parameter after parameter, B (N) before v (N), each chain-major.</summary>
    public static SweepPosterior Of(CollapsedPosterior posterior, ReadOnlyMemory<double> draws, SweepDrawn drawn)
    {
        (BriefSummary[] summaries, SamplerTuning tuning, SweepTuned how, int chains) = drawn;
        int n = posterior.Count;
        int each = draws.Length / (2 * n);
        ReadOnlyMemory<double>[] columns = [.. Enumerable.Range(0, 2 * n).Select(p => draws.Slice(p * each, each))];
        AreaResponse response = LogNormalResponse.Of(posterior, columns[..n], columns[n..], chains);
        int[] count = posterior.Statistics.SharedObservationCount;
        return new SweepPosterior
        {
            Areas = summaries[..n],
            Variances = summaries[n..],
            PriorWeight = PriorInfluence.WeightWereFluxesKnown(count, posterior.Areas, [.. summaries[n..].Select(v => v.Mean)]),
            PriorInfluence = response.Matrix,
            PriorInfluenceError = response.Error,
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
}
