using System.Diagnostics;
using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Fluxes;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sampling.Collapsed;
using GpuConcord.Host.Sampling.Independence;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Modes;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Kernels.Models;
using GpuConcord.Kernels.Random;

namespace GpuConcord.Host.Models.LogNormal;

/// <summary>
/// The log-Normal model with one unknown variance an instrument: y_ij ~ N(B_i + G_j − v_i/2, v_i), v_i ~ InvGamma(α_i, β_i) (Chen et al. 2019,
/// arXiv:1711.09429, section 2).
/// </summary>
internal sealed record LogNormalModel : IBatchModel
{
    private static readonly Abilities Able = new()
    {
        Samplers = [Sampler.Independence, Sampler.Collapsed, Sampler.BlockGibbs, Sampler.Gibbs],
        CorrelatedAreas = true,
        Estimates = [PointEstimateKind.Marginal, PointEstimateKind.Shrinkage, PointEstimateKind.Joint],
    };

    private static readonly Wording Said = new() { Tried = "log-Normal, fitted variances, Hamiltonian sampler" };

    /// <summary>What a command line can ask for.</summary>
    public static ModelKind Kind { get; } = new()
    {
        Key = "fitted",
        Brief = "log-normal, one sigma an instrument",
        ByVariances = true,
        Scatter = "one sigma an instrument (the default)",
        Make = _ => new LogNormalModel(),
        Check = Refuse,
    };

    /// <inheritdoc/>
    ModelKind IModel.Kind => Kind;

    /// <inheritdoc/>
    public string Title => "log-Normal, fitted variances";

    /// <inheritdoc/>
    public Abilities Can => Able;

    /// <inheritdoc/>
    public SettingValues Settings => SettingValues.None;

    /// <inheritdoc/>
    public IReadOnlyList<string> Words => [];

    /// <inheritdoc/>
    public Wording Says => Said;

    /// <inheritdoc/>
    public void Check(Observations data, Priors priors)
    {
    }

    /// <inheritdoc/>
    public IReadOnlyList<Block> Blocks(Observations data) => [Block.Areas(data), Block.Scatter(Axis.Instrument, data.Instruments)];

    /// <inheritdoc/>
    public double[]? KnownVariance(Observations data) => null;

    /// <inheritdoc/>
    public ModelDraws Draw(Problem problem, FitOptions options, Device device, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        (Observations observations, Priors priors, PatternStatistics statistics) = problem;
        Stopwatch clock = Stopwatch.StartNew();
        CollapsedPosterior posterior = new(statistics, priors);
        WeighedMode[] modes = WeighedMode.All(posterior);
        double prepared = clock.Elapsed.TotalSeconds;
        PosteriorDraws draws = options.Sampler is Sampler.Independence or Sampler.Collapsed
            ? LogNormalSampling.Run(statistics, priors, modes, options, device, progress, cancellation)
            : GibbsSampling.Run(observations, statistics, priors, modes, options, device, progress, cancellation);
        options = draws.Ran ?? options;
        clock.Restart();
        progress?.Report(new FitProgress("fluxes", 0.0));
        MarginalMode highest = WeighedMode.Highest(modes);
        (FluxTable fluxes, double[][] chosen) = FluxPosterior.Of(
            observations, statistics, posterior, draws, options, device, progress, cancellation);
        double[] meanVariance = [.. draws.Variance.Select(v => v.Average())];
        AreaResponse response = LogNormalResponse.Of(posterior, draws.LogArea, draws.Variance, options.Chains);
        IReadOnlyList<Block> blocks = Blocks(observations);
        return new ModelDraws
        {
            Blocks = [blocks[0] with { Draws = draws.LogArea }, blocks[1] with { Draws = draws.Variance }],
            Fluxes = fluxes,
            ChosenFluxes = chosen,
            Estimates = [.. options.Estimates.Select(kind => PointEstimates.Of(kind, posterior, highest))],
            Groups = draws.Groups,
            PriorWeight = PriorInfluence.WeightWereFluxesKnown(statistics.SharedObservationCount, AreaPrior.Independent(priors), meanVariance),
            PriorInfluence = response.Matrix,
            PriorInfluenceError = response.Error,
            Tuning = draws.Tuning,
            Ran = draws.Ran,
            WarmUpSeconds = draws.WarmUpSeconds + prepared,
            SamplingSeconds = draws.SamplingSeconds,
            FluxSeconds = clock.Elapsed.TotalSeconds,
        };
    }

    /// <inheritdoc/>
    public IReadOnlyList<ReplicateDraws> DrawMany(
        IReadOnlyList<Replicate> replicates, Priors priors, FitOptions options, Device device, Action<double> progress, CancellationToken cancellation)
    {
        StreamKey[] keys = ReplicateStarts.Keys(replicates, options.Seed);
        PatternStatistics[] statistics = ReplicateStarts.Statistics(replicates);
        ModelProblem[] problems = Array.ConvertAll(statistics, set => new ModelProblem(set, priors));
        WeighedMode[][] modes = ReplicateStarts.Modes(statistics, priors, cancellation);
        return ModelMemory.IsComplete(statistics[0], priors)
            ? Drawn(chosen => ModelMemory.Complete(device, chosen), memory => memory.CompleteModel)
            : Drawn(chosen => ModelMemory.Patterns(device, chosen), memory => memory.PatternModel);

        IReadOnlyList<ReplicateDraws> Drawn<TModel>(Func<IReadOnlyList<ModelProblem>, ModelMemory> upload, Func<ModelMemory, TModel> view)
            where TModel : struct, ICollapsedModel<TModel>
        {
            ScatterMany<TModel, ModelMemory> many = new(
                chosen => upload([.. chosen.Select(k => problems[k])]), view, keys, Array.ConvertAll(modes, own => CollapsedBatch.SearchFrom(WeighedMode.Highest(own))),
                Array.ConvertAll(modes, own => (IReadOnlyList<ProposalStart>)[.. own.Select(ProposalStart.Of)]));
            return Found(many.Run(options, device, progress, cancellation));
        }
    }

    /// <inheritdoc/>
    public Replicate Simulate(ReplicateDesign design, int number)
    {
        ReplicateDrawing drawing = new(design, number);
        double[] area = drawing.Areas();
        double[] variance = drawing.Variances();
        return drawing.Observe(area, [variance], (_, i, _) => variance[i], (_, _, nominal) => nominal, _ => null);
    }

    /// <inheritdoc/>
    public SweepResult Sweep(
        IReadOnlyList<SweepProblem> problems, SweepOptions options, Device device, IProgress<FitProgress>? progress, CancellationToken cancellation) =>
        Sweeping.Run(problems, options, device, progress, cancellation);

    private static void Refuse(IModel model, ModelRequest request)
    {
        if (request.Sampler is Sampler.Exact)
        {
            throw new UsageException("--sampler: found exact with fitted variances, expected --variances known beside it; only known variances have an exact posterior");
        }
    }

    private static IReadOnlyList<ReplicateDraws> Found(ScatterColumns[] draws) =>
        [.. draws.Select(own => new ReplicateDraws([own.LogArea, own.Variance], null))];
}
