using GpuConcord.Host.Statistics;

namespace GpuConcord.Host.Models.LogNormal;

/// <summary>∂E[B]/∂b of the log-Normal model with fitted variances, in the same way for a fit and for a problem of a sweep: equal draws give equal bits.</summary>
internal static class LogNormalResponse
{
    /// <summary>From the draws of v alone where a closed form gives B's moments given v, else from the draws of B.</summary>
    /// <param name="posterior">Data and priors.</param>
    /// <param name="areas">Draws of B, one memory an instrument, chain-major.</param>
    /// <param name="variances">Draws of v, likewise.</param>
    /// <param name="batches">First draw and the one after the last of runs that are independent of each other: their scatter tells the error.</param>
    /// <param name="roots">√w of every draw where they are weighted; else empty.</param>
    public static AreaResponse Of(
        CollapsedPosterior posterior,
        ReadOnlyMemory<double>[] areas,
        ReadOnlyMemory<double>[] variances,
        (int First, int End)[] batches,
        ReadOnlyMemory<double> roots = default)
    {
        bool complete = ModelMemory.IsComplete(posterior.Statistics) && posterior.Areas.Variance is not null;
        return complete
            ? CompleteResponse.Of(posterior, variances, batches, roots)
            : PosteriorResponse.Of(areas, posterior.Areas, ConnectedComponents.Of(posterior.Statistics).Members, batches, roots);
    }

    /// <summary>From draws of so many chains.</summary>
    public static AreaResponse Of(CollapsedPosterior posterior, double[][] areas, double[][] variances, int chains) =>
        Of(posterior, Array.ConvertAll(areas, Whole), Array.ConvertAll(variances, Whole), DrawBatches.Of(variances[0].Length, chains));

    private static ReadOnlyMemory<double> Whole(double[] draws) => draws;
}
