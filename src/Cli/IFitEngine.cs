using GpuConcord.Host.Data;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Sampling;

namespace GpuConcord.Cli;

/// <summary>What the command line needs of the rest of the program to fit: a device, and a fit on it.</summary>
internal interface IFitEngine : IDisposable
{
    /// <summary>The device that fits run on.</summary>
    DeviceRecord Device { get; }

    /// <summary>Fits one band.</summary>
    /// <param name="model">The model.</param>
    /// <param name="observations">The data.</param>
    /// <param name="priors">The priors.</param>
    /// <param name="options">What to do.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops it.</param>
    Fit Run(IModel model, Observations observations, Priors priors, FitOptions options, IProgress<FitProgress> progress, CancellationToken cancellation);
}
