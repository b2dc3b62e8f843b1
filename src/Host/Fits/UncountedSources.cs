using GpuConcord.Host.Data;

namespace GpuConcord.Host.Fits;

/// <summary>Sources that were looked at and left no count in any source aperture: data like any other, with fluxes that are upper limits.</summary>
public static class UncountedSources
{
    /// <summary>Their indices; none where the data are not counts.</summary>
    /// <param name="data">The data.</param>
    public static int[] Of(Observations data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.Counts is null ? [] : [.. Enumerable.Range(0, data.SourceCount).Where(j => data.First[j + 1] > data.First[j] && Total(data, j) == 0)];
    }

    /// <summary>Counts of a source in all of its source apertures together, background included.</summary>
    /// <param name="data">The data, which are counts.</param>
    /// <param name="source">Index of the source.</param>
    public static double Total(Observations data, int source)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.Counts!.Source.AsSpan(data.First[source]..data.First[source + 1]).ToArray().Sum();
    }

    /// <summary>What a reader of fluxes must know of them, a sentence or two; null where every source has a count, or the data are not counts.</summary>
    /// <param name="fit">The fit.</param>
    public static string? Sentence(Fit fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        int[] none = Of(fit.Observations);
        if (none.Length == 0)
        {
            return null;
        }

        string many = $"{none.Length} of {fit.Observations.SourceCount} sources {(none.Length == 1 ? "has" : "have")} no count in any source aperture.";
        return Array.Exists(none, j => double.IsNaN(fit.Fluxes.Q97_5[j]))
            ? $"{many} Their fluxes are limits, from zeros and the population of all sources together, and among so many sources no quantiles are kept: name those whose limits "
                + "you need with --flux-draws."
            : $"{many} Read the upper end of such a flux's interval as a 97.5 % upper limit, from its zeros and the population of all sources together; its median is no "
                + "detection.";
    }
}
