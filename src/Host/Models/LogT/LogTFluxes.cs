using GpuConcord.Host.Data;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fluxes;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sampling.ScaleMixture;
using GpuConcord.Host.Threads;

namespace GpuConcord.Host.Models.LogT;

/// <summary>The table of all log fluxes under the log-t model.</summary>
internal static class LogTFluxes
{
    /// <summary>
    /// Mean, standard deviation and Monte Carlo error of a source that two instruments saw come from every iteration, where it has them
    /// (<see cref="FluxTail"/>); quantiles, their errors, R̂ and effective sample sizes from the snapshots, NaN where there are none.
    /// </summary>
    public static FluxTable Of(
        Observations observations, ScaleMixtureMemory data, ScaleMixtureDraws draws, LoneSources lone, FitOptions options, double nu, CancellationToken cancellation)
    {
        FluxTable table = FluxPosterior.Empty(observations);
        FluxBudget budget = new();
        long each = Math.Max(budget.DiagnosticDraws / Math.Max(1, data.Sources.Length), budget.FewestDiagnosticDraws);
        SideBySide.For(0, data.Sources.Length, k =>
        {
            int j = data.Sources[k];
            bool moments = FluxTail.HasSd(nu, table.InstrumentCount[j]);
            table.Mean[j] = moments ? draws.Flux[k] : double.NaN;
            table.Sd[j] = moments ? draws.FluxSd[k] : double.PositiveInfinity;
            table.McseMean[j] = moments ? draws.FluxError[k] : double.NaN;
            double[] values = draws.Snapshots[k];
            if (values.Length == 0)
            {
                return;
            }

            Diagnose(table, j, values, options.Chains, each);
            double[] sorted = [.. values];
            Array.Sort(sorted);
            table.Q2_5[j] = Quantile.Of(sorted, 0.025);
            table.Median[j] = Quantile.Of(sorted, 0.5);
            table.Q97_5[j] = Quantile.Of(sorted, 0.975);
        }, cancellation);
        lone.Fill(table);
        return table;
    }

    /// <summary>From whole chains, as many as <paramref name="most"/> draws allow and at least four.</summary>
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
