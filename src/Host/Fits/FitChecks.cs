using GpuConcord.Host.Checks;
using GpuConcord.Host.Sampling;

namespace GpuConcord.Host.Fits;

/// <summary>What can be asked of a finished fit.</summary>
public static class FitChecks
{
    /// <summary>The fit with its checks against the data: residuals, predictive p-values, leave-one-out.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="notice">Told beforehand what it costs, when that is long.</param>
    /// <param name="cancellation">Stops it.</param>
    public static Fit Checked(
        Fit fit, IProgress<FitProgress>? progress = null, Action<string>? notice = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(fit);
        return fit with { Checks = ModelChecks.Of(fit.Model, fit.Observations, fit.Blocks, fit.Options, progress, notice, cancellation) };
    }

    /// <summary>The fit with its sensitivity to priors and likelihood.</summary>
    /// <exception cref="Faults.UsageException">The model's likelihood has no closed form.</exception>
    public static Fit Sensitive(Fit fit, IProgress<FitProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(fit);
        return fit with { Sensitivity = Sensitivity.Of(fit.Model, fit.Observations, fit.Priors, fit.Blocks, fit.Components, progress, cancellation) };
    }
}
