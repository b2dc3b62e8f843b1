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
using ExtraScatterKernel = GpuConcord.Kernels.Models.ExtraScatter.ExtraScatterModel;

namespace GpuConcord.Host.Models.ExtraScatter;

/// <summary>The log-Normal model with the table's errors and one unknown variance an instrument added to them: y_ij ~ N(B_i + G_j − t_ij/2, t_ij), t_ij = s_ij + v_i.</summary>
internal sealed record ExtraScatterModel : IModel
{
    private static readonly Abilities Able = new()
    {
        Samplers = [Sampler.Independence, Sampler.Collapsed],
        CorrelatedAreas = true,
        NeedsErrors = true,
        ZeroErrors = true,
        ErrorsBesideScatter = true
    };

    private static readonly Wording Said = new()
    {
        Axis = "scatter of ln(value) about area × flux beyond the table's errors",
        Beyond = " beyond its errors",
        Note = "σ is the scatter beyond the table's errors.",
        Legend = "σ is the scatter of the instrument's measurements about the model beyond their errors.",
        Tried = "log-Normal, known plus fitted variances, Hamiltonian sampler",
    };

    /// <summary>What a command line can ask for.</summary>
    public static ModelKind Kind { get; } = new()
    {
        Key = "both",
        Brief = "the two together",
        ByVariances = true,
        Scatter = "the errors and one sigma an instrument beyond them",
        Make = _ => new ExtraScatterModel(),
        Check = Refuse,
    };

    /// <inheritdoc/>
    ModelKind IModel.Kind => Kind;

    /// <inheritdoc/>
    public string Title => "log-Normal, known plus fitted variances";

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
        double[] known = data.Variance ?? throw new DataException(
            "Known plus fitted variances were asked for, but not every observation has an error: expected a column such as flux_err without "
            + "blanks. Name it with --error COLUMN, or fit all of the scatter with --variances fitted.");
        RequireNoNegative(data, known);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Block> Blocks(Observations data) => [Block.Areas(data), Block.Scatter(Axis.Instrument, data.Instruments)];

    /// <inheritdoc/>
    public double[]? KnownVariance(Observations data) => data.Variance;

