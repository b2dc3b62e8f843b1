using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Modes;

namespace GpuConcord.Host.Models.LogNormal;

/// <summary>Point estimates of the log-Normal model with fitted variances.</summary>
internal static class PointEstimates
{
    /// <summary>The estimate that <paramref name="kind"/> names.</summary>
    public static PointEstimate Of(PointEstimateKind kind, CollapsedPosterior posterior, MarginalMode mode)
    {
        ArgumentNullException.ThrowIfNull(posterior);
        ArgumentNullException.ThrowIfNull(mode);
        switch (kind)
        {
            case PointEstimateKind.Marginal:
                string? unfinished = mode.Converged ? null : "The search for the marginal mode stopped before its gradient vanished.";
                return new PointEstimate(kind, mode.Areas, mode.Variance, unfinished);
            case PointEstimateKind.Shrinkage:
                return Of(kind, JointMode.OfSlides(posterior, mode));
            default:
                return Of(kind, JointMode.Find(posterior, mode));
        }
    }

    private static PointEstimate Of(PointEstimateKind kind, JointMode joint) => new(kind, joint.Areas, joint.Variance, joint.Warning);
}
