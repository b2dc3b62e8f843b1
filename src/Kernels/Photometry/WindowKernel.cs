using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Kernels.Photometry;

/// <summary>The exact posterior of sources with any counts: O(√N) mixture terms, O(√N) of them in each evaluation.</summary>
public readonly struct WindowKernel : IKernel<ApertureArguments>
{
    /// <inheritdoc/>
    public static void Run<T>(int index, in ApertureArguments arguments)
        where T : unmanaged, ILane<T>
    {
        Aperture<T> aperture = new(index, arguments);
        Workspace<T> workspace = new(index, arguments, aperture.Rows(arguments.Rows), divides: false);
        Moments<T> moments = arguments.Leaky != 0 ? LeakyWeights.Fill(aperture, workspace) : CleanWeights.Fill(aperture, workspace);

        // Weights and Poisson terms both fall faster than exp(−√|x − mean|…): nothing is left 60 deviations out.
        moments.OfMixture(aperture.First, out T mean, out T variance, out _);
        T largest = T.MultiplyAdd(T.Of(60.0), T.Sqrt(variance), mean);
        WindowMixture<T> mixture = new(workspace, aperture.First, aperture.Last, moments.Total, largest);
        ExactSolution.Write(index, arguments, mixture, moments, aperture.First);
    }
}