    /// <inheritdoc/>
    public ModelDraws Draw(Problem problem, FitOptions options, Device device, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        (Observations observations, Priors priors, PatternStatistics statistics) = problem;
        double[] known = observations.Variance!;
        Stopwatch clock = Stopwatch.StartNew();
        // Checks the priors, and finds how much each instrument scatters altogether.
        CollapsedPosterior altogether = new(statistics, priors);
        WeighedMode[] modes = WeighedMode.All(altogether);
        ChainGroup[] groups = ChainGroup.Of(modes, options.Chains);
        ScatterStart[] starts = [.. modes.Select((mode, k) => Begin(mode, groups[k], Start(mode.Mode, statistics, priors, observations, known)))];
        double prepared = clock.Elapsed.TotalSeconds;
        PosteriorDraws draws = Sample(observations, known, priors, starts, options, device, progress, cancellation);
        options = draws.Ran ?? options;
        clock.Restart();
        progress?.Report(new FitProgress("fluxes", 0.0));
        PatternStatistics sources = PatternStatistics.SourceBySource(observations, known);
        (FluxTable fluxes, double[][] chosen) = FluxPosterior.Of(
            observations, sources, altogether.Areas, draws, options, device, new FluxBudget(), progress, cancellation, known);
        double[] meanVariance = [.. draws.Variance.Select(v => v.Average())];
        double[] typical = HarmonicVariance.Of(observations, Total(observations, known, meanVariance));
        AreaResponse response = PosteriorResponse.Of(draws.LogArea, altogether.Areas, ConnectedComponents.Of(observations).Members, options.Chains);
        IReadOnlyList<Block> blocks = Blocks(observations);
        return new ModelDraws
        {
            Blocks = [blocks[0] with { Draws = draws.LogArea }, blocks[1] with { Draws = draws.Variance }],
            Fluxes = fluxes,
            ChosenFluxes = chosen,
            PriorWeight = PriorInfluence.WeightWereFluxesKnown(statistics.SharedObservationCount, AreaPrior.Independent(priors), typical),
            PriorInfluence = response.Matrix,
            PriorInfluenceError = response.Error,
            Groups = draws.Groups,
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
        // The known errors are those of the design, the same in all.
        double[] known = replicates[0].Data.Variance!;
        PatternStatistics[] statistics = ReplicateStarts.Statistics(replicates);
        WeighedMode[][] modes = ReplicateStarts.Modes(statistics, priors, cancellation);
        ScatterMany<ExtraScatterKernel, SourceMemory> many = new(
            chosen => new SourceMemory(device, [.. chosen.Select(k => replicates[k].Data)], known, priors),
            memory => memory.Model,
            ReplicateStarts.Keys(replicates, options.Seed),
            [.. modes.Select((own, k) => Search(k, WeighedMode.Highest(own)))],
            [.. modes.Select((own, k) => own.Select(mode => About(mode, Search(k, mode.Mode))).ToArray())]);
        return [.. many.Run(options, device, progress, cancellation)
            .Select(own => new ReplicateDraws([own.LogArea, own.Variance], null))];

        TrajectorySearch Search(int k, MarginalMode mode) => Start(mode, statistics[k], priors, replicates[k].Data, known);
    }

    /// <inheritdoc/>
    public Replicate Simulate(ReplicateDesign design, int number)
    {
        ReplicateDrawing drawing = new(design, number);
        double[] area = drawing.Areas();
        double[] variance = drawing.Variances();
        double[] known = design.Data.Variance!;
        return drawing.Observe(area, [variance], (_, i, o) => variance[i] + known[o], (_, _, nominal) => nominal, _ => known);
    }

    /// <summary>The chains alone, from observations and starting point to draws.</summary>
    internal static PosteriorDraws Sample(
        Observations observations,
        double[] known,
        Priors priors,
        IReadOnlyList<ScatterStart> starts,
        FitOptions options,
        Device device,
        IProgress<FitProgress>? progress,
        CancellationToken cancellation)
    {
        using SourceMemory memory = new(device, observations, known, priors);
        return ScatterSampling.Run(memory.Model, starts, options, device, progress, cancellation);
    }

    /// <summary>
    /// Where the search begins: the variance t̂ of the model without errors, less the mean known variance s̄, but no less than what the
    /// prior expects; as wide in ln v as t̂ is in ln t times t̂/v (the delta method), at most 1. The pilot chains do the rest.
    /// </summary>
    internal static TrajectorySearch Start(
        MarginalMode mode, PatternStatistics statistics, Priors priors, Observations observations, double[] known)
    {
        int n = observations.InstrumentCount;
        double[] sum = new double[n];
        for (int j = 0; j < observations.SourceCount; j++)
        {
            int end = observations.First[j + 1];
            for (int o = observations.First[j]; o < end && end - observations.First[j] > 1; o++)
            {
                sum[observations.Instrument[o]] += known[o];
            }
        }

        double[] centre = new double[n];
        double[] scale = new double[n];
        for (int i = 0; i < n; i++)
        {
            double total = mode.Variance[i];
            double rest = total - (sum[i] / Math.Max(1, statistics.SharedObservationCount[i]));
            double v = Math.Max(rest, Math.Min(total, priors.Beta[i] / priors.Alpha[i]));
            centre[i] = Math.Log(v);
            scale[i] = Math.Clamp(Math.Sqrt(Math.Max(mode.LogVarianceCovariance[i, i], 0.0)) * total / v, 0.01, 1.0);
        }

        return new TrajectorySearch(centre, scale);
    }

    /// <summary>Where a sampler begins about a mode.</summary>
    internal static ScatterStart Begin(WeighedMode mode, ChainGroup chains, TrajectorySearch search) => new(search, About(mode, search), chains);

    /// <summary>The proposal begins as wide as the search does, the instruments apart from each other.</summary>
    private static ProposalStart About(WeighedMode mode, TrajectorySearch search)
    {
        int n = search.Centre.Length;
        double[,] covariance = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            covariance[i, i] = search.Scale[i] * search.Scale[i];
        }

        return new ProposalStart(search.Centre, covariance, mode.Weight);
    }

    private static void Refuse(IModel model, ModelRequest request)
    {
        if (request.Sampler is not (Sampler.Auto or Sampler.Independence or Sampler.Collapsed))
        {
            throw new UsageException($"--sampler: found {SamplerName.Of(request.Sampler)} with --variances both, expected auto, independence or collapsed; the Gibbs samplers "
                + "fit all of the "
                + "scatter (--variances fitted)");
        }

        if (request.Estimates)
        {
            throw new UsageException("--point: found beside --variances both, expected --variances fitted; the papers' point estimates know no errors besides the scatter");
        }
    }

    private static void RequireNoNegative(Observations observations, double[] known)
    {
        for (int j = 0; j < observations.SourceCount; j++)
        {
            for (int o = observations.First[j]; o < observations.First[j + 1]; o++)
            {
                if (!(known[o] >= 0) || !double.IsFinite(known[o]))
                {
                    throw new DataException(
                        $"The known variance of {observations.Sources[j]} seen by {observations.Instruments[observations.Instrument[o]]} is {known[o]}: "
                        + "expected a finite number, 0 (no known error) or greater.");
                }
            }
        }
    }

    /// <summary>s + v of every observation.</summary>
    private static double[] Total(Observations observations, double[] known, double[] variance) =>
        [.. known.Select((s, o) => s + variance[observations.Instrument[o]])];
}
