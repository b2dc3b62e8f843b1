using GpuConcord.Host.Data;

namespace GpuConcord.Host.Models.Counts;

/// <summary>What the counts of one observation say of S.</summary>
internal static class CountsLikelihood
{
    /// <summary>
    /// Information about ln S in the counts of an observation where S is <paramref name="source"/> and b what m and n then make it, b profiled out; in
    /// units of 1/variance, so that without background it is the source's expected counts.
    /// </summary>
    /// <param name="counts">The counts.</param>
    /// <param name="observation">Index of the observation.</param>
    /// <param name="source">S.</param>
    public static double Information(ApertureCounts counts, int observation, double source)
    {
        double inSource = counts.SourceFactor[observation] * source;
        if (counts.IsKnown(observation))
        {
            return inSource * inSource / (inSource + counts.KnownBackground[observation]);
        }

        double ratio = counts.Ratio[observation];
        double inBackground = counts.BackgroundFactor[observation] * source;
        double background = Math.Max(counts.Background[observation] - inBackground, 0.5) / ratio;
        double n = inSource + background;
        double m = inBackground + (ratio * background);
        double own = (inSource * inSource / n) + (inBackground * inBackground / m);
        double cross = (inSource / n) + (inBackground * ratio / m);
        double other = (1 / n) + (ratio * ratio / m);
        return Math.Max(own - (cross * cross / other), 1e-12);
    }
}
