using GpuConcord.Host.Diagnostics;

namespace GpuConcord.Host.Fluxes;

/// <summary>Quantiles and diagnostics of a log flux from draws of it, for samplers that hold every log flux.</summary>
internal static class SampledFluxes
{
    /// <summary>Draws of each source that diagnostics look at.</summary>
    /// <param name="sources">How many sources there are.</param>
    public static long DiagnosticDraws(int sources)
    {
        FluxBudget budget = new();
        return Math.Max(budget.DiagnosticDraws / Math.Max(1, sources), budget.FewestDiagnosticDraws);
    }

    /// <summary>Fills quantiles, their errors, R̂ and effective sample sizes of a source.</summary>
    /// <param name="table">The table.</param>
    /// <param name="source">The source.</param>
    /// <param name="values">Draws of its log flux, chain-major; none leaves the table as it is.</param>
    /// <param name="chains">Number of chains.</param>
    /// <param name="most">Draws that diagnostics look at: whole chains, at least four.</param>
    public static void Fill(FluxTable table, int source, double[] values, int chains, long most)
    {
        if (values.Length == 0)
        {
            return;
        }

        Diagnose(table, source, values, chains, most);
        double[] sorted = [.. values];
        Array.Sort(sorted);
        table.Q2_5[source] = Quantile.Of(sorted, 0.025);
        table.Median[source] = Quantile.Of(sorted, 0.5);
        table.Q97_5[source] = Quantile.Of(sorted, 0.975);
    }

    private static void Diagnose(FluxTable table, int source, double[] values, int chains, long most)
    {
        int length = values.Length / chains;
        int used = (int)Math.Clamp(most / length, Math.Min(4, chains), chains);
        Chains sample = new(values.AsSpan(0, used * length), used);
        SortedDraws sorted = new(sample);
        Chains scores = sorted.Scores();
        table.Rhat[source] = Rhat.RankNormalised(scores, sorted.FoldedScores());
        table.EssBulk[source] = EffectiveSampleSize.OfChains(scores);
        Chains split = sample.Split();
        table.EssTail[source] = EffectiveSampleSize.Tail(split, sorted.Values);

        // The quantiles are those of all chains.
        double share = Math.Sqrt((double)used / chains);
        table.McseQ2_5[source] = share * MonteCarloError.Quantile(split, sorted.Values, 0.025);
        table.McseMedian[source] = share * MonteCarloError.Quantile(split, sorted.Values, 0.5);
        table.McseQ97_5[source] = share * MonteCarloError.Quantile(split, sorted.Values, 0.975);
    }
}
