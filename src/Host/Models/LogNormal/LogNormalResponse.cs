using GpuConcord.Host.Statistics;

namespace GpuConcord.Host.Models.LogNormal;

/// <summary>∂E[B]/∂b of the log-Normal model with fitted variances, in the same way for a fit and for a problem of a sweep: equal draws give equal bits.</summary>
internal static class LogNormalResponse
{
    /// <summary>From the draws of v alone where a closed form gives B's moments given v, else from the draws of B.</summary>
    /// <param name="posterior">Data and priors.</param>
    /// <param name="areas">Draws of B, one memory an instrument, chain-major.</param>
    /// <param name="variances">Draws of v, likewise.</param>
    /// <param name="chains">Number of chains.</param>
    /// <param name="roots">√w of every draw where they are weighted; else empty.</param>
    public static AreaResponse Of(
        CollapsedPosterior posterior, ReadOnlyMemory<double>[] areas, ReadOnlyMemory<double>[] variances, int chains, ReadOnlyMemory<double> roots = default)
    {
        bool complete = ModelMemory.IsComplete(posterior.Statistics) && posterior.Areas.Variance is not null;
        return complete
            ? CompleteResponse.Of(posterior, variances, chains, roots)
            : PosteriorResponse.Of(areas, posterior.Areas, ConnectedComponents.Of(posterior.Statistics).Members, chains, roots);
    }

    /// <inheritdoc cref="Of(CollapsedPosterior, ReadOnlyMemory{double}[], ReadOnlyMemory{double}[], int, ReadOnlyMemory{double})"/>
    public static AreaResponse Of(CollapsedPosterior posterior, double[][] areas, double[][] variances, int chains) =>
        Of(posterior, Array.ConvertAll(areas, Whole), Array.ConvertAll(variances, Whole), chains);

    private static ReadOnlyMemory<double> Whole(double[] draws) => draws;
}
