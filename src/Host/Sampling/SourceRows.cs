using GpuConcord.Host.Data;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Kernels.Samplers;

namespace GpuConcord.Host.Sampling;

/// <summary>The sources as every Gibbs sampler reads them: by pattern, each with its instruments and its centred log counts.</summary>
internal static class SourceRows
{
    /// <summary>The sources that two or more instruments saw, laid out as <see cref="GibbsArguments.Sources"/>.</summary>
    public static double[] Of(Observations observations, double[] logArea, long count)
    {
        PatternGroups groups = PatternGroups.Of(observations);
        List<double> numbers = new((int)count);
        for (int pattern = 0; pattern < groups.Count; pattern++)
        {
            ReadOnlySpan<int> seen = groups.Seen(groups.FirstSource[pattern]);
            if (seen.Length < 2)
            {
                // Groups of a single instrument come last, and tell nothing about B and v.
                break;
            }

            numbers.Add(groups.Start[pattern + 1] - groups.Start[pattern]);
            numbers.Add(seen.Length);
            foreach (int instrument in seen)
            {
                numbers.Add(instrument);
            }

            for (int k = groups.Start[pattern]; k < groups.Start[pattern + 1]; k++)
            {
                AddCentred(numbers, observations, logArea, groups.Order[k]);
            }
        }

        return [.. numbers];
    }

    /// <summary>Where each source is on the device; −1 where it is not.</summary>
    /// <param name="onDevice">The sources in the order of the device.</param>
    /// <param name="sources">All sources.</param>
    public static int[] Places(int[] onDevice, int sources)
    {
        int[] place = new int[sources];
        Array.Fill(place, -1);
        for (int k = 0; k < onDevice.Length; k++)
        {
            place[onDevice[k]] = k;
        }

        return place;
    }

    private static void AddCentred(List<double> numbers, Observations observations, double[] logArea, int source)
    {
        int first = observations.First[source];
        int end = observations.First[source + 1];
        double mean = 0;
        for (int o = first; o < end; o++)
        {
            mean += (observations.Y[o] - logArea[observations.Instrument[o]]) / (end - first);
        }

        for (int o = first; o < end; o++)
        {
            numbers.Add(observations.Y[o] - logArea[observations.Instrument[o]] - mean);
        }
    }
}
