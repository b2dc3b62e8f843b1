using GpuConcord.Host.Devices;
using GpuConcord.Host.Sampling;

namespace GpuConcord.Host.Models;

/// <summary>A model whose chains of many problems, tables under priors, can advance in the same launches.</summary>
public interface IBatchModel : IModel
{
    /// <summary>Draws from every problem and keeps brief summaries.</summary>
    /// <param name="problems">The problems, each with two or more instruments that share a source.</param>
    /// <param name="options">How to draw.</param>
    /// <param name="device">Where to run.</param>
    /// <param name="progress">Told how many problems are done, as a fraction.</param>
    /// <param name="cancellation">Stops between launches.</param>
    SweepResult Sweep(
        IReadOnlyList<SweepProblem> problems, SweepOptions options, Device device, IProgress<FitProgress>? progress, CancellationToken cancellation);
}
