using System.Diagnostics;
using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Fluxes;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Patterns;

namespace GpuConcord.Host.Models.KnownErrors;

/// <summary>The log-Normal model whose variances are those of the table's errors: an exact Gaussian posterior, drawn independently.</summary>
internal sealed record KnownErrorsModel : IModel
{
    private static readonly Abilities Able = new() { Samplers = [Sampler.Exact], CorrelatedAreas = true, NeedsErrors = true };

    private static readonly Wording Said = new() { Tried = "log-Normal, known variances, exact sampler" };

    /// <summary>What a command line can ask for.</summary>
    public static ModelKind Kind { get; } = new()
    {
        Key = "known",
        Brief = "variances given",
        ByVariances = true,
        Scatter = "the table's errors",
        Make = _ => new KnownErrorsModel(),
        Check = Refuse,
    };

    /// <inheritdoc/>
    ModelKind IModel.Kind => Kind;

    /// <inheritdoc/>
    public string Title => "log-Normal, known variances";

    /// <inheritdoc/>
    public Abilities Can => Able;

    /// <inheritdoc/>
    public SettingValues Settings => SettingValues.None;

    /// <inheritdoc/>
    public IReadOnlyList<string> Words => Kind.Words;

    /// <inheritdoc/>
    public Wording Says => Said;

    /// <inheritdoc/>
    public void Check(Observations data, Priors priors)
    {
        if (data.Variance is null)
        {
            throw new DataException(
                "Known variances were asked for, but the table has no error column: expected a column such as flux_err. "
                + "Name it with --error COLUMN, or fit the variances with --variances fitted.");
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Block> Blocks(Observations data) => [Block.Areas(data)];

    /// <inheritdoc/>
    public double[]? KnownVariance(Observations data) => data.Variance;

    /// <inheritdoc/>
    public ModelDraws Draw(Problem problem, FitOptions options, Device device, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        (Observations observations, Priors priors, PatternStatistics statistics) = problem;
        double[] variance = observations.Variance!;
        Stopwatch clock = Stopwatch.StartNew();
        AreaPrior prior = AreaPrior.Of(priors);
        KnownVariancePosterior posterior = KnownVariancePosterior.Of(observations, prior);
        double prepared = clock.Elapsed.TotalSeconds;
        PosteriorDraws draws = ExactSampling.Run(posterior, options, device, progress, cancellation);
        clock.Restart();
        (FluxTable fluxes, double[][] chosen) = FluxPosterior.Of(observations, posterior, draws, options, device);
        AreaResponse response = AreaResponse.Exact(posterior.AreaCovariance, prior);
        return new ModelDraws
        {
            Blocks = [Block.Areas(observations) with { Draws = draws.LogArea }],
            Fluxes = fluxes,
            ChosenFluxes = chosen,
            PriorWeight = PriorInfluence.WeightWereFluxesKnown(
                statistics.SharedObservationCount, AreaPrior.Independent(priors), HarmonicVariance.Of(observations, variance)),
            PriorInfluence = response.Matrix,
            PriorInfluenceError = response.Error,
            WarmUpSeconds = draws.WarmUpSeconds + prepared,
            SamplingSeconds = draws.SamplingSeconds,
            FluxSeconds = clock.Elapsed.TotalSeconds,
            Warnings = [.. Misfit(observations, posterior, variance)],
        };
    }

    /// <inheritdoc/>
    public IReadOnlyList<ReplicateDraws> DrawMany(
        IReadOnlyList<Replicate> replicates, Priors priors, FitOptions options, Device device, Action<double> progress, CancellationToken cancellation)
    {
        AreaPrior prior = AreaPrior.Of(priors);
        ReplicateDraws[] draws = new ReplicateDraws[replicates.Count];
        for (int k = 0; k < draws.Length; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            KnownVariancePosterior posterior = KnownVariancePosterior.Of(replicates[k].Data, prior);
            FitOptions own = options with { Problem = (ulong)replicates[k].Number };
            draws[k] = new ReplicateDraws([ExactSampling.Run(posterior, own, device, null, cancellation).LogArea], null);
            progress((k + 1.0) / draws.Length);
        }

        return draws;
    }

    /// <inheritdoc/>
    /// <remarks>A variance is drawn for every instrument, and then told to the fit.</remarks>
    public Replicate Simulate(ReplicateDesign design, int number)
    {
        ReplicateDrawing drawing = new(design, number);
        double[] area = drawing.Areas();
        double[] variance = drawing.Variances();
        return drawing.Observe(area, [], (_, i, _) => variance[i], (_, _, nominal) => nominal, told => told);
    }

    private static void Refuse(IModel model, ModelRequest request)
    {
        if (request.Sampler is not (Sampler.Auto or Sampler.Exact))
        {
            throw new UsageException($"--sampler: found {SamplerName.Of(request.Sampler)} with --variances known, expected auto or exact; known variances need no Markov chain");
        }

        if (request.VariancePrior is { } prior && !request.Simulated)
        {
            throw new UsageException($"{prior}: found beside --variances known, expected --variances fitted; leave it out, it is the prior of a fitted variance");
        }

        if (request.Estimates)
        {
            throw new UsageException("--point: found beside --variances known, expected --variances fitted; with known variances the posterior mean is the only estimate");
        }
    }

    /// <summary>Whether the data scatter more than their errors allow: known variances are believed, so only this can say they are too small.</summary>
    private static IEnumerable<string> Misfit(Observations observations, KnownVariancePosterior posterior, double[] variance)
    {
        double sum = 0;
        int shared = 0;
        int sources = 0;
        for (int j = 0; j < observations.SourceCount; j++)
        {
            int end = observations.First[j + 1];
            if (end - observations.First[j] < 2)
            {
                continue;
            }

            sources++;
            for (int o = observations.First[j]; o < end; o++)
            {
                double mean = posterior.AreaMean[observations.Instrument[o]] + posterior.FluxMean[j] - (0.5 * variance[o]);
                double residual = observations.Y[o] - mean;
                sum += residual * residual / variance[o];
                shared++;
            }
        }

        int freedom = shared - sources - (observations.InstrumentCount - 1);

        // χ² has mean f and standard deviation √(2f): five of them do not come about by chance.
        if (freedom > 0 && sum > freedom + (5 * Math.Sqrt(2.0 * freedom)))
        {
            yield return $"The data scatter more than their errors allow (chi-square {sum:N0} with {freedom:N0} degrees of freedom): "
                + "every interval is too narrow. Fit the scatter beyond the errors (--variances both), or all of it (--variances fitted).";
        }
    }
}
