using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Kernels.Photometry;

/// <summary>The exact posterior of sources with at most <see cref="MaxTerms"/> mixture terms, beginning at term 0.</summary>
public readonly struct SeriesKernel : IKernel<ApertureArguments>
{
    /// <summary>Most terms a source may have; more belong to <see cref="WindowKernel"/>.</summary>
    public const int MaxTerms = 151;

    /// <inheritdoc/>
    public static void Run<T>(int index, in ApertureArguments arguments)
        where T : unmanaged, ILane<T>
    {
        Aperture<T> aperture = new(index, arguments);
        Workspace<T> workspace = new(index, arguments, aperture.Rows(arguments.Rows), divides: true);
        Moments<T> moments = arguments.Leaky != 0 ? LeakyWeights.Fill(aperture, workspace) : CleanWeights.Fill(aperture, workspace);
        SeriesGammaMixture<T> mixture = new(workspace, T.Of(1.0) / moments.Total);
        ExactSolution.Write(index, arguments, ref mixture, moments, aperture.First);
        if (arguments.LogMoments != 0)
        {
            ExactSolution.WriteLogMoments(index, arguments, workspace, moments, aperture.First);
        }
    }
}
