using System.Diagnostics;
using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Fluxes;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sampling.ScaleMixture;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Modes;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Kernels.Models.LogT;
using LogTKernel = GpuConcord.Kernels.Models.LogT.LogTModel;

namespace GpuConcord.Host.Models.LogT;

/// <summary>A fit of the log-t model, from one problem to its draws.</summary>
internal static class LogTFit
{
    // Observations below which over-relaxed moves of σ² alone are refused too often.
    private const int Few = 100;

    /// <summary>
    /// Proposals for areas and scales with all else integrated out where they are asked for and one fits, else block Gibbs; see <see cref="IModel.Draw"/>.
    /// </summary>
    public static ModelDraws Run(
        LogTModel model, Problem problem, FitOptions options, Device device, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        (Observations observations, Priors priors, PatternStatistics statistics) = problem;
        Stopwatch clock = Stopwatch.StartNew();
        int[] named = FluxPosterior.Named(observations, options);
        AreaPrior prior = AreaPrior.Of(priors);
        using ScaleMixtureMemory data = new(device, observations, statistics, prior);
        using Memory conditionals = device.Upload(Conditionals(statistics.SharedObservationCount, priors, model));
        int[] place = SourceRows.Places(data.Sources, observations.SourceCount);
        int[] chosen = [.. named.Select(j => place[j]).Where(k => k >= 0)];
        LogTKernel kernel = Kernel(conditionals, observations, model);
        ScaleMixtureStarts start = Starts(statistics, priors, model, options.Chains);
        ScaleMixtureDraws? proposed = null;
        PolynomialQuality? quality = null;
        double afterwards = 0;
        FitOptions? ran = null;
        if (options.Sampler is Sampler.Independence)
        {
            SharedSources sources = SharedSources.Of(observations, data, prior);
            if (start.Groups.Count == 0 && CollapsedPlan.Of(sources, model, priors, prior, start.Scale, cancellation) is { } plan)
            {
                (proposed, quality, afterwards) = CollapsedLogTSampling.Run(plan, kernel, data, chosen, options, device, progress, cancellation);
            }

            options = proposed is null ? options.ByGibbs(model.Can.Correlation) : proposed.Draws.Ran ?? options;
            ran = options;
        }

        double prepared = clock.Elapsed.TotalSeconds - afterwards - (proposed is null ? 0 : proposed.Draws.WarmUpSeconds + proposed.Draws.SamplingSeconds);
        ScaleMixtureDraws found = proposed ?? ScaleMixtureSampling<LogTKernel>.Run(device, data, kernel, start, chosen, options, progress, cancellation);
        clock.Restart();
        progress?.Report(new FitProgress("fluxes", 0.0));
        double[][] areas = Nominal(found.Draws.LogArea, priors);
        LoneSources lone = new(observations, statistics, areas, (i, d) => found.Draws.Variance[i][d], options, model.Nu);
        FluxTable fluxes = LogTFluxes.Of(observations, data, found, lone, options, model.Nu, cancellation);
        AreaResponse response = PosteriorResponse.Of(areas, prior, ConnectedComponents.Of(observations).Members, options.Chains);
        double[] harmonic = [.. found.Precision.Zip(statistics.SharedObservationCount, (sum, n) => n > 0 ? n / sum : 1.0)];
        return new ModelDraws
        {
            Blocks = [.. Blocks(model, observations, areas, data, found)],
            Fluxes = fluxes,
            ChosenFluxes = Chosen(named, place, chosen, data, found, lone),
            PriorWeight = PriorInfluence.WeightWereFluxesKnown(statistics.SharedObservationCount, AreaPrior.Independent(priors), harmonic),
            PriorInfluence = response.Matrix,
            PriorInfluenceError = response.Error,
            Groups = [.. start.Groups.Select(group => group.Chains)],
            Tuning = found.Draws.Tuning,
            Polynomial = quality,
            Ran = ran,
            WarmUpSeconds = found.Draws.WarmUpSeconds + prepared,
            SamplingSeconds = found.Draws.SamplingSeconds,
            FluxSeconds = clock.Elapsed.TotalSeconds + afterwards,
            Warnings = [.. Warnings(data, found, model, fluxes.InstrumentCount)],
        };
    }

    /// <summary>The model as its sampler needs it, given the <see cref="Conditionals"/> on the device.</summary>
    internal static LogTKernel Kernel(Memory conditionals, Observations observations, LogTModel model) =>
        new(conditionals.View, 0.5 * (model.Nu + 1.0), observations.InstrumentCount, Scales(observations, model));

    private static int Scales(Observations observations, LogTModel model) =>
        model.Sigma is not null ? 0 : model.CommonSigma ? 1 : observations.InstrumentCount;

