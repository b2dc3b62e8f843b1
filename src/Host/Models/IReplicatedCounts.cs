namespace GpuConcord.Host.Models;

/// <summary>What a model of counts says that an instrument counts again, under draws of its parameters. Called from several threads.</summary>
public interface IReplicatedCounts
{
    /// <summary>
    /// Draws counts of a source anew: with the areas, variances and population of the draw, the flux and the background that the source's counts and these
    /// make likely, and a new scatter.
    /// </summary>
    /// <param name="source">A source with an observation.</param>
    /// <param name="s">Number of the draw.</param>
    /// <param name="counts">Counts in the source aperture, one entry an observation.</param>
    /// <param name="expected">What they are expected to be, given all but the scatter.</param>
    /// <param name="variance">Their variance about that.</param>
    void Replicate(int source, int s, Span<double> counts, Span<double> expected, Span<double> variance);
}
