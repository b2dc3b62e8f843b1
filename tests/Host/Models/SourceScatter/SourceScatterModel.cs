using System.Diagnostics;
using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Fluxes;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Kernels.Random;

namespace GpuConcord.Tests.Host.Models.SourceScatter;

/// <summary>
/// A model that the program does not have: one unknown variance a source, y_ij ~ N(B_i + G_j − v_j/2, v_j), v_j ~ InvGamma(α, β). It shows that
/// a folder and a line are enough for a model, and for a block with an axis that no model of the program uses for its scatter.
/// </summary>
internal sealed record SourceScatterModel : IModel
{
    private static readonly Abilities Able = new()
    {
        Samplers = [Sampler.BlockGibbs],
        CorrelatedAreas = true,
        NoSensitivity = "its likelihood is not integrated over the variances of the sources",
    };

    private static readonly Wording Said = new()
    {
        Axis = "scatter of ln(value) about area × flux",
        Legend = "σ is the scatter of the source's measurements about the model.",
        Tried = "one variance a source, block Gibbs",
    };

    /// <summary>The line.</summary>
    public static ModelKind Kind { get; } = new()
    {
        Key = "source-scatter",
        Brief = "one variance a source",
        Make = _ => new SourceScatterModel(),
    };

    /// <summary>A deliberate mistake: the σ that data are simulated with, over the σ that is the truth.</summary>
    public double Mistake { get; init; } = 1;

    ModelKind IModel.Kind => Kind;

    public string Title => "log-Normal, one variance a source";

    public Abilities Can => Able;

    public SettingValues Settings => SettingValues.None;

    public IReadOnlyList<string> Words => Kind.Words;

    public Wording Says => Said;

    public void Check(Observations data, Priors priors)
    {
        if (priors.Alpha.Distinct().Count() > 1 || priors.Beta.Distinct().Count() > 1)
        {
            throw new UsageException("--prior: found priors of the variance that differ between instruments, expected one; with --model source-scatter a source has a variance");
        }
    }

    public IReadOnlyList<Block> Blocks(Observations data) => [Block.Areas(data), Block.Scatter(Axis.Source, data.Sources)];

    public double[]? KnownVariance(Observations data) => null;

    public ModelDraws Draw(Problem problem, FitOptions options, Device device, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        Stopwatch clock = Stopwatch.StartNew();
        (Observations data, Priors priors, PatternStatistics statistics) = problem;
        SourceScatterChains chains = new(data, priors, options);
        chains.Run(share => progress?.Report(new FitProgress("sampling", share)), cancellation);
        double sampled = clock.Elapsed.TotalSeconds;
        IReadOnlyList<Block> blocks = Blocks(data);
        ParameterSummary[] fluxes = [.. chains.LogFlux.Select((draws, j) => ParameterSummary.Of(data.Sources[j], draws, options.Chains))];
        double[] precision = [.. data.Instruments.Select((_, i) => Enumerable.Range(0, data.Count)
            .Where(o => data.Instrument[o] == i).Sum(o => chains.Variance[data.SourceOf(o)].Average(v => 1 / v)))];
        return new ModelDraws
        {
            Blocks = [blocks[0] with { Draws = chains.LogArea }, blocks[1] with { Draws = chains.Variance }],
            Fluxes = new FluxTable(
                Column(flux => flux.Mean), Column(flux => flux.Sd), Column(flux => flux.Q2_5), Column(flux => flux.Median), Column(flux => flux.Q97_5),
                Column(flux => flux.McseMean), Column(flux => flux.Rhat), Column(flux => flux.EssBulk), Column(flux => flux.EssTail),
                [.. Enumerable.Range(0, data.SourceCount).Select(j => data.First[j + 1] - data.First[j])]),
            ChosenFluxes = [.. options.FluxDraws.Select(name => chains.LogFlux[Array.IndexOf(data.Sources, name)])],
            PriorWeight = [.. priors.Tau.Select((tau, i) => 1 / (1 + (tau * tau * precision[i])))],
            PriorInfluence = chains.Influence,
            WarmUpSeconds = sampled * options.WarmUp / chains.Iterations,
            SamplingSeconds = sampled * (chains.Iterations - options.WarmUp) / chains.Iterations,
            FluxSeconds = clock.Elapsed.TotalSeconds - sampled,
        };

        double[] Column(Converter<ParameterSummary, double> value) => Array.ConvertAll(fluxes, value);
    }

    public IReadOnlyList<ReplicateDraws> DrawMany(
        IReadOnlyList<Replicate> replicates, Priors priors, FitOptions options, Device device, Action<double> progress, CancellationToken cancellation)
    {
        ReplicateDraws[] draws = new ReplicateDraws[replicates.Count];
        for (int k = 0; k < draws.Length; k++)
        {
            SourceScatterChains chains = new(replicates[k].Data, priors, options with { Problem = (ulong)replicates[k].Number });
            chains.Run(_ => { }, cancellation);
            draws[k] = new ReplicateDraws([chains.LogArea, chains.Variance], chains.LogFlux);
            progress((k + 1.0) / draws.Length);
        }

        return draws;
    }

    public Replicate Simulate(ReplicateDesign design, int number)
    {
        ReplicateDrawing drawing = new(design, number);
        double[] variance = [.. design.Data.Sources.Select((_, j) => drawing.Variance(0, j))];
        return drawing.Observe(drawing.Areas(), [variance], (j, _, _) => variance[j], (_, _, nominal) => Mistake * Mistake * nominal, _ => null);
    }
}
