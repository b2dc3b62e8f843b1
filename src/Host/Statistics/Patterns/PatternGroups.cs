using GpuConcord.Host.Data;
using GpuConcord.Host.Threads;

namespace GpuConcord.Host.Statistics.Patterns;

/// <summary>
/// Sources grouped by the set of instruments that saw them. The key of a group is the list of instruments itself, so any
/// number of instruments will do. Groups are numbered by their first source, shared groups (two or more instruments) first.
/// </summary>
internal sealed class PatternGroups
{
    private const int ChunkSize = 1 << 14;

    private readonly Observations observations;

    private PatternGroups(Observations observations) => this.observations = observations;

    /// <summary>Group of every source, length M.</summary>
    public int[] PatternOfSource { get; private set; } = [];

    /// <summary>First source of every group.</summary>
    public int[] FirstSource { get; private set; } = [];

    /// <summary>Sources ordered by group, table order within a group, length M.</summary>
    public int[] Order { get; private set; } = [];

    /// <summary>Start of every group in <see cref="Order"/>; one more entry than groups.</summary>
    public int[] Start { get; private set; } = [];

    /// <summary>Number of groups.</summary>
    public int Count => FirstSource.Length;

    /// <summary>The instruments that saw a source, ascending.</summary>
    public ReadOnlySpan<int> Seen(int source) =>
        observations.Instrument.AsSpan(observations.First[source], observations.First[source + 1] - observations.First[source]);

    public static PatternGroups Of(Observations observations)
    {
        PatternGroups groups = new(observations);
        groups.Number();
        groups.Sort();
        return groups;
    }

    /// <summary>A group for every source.</summary>
    public static PatternGroups SourceBySource(Observations observations)
    {
        PatternGroups groups = new(observations);
        int[] order = [.. Enumerable.Range(0, observations.SourceCount).OrderBy(j => groups.Seen(j).Length >= 2 ? 0 : 1)];
        groups.FirstSource = order;
        groups.PatternOfSource = new int[order.Length];
        for (int p = 0; p < order.Length; p++)
        {
            groups.PatternOfSource[order[p]] = p;
        }

        groups.Sort();
        return groups;
    }

    // Chunks are numbered on their own in parallel, then joined in order: group numbers do not depend on the core count.
    private void Number()
    {
        int sources = observations.SourceCount;
        int chunks = (sources + ChunkSize - 1) / ChunkSize;
        int[] local = new int[sources];
        List<int>[] found = new List<int>[chunks];
        SameInstruments sameInstruments = new(this);
        SideBySide.For(0, chunks, chunk =>
        {
            Dictionary<int, int> number = new(sameInstruments);
            List<int> representatives = new();
            int start = chunk * ChunkSize, end = Math.Min(sources, start + ChunkSize);
            for (int j = start; j < end; j++)
            {
                if (j > start && Seen(j).SequenceEqual(Seen(j - 1)))
                {
                    local[j] = local[j - 1];
                }
                else if (!number.TryGetValue(j, out local[j]))
                {
                    number.Add(j, local[j] = representatives.Count);
                    representatives.Add(j);
                }
            }
            found[chunk] = representatives;
        }, CancellationToken.None);

        List<int> first = new();
        Dictionary<int, int> global = new(sameInstruments);
        int[][] numbers = new int[chunks][];
        for (int chunk = 0; chunk < chunks; chunk++)
        {
            numbers[chunk] = new int[found[chunk].Count];
            for (int p = 0; p < numbers[chunk].Length; p++)
            {
                int source = found[chunk][p];
                if (!global.TryGetValue(source, out int number))
                {
                    global.Add(source, number = first.Count);
                    first.Add(source);
                }
                numbers[chunk][p] = number;
            }
        }

        int[] byShared = [.. Enumerable.Range(0, first.Count).OrderBy(p => Seen(first[p]).Length >= 2 ? 0 : 1)];
        int[] rank = new int[first.Count];
        for (int p = 0; p < rank.Length; p++)
        {
            rank[byShared[p]] = p;
        }

        FirstSource = [.. byShared.Select(p => first[p])];
        for (int j = 0; j < sources; j++)
        {
            local[j] = rank[numbers[j / ChunkSize][local[j]]];
        }

        PatternOfSource = local;
    }

    private void Sort()
    {
        Start = new int[Count + 1];
        foreach (int pattern in PatternOfSource)
        {
            Start[pattern + 1]++;
        }

        for (int p = 0; p < Count; p++)
        {
            Start[p + 1] += Start[p];
        }

        int[] next = Start.AsSpan(0, Count).ToArray();
        Order = new int[PatternOfSource.Length];
        for (int j = 0; j < Order.Length; j++)
        {
            Order[next[PatternOfSource[j]]++] = j;
        }
    }

    private sealed class SameInstruments(PatternGroups groups) : IEqualityComparer<int>
    {
        public bool Equals(int x, int y) => groups.Seen(x).SequenceEqual(groups.Seen(y));

        public int GetHashCode(int source)
        {
            HashCode hash = default(HashCode);
            foreach (int instrument in groups.Seen(source))
            {
                hash.Add(instrument);
            }

            return hash.ToHashCode();
        }
    }
}
