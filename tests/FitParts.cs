using GpuConcord.Host.Checks;
using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.Catalogue;
using GpuConcord.Host.Models.ExtraScatter;
using GpuConcord.Host.Models.KnownErrors;
using GpuConcord.Host.Models.LogNormal;
using GpuConcord.Host.Models.LogT;
using GpuConcord.Host.Sampling;

namespace GpuConcord.Tests;

/// <summary>The models of the program, and what tests ask of their fits.</summary>
internal static class FitParts
{
    public static IModel Fitted { get; } = new LogNormalModel();

    public static IModel Known { get; } = new KnownErrorsModel();

    public static IModel Both { get; } = new ExtraScatterModel();

    public static LogTModel LogT { get; } = new();

    /// <summary>The model of a key, with its usual settings.</summary>
    public static IModel Of(string key) => ModelCatalogue.Standard.Of(key).Make(SettingValues.None);

    public static ModelChecks Checks(Fit fit, CancellationToken cancellation = default) => FitChecks.Checked(fit, cancellation: cancellation).Checks!;

    public static Sensitivity Sensitivity(Fit fit, CancellationToken cancellation = default) => FitChecks.Sensitive(fit, null, cancellation).Sensitivity!;

    /// <summary>A fit of the model that is fitted when nothing is said, or with an exact sampler that of known variances.</summary>
    public static Fit Run(Observations data, Priors priors, FitOptions options, Device device, IProgress<FitProgress>? progress, CancellationToken cancellation) =>
        Fitting.Run(options.Sampler is Sampler.Exact ? Known : Fitted, data, priors, options, device, progress, cancellation);

    extension(Fit fit)
    {
        /// <summary>Draws of the fitted variances; empty when there are none.</summary>
        public double[][] Variance => fit.Scatter?.Draws ?? [];

        /// <summary>Summaries of the fitted variances; empty when there are none.</summary>
        public ParameterSummary[] Variances => fit.Scatter?.Summaries ?? [];
    }
}
