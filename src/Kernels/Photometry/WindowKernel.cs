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
        WindowGammaMixture<T> mixture = new(workspace, aperture, moments);
        ExactSolution.Write(index, arguments, ref mixture, moments, aperture.First);
        if (arguments.LogMoments != 0)
        {
            ExactSolution.WriteLogMoments(index, arguments, workspace, moments, aperture.First);
        }
    }
}
