using GpuConcord.Host.Data;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Modes;

namespace GpuConcord.Host.Models.LogNormal;

/// <summary>Point estimates of the log-Normal model with fitted variances.</summary>
internal static class PointEstimates
{
    /// <summary>The estimate that <paramref name="kind"/> names.</summary>
    public static PointEstimate Of(PointEstimateKind kind, Observations observations, Priors priors, CollapsedPosterior posterior, MarginalMode mode)
    {
        ArgumentNullException.ThrowIfNull(observations);
        ArgumentNullException.ThrowIfNull(priors);
        ArgumentNullException.ThrowIfNull(posterior);
        ArgumentNullException.ThrowIfNull(mode);
        switch (kind)
        {
            case PointEstimateKind.Marginal:
                string? unfinished = mode.Converged ? null : "The search for the marginal mode stopped before its gradient vanished.";
                return new PointEstimate(kind, mode.Areas, mode.Variance, unfinished);
            case PointEstimateKind.Shrinkage:
                return Shrinkage(observations, priors, mode);
            default:
                JointMode joint = JointMode.Find(posterior, mode);
                return new PointEstimate(kind, joint.Areas, joint.Variance, joint.HeywoodWarning);
        }
    }

    /// <summary>One round of slides (2) and (3) from the marginal mode; iterated, they would climb to the joint mode.</summary>
    private static PointEstimate Shrinkage(Observations observations, Priors priors, MarginalMode mode)
    {
        double[] variance = ShrinkageEstimates.VariancePerObservation(observations, mode.Variance);
        (ShrunkAreas areas, double[] logFlux) = ShrinkageEstimates.FluxesFitted(observations, priors, variance);
        double[] squares = new double[observations.InstrumentCount];
        int[] count = new int[observations.InstrumentCount];
        for (int j = 0; j < observations.SourceCount; j++)
        {
            // A source seen once fits itself: its residual says nothing of the scatter.
            int end = observations.First[j + 1];
            for (int o = observations.First[j]; o < end && end - observations.First[j] > 1; o++)
            {
                int i = observations.Instrument[o];
                double residual = observations.Y[o] - areas.LogArea[i] - logFlux[j];
                squares[i] += residual * residual;
                count[i]++;
            }
        }

        double[] shrunk = [.. Enumerable.Range(0, squares.Length).Select(
            i => ShrinkageEstimates.SlideVariance(squares[i], count[i], 2 * (priors.Alpha[i] + 1), 2 * priors.Beta[i]))];
        return new PointEstimate(PointEstimateKind.Shrinkage, areas.LogArea, shrunk, null);
    }
}