    /// <summary>See <see cref="LogTRows"/>.</summary>
    internal static double[] Conditionals(int[] counts, Priors priors, LogTModel model)
    {
        double nu = model.Nu;
        int[] sharing = model.CommonSigma ? [.. counts.Select(_ => counts.Sum())] : counts;

        // An observation says (ν(1 − c)² + c²)/2 of ln σ² given ψ/σ^2c and its residual, least at c = ν/(ν + 1). A σ² of few observations is drawn given
        // the weights (c = 1) besides, which goes best with a c further away.
        double[] beyond = [.. sharing.Select(n => n < Few ? 3.0 : 1.0)];
        return
        [
            .. sharing.Select((n, i) => priors.Alpha[i] + (0.5 * n)),
            .. sharing.Select((n, i) => (0.5 * n * (beyond[i] - 1.0) * nu / (nu + beyond[i])) - priors.Alpha[i]),
            .. priors.Beta.Select(beta => 2.0 * beta),
            .. beyond.Select(more => nu / (nu + more)),
            .. sharing.Select(n => n < Few ? 1.0 : 0.0),
        ];
    }

    /// <summary>About the variances that a normal scatter would have, or those that go with a known σ.</summary>
    internal static ScaleMixtureStarts Start(PatternStatistics statistics, Priors priors, LogTModel model, int maximumStarts = 16)
    {
        if (model.Sigma is { } sigma)
        {
            double[] known = [.. priors.Tau.Select(_ => sigma * sigma)];
            return new ScaleMixtureStarts([.. known.Select(scale => scale / model.Nu)], known, Known: true, Common: false);
        }

        return About(MarginalMode.Find(Typical(statistics, priors, model), maximumStarts), model);
    }

    /// <summary>The same about every mode that a normal scatter would have; most often there is one.</summary>
    private static ScaleMixtureStarts Starts(PatternStatistics statistics, Priors priors, LogTModel model, int chains)
    {
        if (model.Sigma is not null)
        {
            return Start(statistics, priors, model);
        }

        WeighedMode[] modes = WeighedMode.All(Typical(statistics, priors, model));
        ScaleMixtureStarts[] starts = [.. modes.Select(mode => About(mode.Mode, model))];
        if (modes.Length == 1)
        {
            return starts[0];
        }

        ChainGroup[] groups = ChainGroup.Of(modes, chains);
        return starts[0] with { Groups = [.. groups.Zip(starts, (group, own) => (group, own.Variance, own.Scale))] };
    }

    /// <summary>The posterior if ψ = σ²/ξ, which is near σ²/ν, were one variance an instrument, with the prior InvGamma(α, β/ν).</summary>
    private static CollapsedPosterior Typical(PatternStatistics statistics, Priors priors, LogTModel model) =>
        new(statistics, priors with { Beta = [.. priors.Beta.Select(beta => beta / model.Nu)] });

    private static ScaleMixtureStarts About(MarginalMode mode, LogTModel model)
    {
        double[] variance = [.. mode.LogVariance.Select(Math.Exp)];
        if (model.CommonSigma)
        {
            Array.Fill(variance, variance.Average());
        }

        return new ScaleMixtureStarts(variance, [.. variance.Select(v => v * model.Nu)], Known: false, model.CommonSigma);
    }

    /// <summary>B in place of B − b.</summary>
    private static double[][] Nominal(double[][] areas, Priors priors) =>
        [.. areas.Select((values, i) => Array.ConvertAll(values, area => area + priors.LogArea[i]))];

    /// <summary>B, σ² where it was fitted, a single one when it is common to all, and the weights.</summary>
    private static IEnumerable<Block> Blocks(LogTModel model, Observations observations, double[][] areas, ScaleMixtureMemory data, ScaleMixtureDraws found)
    {
        foreach (Block block in model.Blocks(observations))
        {
            yield return block.Role switch
            {
                Role.Area => block with { Draws = areas },
                Role.Weight => block with { Moments = Weights(observations, data, found, model.Nu) },
                _ => block with { Draws = block.Axis is Axis.Common ? [found.Draws.Variance[0]] : found.Draws.Variance },
            };
        }
    }

    private static double[][] Chosen(int[] named, int[] place, int[] chosen, ScaleMixtureMemory data, ScaleMixtureDraws found, LoneSources lone) =>
    [
        .. named.Select(j => place[j] < 0
            ? lone.Draws(j)
            : Array.ConvertAll(found.ChosenFlux[Array.IndexOf(chosen, place[j])], flux => flux + data.Centre[place[j]])),
    ];

    /// <summary>E[ξ | y] of every observation: ν on average a priori, far below it for an outlier.</summary>
    private static EntryMoments Weights(Observations observations, ScaleMixtureMemory data, ScaleMixtureDraws found, double nu)
    {
        double[] mean = new double[observations.Count];
        double[] error = new double[observations.Count];
        Array.Fill(mean, nu);
        for (int k = 0; k < data.Observations.Length; k++)
        {
            mean[data.Observations[k]] = found.Weight[k];
            error[data.Observations[k]] = found.WeightError[k];
        }

        return new EntryMoments(mean, error, nu);
    }

    private static IEnumerable<string> Warnings(ScaleMixtureMemory data, ScaleMixtureDraws found, LogTModel model, int[] instruments)
    {
        if (found.Snapshots.Length > 0 && found.Snapshots[0].Length == 0)
        {
            yield return $"{data.Sources.Length:N0} sources are too many to keep a thousand draws of each: their fluxes have mean and sd, but no quantiles. "
                + "Name the sources whose draws you need with --flux-draws.";
        }

        foreach (string warning in FluxTail.Warnings(model.Nu, instruments))
        {
            yield return warning;
        }
    }
}
