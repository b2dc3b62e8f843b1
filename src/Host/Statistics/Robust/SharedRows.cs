using GpuConcord.Host.Data;

namespace GpuConcord.Host.Statistics.Robust;

/// <summary>
/// The observations of sources that two or more instruments saw, all of them or enough to tell scatter and shifts, row after row: what a two-way
/// fit y = a_i + g_j needs.
/// </summary>
internal sealed class SharedRows
{
    // A scatter known to 1 % needs no more; of instruments that are seldom in the sample as many again are added.
    private const int MostSources = 20_000;
    private const int FirstOfEach = 200;

    private SharedRows(int[] component, int freedom, int[] first, int[] instrument, double[] y) =>
        (Component, Freedom, First, Instrument, Y) = (component, freedom, first, instrument, y);

    /// <summary>Number of instruments of the table.</summary>
    public int InstrumentCount => Component.Length;

    /// <summary>Number of sources here.</summary>
    public int SourceCount => First.Length - 1;

    /// <summary>First row of every source; the last entry is the number of rows.</summary>
    public int[] First { get; }

    /// <summary>Instrument of every row.</summary>
    public int[] Instrument { get; }

    /// <summary>y of every row, natural logarithm.</summary>
    public double[] Y { get; }

    /// <summary>Number of the connected component of every instrument; −1 for an instrument that shares no source.</summary>
    public int[] Component { get; }

    /// <summary>Degrees of freedom of the residuals: rows − sources − instruments + components.</summary>
    public int Freedom { get; }

    /// <summary>The shared observations of a table, but for those of one instrument where <paramref name="without"/> names it.</summary>
    public static SharedRows Of(Observations data, int without = -1)
    {
        ArgumentNullException.ThrowIfNull(data);
        int[] shared = [.. Enumerable.Range(0, data.SourceCount).Where(j => Seen(data, j, without) >= 2)];
        List<int> first = [0], instrument = [];
        List<double> y = [];
        foreach (int j in Chosen(data, shared))
        {
            for (int o = data.First[j]; o < data.First[j + 1]; o++)
            {
                if (data.Instrument[o] != without)
                {
                    instrument.Add(data.Instrument[o]);
                    y.Add(data.Y[o]);
                }
            }

            first.Add(y.Count);
        }

        HashSet<int> present = [.. instrument];
        ConnectedComponents all = ConnectedComponents.Of(data.Instruments, [.. first], [.. instrument]);
        int[] component = [.. all.ComponentOf.Select((own, i) => present.Contains(i) ? own : -1)];
        int components = component.Where(label => label >= 0).Distinct().Count();
        return new SharedRows(component, y.Count - (first.Count - 1) - present.Count + components, [.. first], [.. instrument], [.. y]);
    }

    /// <summary>The same rows with other values.</summary>
    /// <param name="y">One entry a row.</param>
    public SharedRows With(double[] y) => new(Component, Freedom, First, Instrument, y);

    private static int Seen(Observations data, int source, int without)
    {
        int seen = data.First[source + 1] - data.First[source];
        return without >= 0 && Array.IndexOf(data.Instrument, without, data.First[source], seen) >= 0 ? seen - 1 : seen;
    }

    private static IEnumerable<int> Chosen(Observations data, int[] shared)
    {
        if (shared.Length <= MostSources)
        {
            return shared;
        }

        HashSet<int> chosen = [.. EvenlySpaced.Of(shared.Length, MostSources).Select(k => shared[k])];
        int[] count = new int[data.InstrumentCount];
        foreach (int j in shared)
        {
            foreach (int i in data.Instrument.AsSpan(data.First[j]..data.First[j + 1]))
            {
                if (count[i]++ < FirstOfEach)
                {
                    chosen.Add(j);
                }
            }
        }

        return chosen.Order();
    }
}
