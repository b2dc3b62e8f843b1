using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models.ExtraScatter;
using GpuConcord.Host.Models.KnownErrors;
using GpuConcord.Host.Models.LogNormal;
using GpuConcord.Host.Models.LogT;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;

namespace GpuConcord.Host.Models;

/// <summary>How the scatter of the observations about area × flux is modelled.</summary>
public enum ScatterModel
{
    /// <summary>Gaussian in the logarithm, one unknown variance an instrument.</summary>
    FittedVariances,

    /// <summary>Gaussian in the logarithm, variances from the table's errors.</summary>
    KnownVariances,

    /// <summary>Gaussian in the logarithm, variances from the table's errors and one unknown variance an instrument added to them.</summary>
    KnownPlusFittedVariances,

    /// <summary>A t distribution in the logarithm, <see cref="LogTOptions"/>: outliers lose their weight.</summary>
    LogT,
}

/// <summary>
/// The models that can be fitted, a line each. A model is a folder under Kernels/Models (its densities or conditionals on lanes),
/// a class here that runs it, and a line below.
/// </summary>
internal static class ModelCatalogue
{
    private static readonly ModelEntry[] All =
    [
        new(ScatterModel.FittedVariances, FittedVarianceFit.Run),
        new(ScatterModel.KnownVariances, KnownVarianceFit.Run),
        new(ScatterModel.KnownPlusFittedVariances, KnownPlusFittedFit.Run),
        new(ScatterModel.LogT, LogTFit.Run),
    ];

    /// <summary>The model that <paramref name="options"/> ask for; the exact sampler has but one.</summary>
    public static ModelEntry Of(in FitOptions options)
    {
        ScatterModel wanted = options.Sampler is Sampler.Exact ? ScatterModel.KnownVariances : options.Model;
        return All.Single(entry => entry.Model == wanted);
    }
}

/// <summary>One model.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Run">Draws from its posterior and summarises what is its own.</param>
internal sealed record ModelEntry(ScatterModel Model, ModelRun Run);

/// <summary>Fits a model: data, priors, sufficient statistics, options, device, progress, cancellation.</summary>
internal delegate FitParts ModelRun(
    Observations observations,
    Priors priors,
    PatternStatistics statistics,
    FitOptions options,
    Device device,
    IProgress<FitProgress>? progress,
    CancellationToken cancellation);
