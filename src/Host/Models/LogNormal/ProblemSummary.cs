using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;

namespace GpuConcord.Host.Models.LogNormal;

/// <summary>Turns one problem's draws into what is kept of them.</summary>
/// <param name="chains">Chains a problem.</param>
/// <param name="superchain">Chains that started together.</param>
internal sealed class ProblemSummary(int chains, int superchain)
{
    private const int FewestSuperchains = 4;

    private readonly int[] superchainOf =
        [.. Enumerable.Range(0, chains / superchain >= FewestSuperchains ? chains : 0).Select(chain => chain / superchain)];

    /// <summary>Summarises draws that lie parameter after parameter, B (N) before v (N), each chain-major.</summary>
    public SweepPosterior Of(CollapsedPosterior posterior, ReadOnlyMemory<double> draws, SamplerTuning tuning, SweepTuned how)
    {
        int n = posterior.Count;
        int each = draws.Length / (2 * n);
        ReadOnlyMemory<double>[] columns = [.. Enumerable.Range(0, 2 * n).Select(p => draws.Slice(p * each, each))];
        BriefSummary[] summaries = new BriefSummary[2 * n];
        for (int p = 0; p < summaries.Length; p++)
        {
            summaries[p] = BriefSummary.Of(columns[p].Span, chains, superchainOf);
        }

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
        };
    }
}
