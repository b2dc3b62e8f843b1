using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Inference.Fluxes;
using GpuConcord.Host.Statistics;

namespace GpuConcord.Host.Inference;

/// <summary>The posterior of every log flux, from draws of areas and variances.</summary>
/// <param name="Table">One row a source.</param>
/// <param name="Draws">
/// Draws of G of the sources named in <see cref="FitOptions.FluxDraws"/>, in that order, chain-major as the draws of B and v and joint with them.
/// </param>
public sealed record FluxPosterior(FluxTable Table, double[][] Draws)
{
    /// <summary>
    /// Fitted variances. Areas are integrated out: given v, G_j is normal, so that its posterior is a mixture of normals over draws of v
    /// alone. Mean, sd and quantiles are those of the mixture, for every source, at a cost that does not grow with the
    /// number of draws; McseMean is the Monte Carlo error of such a mean, from the spread of batches of draws. R̂ and effective
    /// sample sizes are those of actual draws of G for catalogues of up to a few thousand sources, NaN for larger ones.
    /// </summary>
    /// <remarks>A source without observations has NaN everywhere and an infinite standard deviation: its prior is flat.</remarks>
    /// <param name="observations">The data.</param>
    /// <param name="posterior">The posterior that was sampled, with its statistics and its prior of B.</param>
    /// <param name="logArea">Draws of B, one array an instrument, chain-major: <c>[chain · options.Draws + draw]</c>.</param>
    /// <param name="variance">Draws of v, laid out likewise.</param>
    /// <param name="options">How the draws were made.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="cancellation">Stops between launches.</param>
    /// <exception cref="UsageException">A source in <see cref="FitOptions.FluxDraws"/> is not in the data.</exception>
    /// <exception cref="ArgumentException">The draws do not have the length that the options say.</exception>
    public static FluxPosterior Of(
        Observations observations,
        CollapsedPosterior posterior,
        double[][] logArea,
        double[][] variance,
        FitOptions options,
        Device device,
        CancellationToken cancellation = default) =>
        Of(observations, posterior, logArea, variance, options, device, new FluxBudget(), cancellation);

    /// <summary>As the public function, with another budget.</summary>
    internal static FluxPosterior Of(
        Observations observations,
        CollapsedPosterior posterior,
        double[][] logArea,
        double[][] variance,
        FitOptions options,
        Device device,
        FluxBudget budget,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(observations);
        ArgumentNullException.ThrowIfNull(posterior);
        ArgumentNullException.ThrowIfNull(device);
        RequireLength(logArea, observations, options);
        RequireLength(variance, observations, options);
        int[] chosen = Chosen(observations, options);
        FluxTable table = Empty(observations);
        new MixtureSummaries(device, budget, observations, posterior, variance).Fill(table, cancellation);
        ConditionalFluxes conditional = new(device, observations, posterior.Areas.Mean, logArea, variance, null, options);
        Diagnose(conditional, table, options, budget, cancellation);
        return new FluxPosterior(table, Draw(conditional, chosen, options, budget, cancellation));
    }

    /// <summary>
    /// Known variances: the posterior of every log flux is normal and exact. Monte Carlo errors are 0; R̂ and effective sample sizes are NaN,
    /// as nothing was sampled.
    /// </summary>
    /// <param name="observations">The data, with known variances.</param>
    /// <param name="posterior">Their posterior.</param>
    /// <param name="logArea">Draws of B, one array an instrument, chain-major; read when <see cref="FitOptions.FluxDraws"/> names a source.</param>
    /// <param name="options">How the draws were made.</param>
    /// <param name="device">Where to draw.</param>
    /// <param name="cancellation">Stops between launches.</param>
    /// <exception cref="UsageException">A source in <see cref="FitOptions.FluxDraws"/> is not in the data.</exception>
    /// <exception cref="ArgumentException">The data have no variances, or the draws do not have the length that the options say.</exception>
    public static FluxPosterior Of(
        Observations observations,
        KnownVariancePosterior posterior,
        double[][] logArea,
        FitOptions options,
        Device device,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(observations);
        ArgumentNullException.ThrowIfNull(posterior);
        ArgumentNullException.ThrowIfNull(device);
        double[] known = observations.Variance
            ?? throw new ArgumentException("The posterior is one of known variances, but the data have none.", nameof(observations));
        RequireLength(logArea, observations, options);
        int[] chosen = Chosen(observations, options);
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
                table.McseMean[j] = 0.0;
            }
        }

        ConditionalFluxes conditional = new(device, observations, posterior.Prior.Mean, logArea, [], known, options);
        return new FluxPosterior(table, Draw(conditional, chosen, options, new FluxBudget(), cancellation));
    }

    /// <summary>97.5 % quantile of the standard normal.</summary>
    private const double Normal95 = 1.959963984540054;

    private static double[][] Draw(
        ConditionalFluxes conditional, int[] chosen, FitOptions options, FluxBudget budget, CancellationToken cancellation)
    {
        double[][] draws = new double[chosen.Length][];
        if (chosen.Length > 0)
        {
            conditional.Draw(chosen, options.Chains, 1, budget.Block, (j, values) => draws[j] = values, cancellation);
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

    private static int[] Chosen(Observations observations, FitOptions options)
    {
        int[] chosen = new int[options.FluxDraws.Count];
        for (int k = 0; k < chosen.Length; k++)
        {
            string name = options.FluxDraws[k];
            chosen[k] = Array.IndexOf(observations.Sources, name);
            if (chosen[k] < 0)
            {
                string where = observations.Band is null ? "the table" : $"band {observations.Band}";
                string advice = DidYouMean.Advice(name, observations.Sources, "give a name of the source column.");
                throw new UsageException($"Draws of the flux of '{name}' were asked for, but {where} has no such source: {advice}");
            }
        }

        return chosen;
    }

    private static void RequireLength(double[][] draws, Observations observations, FitOptions options)
    {
        ArgumentNullException.ThrowIfNull(draws);
        int expected = options.Chains * options.Draws;
        if (draws.Length != observations.InstrumentCount || draws.Any(d => d.Length != expected))
        {
            throw new ArgumentException(
                $"{observations.InstrumentCount} arrays of {options.Chains} chains × {options.Draws} draws = {expected} numbers are expected.", nameof(draws));
        }
    }

    private static FluxTable Empty(Observations observations)
    {
        int sources = observations.SourceCount;
        int[] instruments = new int[sources];
        double[] sd = Unknown(sources);
        for (int j = 0; j < sources; j++)
        {
            instruments[j] = observations.First[j + 1] - observations.First[j];
            if (instruments[j] == 0)
            {
                sd[j] = double.PositiveInfinity;
            }
        }

        return new FluxTable(
            Unknown(sources), sd, Unknown(sources), Unknown(sources), Unknown(sources), Unknown(sources), Unknown(sources), Unknown(sources), Unknown(sources), instruments);
    }

    private static double[] Unknown(int length)
    {
        double[] values = GC.AllocateUninitializedArray<double>(length);
        Array.Fill(values, double.NaN);
        return values;
    }
}
