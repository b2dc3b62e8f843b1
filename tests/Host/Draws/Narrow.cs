using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sampling;

namespace GpuConcord.Tests.Host.Draws;

/// <summary>A model whose likelihood is said to be slow.</summary>
/// <param name="model">The model.</param>
/// <param name="budget">Observations × draws that are looked at within a few seconds.</param>
internal sealed class Narrow(IModel model, long budget) : IModel
{
    public ModelKind Kind => model.Kind;

    public string Title => model.Title;

    public Abilities Can => model.Can with { CheckBudget = budget };

    public SettingValues Settings => model.Settings;

    public IReadOnlyList<string> Words => model.Words;

    public Wording Says => model.Says;

    public void Check(Observations data, Priors priors) => model.Check(data, priors);

    public IReadOnlyList<Block> Blocks(Observations data) => model.Blocks(data);

    public double[]? KnownVariance(Observations data) => model.KnownVariance(data);

    public ModelDraws Draw(Problem problem, FitOptions options, Device device, IProgress<FitProgress>? progress, CancellationToken cancellation) =>
        model.Draw(problem, options, device, progress, cancellation);

    public IReadOnlyList<ReplicateDraws> DrawMany(
        IReadOnlyList<Replicate> replicates, Priors priors, FitOptions options, Device device, Action<double> progress, CancellationToken cancellation) =>
        model.DrawMany(replicates, priors, options, device, progress, cancellation);

    public Replicate Simulate(ReplicateDesign design, int number) => model.Simulate(design, number);

    public ISourceErrors Errors(ThinnedDraws draws) => model.Errors(draws);
}
