using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.Catalogue;
using GpuConcord.Host.Sampling;

namespace GpuConcord.Tests.Host.Models.Toy;

/// <summary>
/// A model that says it fits counts, for what happens before any sampler: inside it is the log-Normal one, which looks at y. Its catalogues have no other that
/// fits counts.
/// </summary>
internal record CountsStandIn : IModel
{
    private protected static readonly IBatchModel Inner = (IBatchModel)ModelCatalogue.Standard.Default;

    /// <summary>Its kind.</summary>
    public static ModelKind StandIn { get; } = new() { Key = "apertures", Brief = "a stand-in", Make = _ => new CountsStandIn() };

    /// <summary>The models of values.</summary>
    public static ModelCatalogue None { get; } = ModelCatalogue.Of(ModelCatalogue.Standard.Kinds.Where(kind => !kind.Make(SettingValues.None).Can.Counts));

    /// <summary>The models of values and this.</summary>
    public static ModelCatalogue Models { get; } = None.With(StandIn);

    public virtual ModelKind Kind => StandIn;

    public string Title => "a stand-in for counts";

    public Abilities Can => Inner.Can with { Counts = true, Estimates = [] };

    public SettingValues Settings => SettingValues.None;

    public IReadOnlyList<string> Words => Kind.Words;

    public Wording Says => Inner.Says;

    public void Check(Observations data, Priors priors) => Inner.Check(data, priors);

    public IReadOnlyList<Block> Blocks(Observations data) => Inner.Blocks(data);

    public double[]? KnownVariance(Observations data) => null;

    public ModelDraws Draw(Problem problem, FitOptions options, Device device, IProgress<FitProgress>? progress, CancellationToken cancellation) =>
        Inner.Draw(problem, options, device, progress, cancellation);

    public IReadOnlyList<ReplicateDraws> DrawMany(
        IReadOnlyList<Replicate> replicates, Priors priors, FitOptions options, Device device, Action<double> progress, CancellationToken cancellation) =>
        Inner.DrawMany(replicates, priors, options, device, progress, cancellation);

    public Replicate Simulate(ReplicateDesign design, int number) => Inner.Simulate(design, number);
}

/// <summary>The same, of which many problems may be swept.</summary>
internal sealed record SweptCountsStandIn : CountsStandIn, IBatchModel
{
    private static ModelKind SweptKind { get; } = new() { Key = "apertures", Brief = "a stand-in", Make = _ => new SweptCountsStandIn() };

    /// <summary>The models of values and this.</summary>
    public static ModelCatalogue Swept { get; } = None.With(SweptKind);

    public override ModelKind Kind => SweptKind;

    public SweepResult Sweep(IReadOnlyList<SweepProblem> problems, SweepOptions options, Device device, IProgress<FitProgress>? progress, CancellationToken cancellation) =>
        Inner.Sweep(problems, options, device, progress, cancellation);
}
