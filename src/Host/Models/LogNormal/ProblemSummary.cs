using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Diagnostics.Weighted;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sampling.Independence;
using GpuConcord.Host.Statistics;

namespace GpuConcord.Host.Models.LogNormal;

/// <summary>Turns one problem's draws into what is kept of them.</summary>
internal static class ProblemSummary
{
    private const int FewestSuperchains = 4;

    /// <summary>Summarises draws that lie parameter after parameter, B (N) before v (N), each chain-major.</summary>
    public static SweepPosterior Of(CollapsedPosterior posterior, ReadOnlyMemory<double> draws, SweepDrawn drawn)
    {
        (BriefSummary[] summaries, _, _, int chains) = drawn;
        int n = posterior.Count;
        int each = draws.Length / (2 * n);
        ReadOnlyMemory<double>[] columns = [.. Enumerable.Range(0, 2 * n).Select(p => draws.Slice(p * each, each))];
        return Of(posterior, summaries[..n], summaries[n..], LogNormalResponse.Of(posterior, columns[..n], columns[n..], DrawBatches.Of(each, chains)), drawn);
    }

    /// <summary>Summarises weighted points: B by its law given each v, with no draw of it.</summary>
    /// <param name="posterior">Data and priors.</param>
    /// <param name="drawn">The points.</param>
    /// <param name="chains">Lanes that made equally many of them.</param>
    public static SweepPosterior Of(CollapsedPosterior posterior, WeighedPosterior drawn, int chains)
    {
        double[] roots = Array.ConvertAll(drawn.Weight, Math.Sqrt);
        SamplerTuning tuning = new(double.NaN, 0, [], double.NaN, 0, double.NaN) { Proposal = drawn.Quality };
        return Of(
            posterior,
            [.. drawn.AreaMean.Zip(drawn.AreaVariance, (mean, variance) => WeightedMixtureSummary.Of(mean.Span, variance.Span, drawn.Weight, drawn.Blocks))],
            Array.ConvertAll(drawn.Variance, own => WeightedSummary.Of(own.Span, drawn.Weight, drawn.Blocks)),
            LogNormalResponse.Of(posterior, drawn.LogArea, drawn.Variance, drawn.Blocks, roots),
            new SweepDrawn([], tuning, new SweepTuned(default, false, 1) { Modes = drawn.Quality.Modes }, chains));
    }

    private static SweepPosterior Of(CollapsedPosterior posterior, BriefSummary[] areas, BriefSummary[] variances, AreaResponse response, SweepDrawn drawn)
    {
        int[] count = posterior.Statistics.SharedObservationCount;
        return new SweepPosterior
        {
            Areas = areas,
            Variances = variances,
            PriorWeight = PriorInfluence.WeightWereFluxesKnown(count, posterior.Areas, [.. variances.Select(v => v.Mean)]),
            PriorInfluence = response.Matrix,
            PriorInfluenceError = response.Error,
            ObservationsPerInstrument = count,
            Tuning = drawn.Tuning,
            SearchedLong = drawn.How.SearchedLong,
            Thin = drawn.How.Thin,
            Chains = drawn.Chains,
            Modes = drawn.How.Modes,
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
