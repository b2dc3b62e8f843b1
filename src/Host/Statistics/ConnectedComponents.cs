using GpuConcord.Host.Data;
using GpuConcord.Host.Statistics.Patterns;

namespace GpuConcord.Host.Statistics;

/// <summary>
/// The connected components of the instrument graph, in which two instruments are joined when some source was seen by
/// both. Data compare instruments inside a component only; between components the prior is all there is.
/// </summary>
/// <param name="ComponentOf">Component of every instrument, length N; components are numbered by their first instrument.</param>
/// <param name="Members">Instruments of every component, ascending.</param>
/// <param name="Instruments">Instrument names, length N.</param>
internal sealed record ConnectedComponents(int[] ComponentOf, int[][] Members, string[] Instruments)
{
    /// <summary>Number of components; 1 when every instrument can be compared with every other.</summary>
    public int Count => Members.Length;

    /// <summary>What more than one component means, in words for the reader of the fit; null when there is one.</summary>
    public string? Message => Groups is { } groups ? $"{groups} Each group is calibrated on its own; differences between groups come from the prior alone." : null;

    /// <summary>That there is more than one component, a sentence; null when there is one.</summary>
    public string? Groups => Count <= 1 ? null : $"The instruments fall into {Count} groups that share no source: "
        + string.Join(", ", Members.Select(members => $"{{{string.Join(", ", members.Select(i => Instruments[i]))}}}")) + ".";

    /// <summary>Finds the components of <paramref name="observations"/>.</summary>
    public static ConnectedComponents Of(Observations observations)
    {
        ArgumentNullException.ThrowIfNull(observations);
        return Of(observations.Instruments, observations.First, observations.Instrument);
    }

    /// <summary>Finds the components of rows that lie source after source.</summary>
    /// <param name="instruments">Names of the instruments, length N.</param>
    /// <param name="first">First row of every source; the last entry is the number of rows.</param>
    /// <param name="instrument">Instrument of every row.</param>
    public static ConnectedComponents Of(string[] instruments, int[] first, int[] instrument)
    {
        int[] parent = Apart(instruments.Length);
        for (int j = 0; j < first.Length - 1; j++)
        {
            for (int o = first[j] + 1; o < first[j + 1]; o++)
            {
                Join(parent, instrument[o - 1], instrument[o]);
            }
        }

        return Of(parent, instruments);
    }

    /// <summary>Finds the components of data of which only the statistics are at hand.</summary>
    public static ConnectedComponents Of(PatternStatistics statistics)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        int[] parent = Apart(statistics.InstrumentCount);
        foreach (MissingnessPattern pattern in statistics.Shared)
        {
            for (int k = 1; k < pattern.Instruments.Length; k++)
            {
                Join(parent, pattern.Instruments[k - 1], pattern.Instruments[k]);
            }
        }

        return Of(parent, statistics.Instruments);
    }

    private static int[] Apart(int instruments) => [.. Enumerable.Range(0, instruments)];

    private static ConnectedComponents Of(int[] parent, string[] names)
    {
        int instruments = parent.Length;
        int[] componentOf = new int[instruments];
        List<List<int>> members = new();
        for (int i = 0; i < instruments; i++)
        {
            int root = Root(parent, i);
            if (root == i)
            {
                componentOf[i] = members.Count;
                members.Add([]);
            }
            componentOf[i] = componentOf[root];
            members[componentOf[i]].Add(i);
        }
        return new ConnectedComponents(componentOf, [.. members.Select(m => m.ToArray())], names);
    }

    // The smaller index becomes the root, so a component's root is its first instrument.
    private static void Join(int[] parent, int a, int b)
    {
        int x = Root(parent, a), y = Root(parent, b);
        parent[Math.Max(x, y)] = Math.Min(x, y);
    }

    private static int Root(int[] parent, int i)
    {
        while (parent[i] != i)
        {
            i = parent[i] = parent[parent[i]];
        }

        return i;
    }
}
