using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Kernels.Photometry;

/// <summary>
/// The exact posterior of sources well away from 0, with any counts (<see cref="ThinnedGammaMixture{T}"/>). A lane whose series is doubtful counts as
/// unfinished and belongs to <see cref="WindowKernel"/>.
/// </summary>
public readonly struct ThinnedKernel : IKernel<ApertureArguments>
{
    /// <summary>Nodes of the quadrature, a multiple of four; in the constants they follow the factorials, each with its weight.</summary>
    public const int Nodes = 12;

    /// <summary>Standard deviations below the mean that count: the density there is below 1e-18 of the largest.</summary>
    public const double Below = 9.5;

    /// <summary>Standard deviations above the mean that count: the skewed tail of a hundred counts is below 1e-17 there.</summary>
    public const double Above = 13.0;

    /// <summary>The least x that counts, a share of the mean.</summary>
    public const double Least = 0.05;

    /// <inheritdoc/>
    public static void Run<T>(int index, in ApertureArguments arguments)
        where T : unmanaged, ILane<T>
    {
        Aperture<T> aperture = new(index, arguments);
        Workspace<T> workspace = new(index, arguments, aperture.Rows(arguments.Rows), divides: false);
        Moments<T> moments = arguments.Leaky != 0 ? LeakyWeights.Fill(aperture, workspace) : CleanWeights.Fill(aperture, workspace);
        ThinnedGammaMixture<T> mixture = new(workspace, arguments, aperture.First, moments);
        ExactSolution.Write(index, arguments, ref mixture, moments, aperture.First);
        Strip outputs = T.At(arguments.Outputs, Tiles.Offset((long)index * T.Width, ApertureOutput.Count + arguments.Quantiles));
        T unfinished = T.Load(outputs, ApertureOutput.Unfinished * Tiles.Width);
        T.Store(outputs, ApertureOutput.Unfinished * Tiles.Width, T.Select(mixture.Doubtful, T.Of(1.0), unfinished));
        if (arguments.LogMoments != 0)
        {
            ExactSolution.WriteLogMoments(index, arguments, workspace, moments, aperture.First);
        }
    }
}
