using GpuConcord.Host.Data;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Patterns;

namespace GpuConcord.Host.Fluxes;

/// <summary>The sources in the order of their missingness patterns, and their data with the prior means b taken off.</summary>
internal sealed class SourcesByPattern
{
    private readonly Observations observations;
    private readonly double[] logArea;

    public SourcesByPattern(Observations observations, PatternStatistics statistics, AreaPrior prior)
    {
        this.observations = observations;
        logArea = prior.Mean;
        Start = new int[statistics.Patterns.Length + 1];
        foreach (int pattern in statistics.PatternOfSource)
        {
            Start[pattern + 1]++;
        }

        for (int p = 0; p < statistics.Patterns.Length; p++)
        {
            Start[p + 1] += Start[p];
        }

        int[] next = Start[..^1];
        Order = new int[statistics.PatternOfSource.Length];
        for (int j = 0; j < Order.Length; j++)
        {
            Order[next[statistics.PatternOfSource[j]]++] = j;
        }
    }

    private SourcesByPattern(SourcesByPattern all, int[] order, int[] start) =>
        (observations, logArea, Order, Start) = (all.observations, all.logArea, order, start);

    /// <summary>Sources, those of a pattern together.</summary>
    public int[] Order { get; }

    /// <summary>Where each pattern starts in <see cref="Order"/>; one entry more than patterns.</summary>
    public int[] Start { get; }

    /// <summary>The sources of the patterns from <paramref name="first"/> to before <paramref name="end"/> that are wanted; other patterns have none.</summary>
    public SourcesByPattern Where(int first, int end, Func<int, bool> wanted)
    {
        List<int> order = new(Start[end] - Start[first]);
        int[] start = new int[Start.Length];
        for (int p = first; p < end; p++)
        {
            start[p] = order.Count;
            foreach (int source in Order.AsSpan(Start[p]..Start[p + 1]))
            {
                if (wanted(source))
                {
                    order.Add(source);
                }
            }
        }

        start.AsSpan(end).Fill(order.Count);
        return new SourcesByPattern(this, [.. order], start);
    }

    /// <summary>x₀ = y − b of the first instrument that saw a source.</summary>
    public double First(int source) => X(observations.First[source]);

    /// <summary>x_i − x₀ of the source's i-th instrument: small, and exact to a rounding of y, however faint the source.</summary>
    public double Difference(int source, int i) => X(observations.First[source] + i) - X(observations.First[source]);

    private double X(int observation) => observations.Y[observation] - logArea[observations.Instrument[observation]];
}
