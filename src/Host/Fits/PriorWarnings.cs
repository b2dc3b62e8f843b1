using GpuConcord.Host.Data;
using GpuConcord.Host.Models;
using GpuConcord.Host.Statistics.Robust;

namespace GpuConcord.Host.Fits;

/// <summary>What is to be said of the priors of one fit beside its data.</summary>
/// <param name="Conflict">That they contradict each other about the areas, or null.</param>
/// <param name="OfScatter">Where the prior of σ decides, in words.</param>
internal sealed record PriorWarnings(PriorConflict? Conflict, IReadOnlyList<string> OfScatter)
{
    /// <summary><see cref="Conflict"/> as a warning, or nothing.</summary>
    public IReadOnlyList<string> OfAreas => Conflict is null ? [] : [Conflict.Warning];

    /// <summary>The warnings of one band; none of bands that are fitted together, which get their own when they are taken apart.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The data.</param>
    /// <param name="priors">The priors.</param>
    /// <param name="blocks">The posterior, summarised.</param>
    /// <param name="shared">n_i, observations of each instrument that bear on calibration.</param>
    public static PriorWarnings Of(IModel model, Observations data, Priors priors, IReadOnlyList<Block> blocks, int[] shared)
    {
        if (priors.Correlation is not null)
        {
            return new PriorWarnings(null, []);
        }

        if (data.Counts is not null)
        {
            return new PriorWarnings(null, [.. ScatterPriorWarnings.OfCounts(model, data, priors, blocks, shared)]);
        }

        RobustScatter scatter = RobustScatter.Of(data);
        PriorConflict? conflict = PriorConflict.Of(data, priors, scatter);
        return new PriorWarnings(conflict, [.. ScatterPriorWarnings.Of(model, data, priors, scatter, blocks, shared, areasContradict: conflict is not null)]);
    }
}
