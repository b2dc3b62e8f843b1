using GpuConcord.Cli.Engine;
using GpuConcord.Cli.Options;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Data.Bands;
using GpuConcord.Host.Fits;

namespace GpuConcord.Cli.Jobs;

/// <summary>Fits the bands of a data set together; the result is one fit a band, as if each had been fitted by itself.</summary>
internal static class BandFitting
{
    /// <summary>Runs the joint fit.</summary>
    /// <param name="joint">The bands and what ties them.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="sources">Sources whose flux draws are kept, in every band that has them.</param>
    /// <param name="engine">Fits.</param>
    /// <param name="title">What progress is shown for.</param>
    /// <param name="progress">Shows it.</param>
    /// <param name="cancellation">Stops it.</param>
    public static Fit[] Run(
        JointBands joint, FitRequest request, IReadOnlyList<string> sources, IFitEngine engine, string title, IProgressDisplay progress, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        progress.Begin($"{title}, {joint.Bands.Count} bands together");
        string[] draws = [.. joint.Bands.SelectMany(band => sources.Where(band.Sources.Contains), (band, source) => JointBands.Name(source, band.Band))];
        Fit whole = engine.Run(request.Model, joint.Observations, joint.Priors, request.Options with { FluxDraws = draws }, progress, cancellation);
        return JointFit.Split(request.Sensitivity ? FitChecks.Sensitive(whole, progress, cancellation) : whole, joint);
    }
}
