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

    /// <summary>What a reader of fluxes must know of them, a sentence; null where every source has a count, or the data are not counts.</summary>
    /// <param name="data">The data.</param>
    public static string? Sentence(Observations data)
    {
        int none = Of(data).Length;
        return none == 0 ? null
            : $"{none} of {data.SourceCount} sources {(none == 1 ? "has" : "have")} no count in any source aperture. Read the upper end of such a flux's interval as a 97.5 % "
                + "upper limit, from its zeros and the population of all sources together; its median is no detection.";
    }
}
