using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Patterns;

namespace GpuConcord.Host.Fluxes;

/// <summary>
/// The posterior of every log flux, from draws of areas and variances: the table of all sources, and draws of G of the sources named in
/// <see cref="FitOptions.FluxDraws"/>, in that order, laid out as the draws of B and v and joint with them.
/// </summary>
internal static class FluxPosterior
{
    /// <summary>
    /// Fitted variances. Areas are integrated out: given v, G_j is normal, so that its posterior is a mixture of normals over draws of v
    /// alone. Mean, sd and quantiles are those of the mixture, for every source; means and sds cost the same whatever the number of
    /// draws. McseMean is the Monte Carlo error of such a mean, from the spread of batches of draws, and those of quantiles add what the representatives leave. R̂ and effective
    /// sample sizes are those of actual draws of G for catalogues of up to a few thousand sources, NaN for larger ones.
    /// </summary>
    /// <remarks>A source without observations has NaN everywhere and an infinite standard deviation: its prior is flat.</remarks>
    /// <exception cref="UsageException">A source in <see cref="FitOptions.FluxDraws"/> is not in the data.</exception>
    public static (FluxTable Table, double[][] Chosen) Of(
        Observations observations,
        PatternStatistics statistics,
        CollapsedPosterior posterior,
        PosteriorDraws draws,
        FitOptions options,
        Device device,
        IProgress<FitProgress>? progress,
        CancellationToken cancellation) =>
        Of(observations, statistics, posterior.Areas, draws, options, device, new FluxBudget(), progress, cancellation);

    /// <summary>
    /// As the other function, with a prior of B of its own and another budget. <paramref name="known"/> variances, one an observation, to
    /// which v adds, are those of the patterns, which then hold one source each.
    /// </summary>
    internal static (FluxTable Table, double[][] Chosen) Of(
        Observations observations,
        PatternStatistics statistics,
        AreaPrior prior,
        PosteriorDraws draws,
        FitOptions options,
        Device device,
        FluxBudget budget,
        IProgress<FitProgress>? progress = null,
        CancellationToken cancellation = default,
        double[]? known = null)
    {
        int[] sources = Named(observations, options);
        FluxTable table = Empty(observations);
        new NormalMixtureSummaries(device, budget, observations, statistics, prior, draws.Variance).Fill(table, progress, cancellation);
        ConditionalFluxes conditional = new(device, observations, prior.Mean, draws.LogArea, draws.Variance, known, options);
        Diagnose(conditional, table, options, budget, cancellation);
        return (table, Draw(conditional, sources, options, budget, cancellation));
    }

    /// <summary>
    /// Known variances: the posterior of every log flux is normal and exact. Monte Carlo errors are 0; R̂ and effective sample sizes are NaN,
    /// as nothing was sampled.
    /// </summary>
    /// <exception cref="UsageException">A source in <see cref="FitOptions.FluxDraws"/> is not in the data.</exception>
    public static (FluxTable Table, double[][] Chosen) Of(
        Observations observations, KnownVariancePosterior posterior, PosteriorDraws draws, FitOptions options, Device device)
    {
        int[] sources = Named(observations, options);
        FluxTable table = Empty(observations);
        for (int j = 0; j < observations.SourceCount; j++)
        {
            if (table.InstrumentCount[j] > 0)
            {
                double reach = Normal95 * posterior.FluxSd[j];
                table.Mean[j] = table.Median[j] = posterior.FluxMean[j];
                table.Sd[j] = posterior.FluxSd[j];
                table.Q2_5[j] = posterior.FluxMean[j] - reach;
                table.Q97_5[j] = posterior.FluxMean[j] + reach;
                table.McseMean[j] = table.McseQ2_5[j] = table.McseMedian[j] = table.McseQ97_5[j] = 0.0;
            }
        }

        ConditionalFluxes conditional = new(
            device, observations, posterior.Prior.Mean, draws.LogArea, [], observations.Variance, options);
        return (table, Draw(conditional, sources, options, new FluxBudget(), CancellationToken.None));
    }

    /// <summary>97.5 % quantile of the standard normal.</summary>
    private const double Normal95 = 1.959963984540054;

    private static double[][] Draw(
        ConditionalFluxes conditional, int[] sources, FitOptions options, FluxBudget budget, CancellationToken cancellation)
    {
        double[][] draws = new double[sources.Length][];
        if (sources.Length > 0)
        {
            conditional.Draw(sources, options.Chains, 1, budget.Block, (j, values) => draws[j] = values, cancellation);
        }

        return draws;
    }

    /// <summary>Whole chains, as many as the budget allows and at least four; beyond that, thinned ones.</summary>
    private static void Diagnose(
        ConditionalFluxes conditional, FluxTable table, FitOptions options, FluxBudget budget, CancellationToken cancellation)
    {
        const int FewestChains = 4;
        int[] sources = [.. Enumerable.Range(0, table.Mean.Length).Where(j => table.InstrumentCount[j] > 0)];
        long each = sources.Length == 0 ? 0 : Math.Max(budget.DiagnosticDraws / sources.Length, budget.FewestDiagnosticDraws);
        if (each * sources.Length > 4 * budget.DiagnosticDraws || sources.Length == 0)
        {
            return;
        }

        int chains = (int)Math.Clamp(each / options.Draws, Math.Min(FewestChains, options.Chains), options.Chains);
        int stride = (int)Math.Max(1, (long)chains * options.Draws / each);
        conditional.Draw(
            sources,
            chains,
            stride,
            budget.Block,
            (j, values) =>
            {
                int source = sources[j];
                Chains sample = new(values, chains);
                SortedDraws sorted = new(sample);
                Chains scores = sorted.Scores();
                table.Rhat[source] = Diagnostics.Rhat.RankNormalised(scores, sorted.FoldedScores());
                table.EssBulk[source] = EffectiveSampleSize.OfChains(scores);
                table.EssTail[source] = EffectiveSampleSize.Tail(sample.Split(), sorted.Values);
            },
            cancellation);
    }

    /// <summary>Indices of the sources in <see cref="FitOptions.FluxDraws"/>.</summary>
    /// <exception cref="UsageException">One of them is not in the data.</exception>
    internal static int[] Named(Observations observations, FitOptions options)
    {
        int[] sources = new int[options.FluxDraws.Count];
        for (int k = 0; k < sources.Length; k++)
        {
            string name = options.FluxDraws[k];
            sources[k] = Array.IndexOf(observations.Sources, name);
            if (sources[k] < 0)
            {
                string where = observations.Band is null ? "the table" : $"band {observations.Band}";
                string advice = DidYouMean.Advice(name, observations.Sources, "give a name of the source column.");
                throw new UsageException($"Draws of the flux of '{name}' were asked for, but {where} has no such source: {advice}");
            }
        }

        return sources;
    }

    /// <summary>A table of NaN, and of infinite standard deviations where a source has no observations.</summary>
    internal static FluxTable Empty(Observations observations)
    {
        int sources = observations.SourceCount;
        int[] instruments = new int[sources];
        double[] sd = FluxTable.Unknown(sources);
        for (int j = 0; j < sources; j++)
        {
            instruments[j] = observations.First[j + 1] - observations.First[j];
            if (instruments[j] == 0)
            {
                sd[j] = double.PositiveInfinity;
            }
        }

        return new FluxTable(New(), sd, New(), New(), New(), New(), New(), New(), New(), instruments);

        double[] New() => FluxTable.Unknown(sources);
    }
}
