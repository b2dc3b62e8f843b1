namespace GpuConcord.Host.Data;

/// <summary>
/// What N instruments saw of M sources in one energy band: the observed set O of the concordance model, source by source.
/// Built by a reader, which has validated it: every number is finite, no (instrument, source) pair occurs twice.
/// </summary>
/// <remarks>
/// Source j owns the observations <c>First[j] … First[j + 1] − 1</c>; within a source the instruments ascend.
/// </remarks>
public sealed record Observations
{
    /// <summary>Name of the energy band, or null when the table has none.</summary>
    public string? Band { get; init; }

    /// <summary>Instrument names in the order of the table, length N.</summary>
    public required string[] Instruments { get; init; }

    /// <summary>Source names in the order of the table, length M.</summary>
    public required string[] Sources { get; init; }

    /// <summary>Index of each source's first observation, length M + 1; the last entry is the number of observations.</summary>
    public required int[] First { get; init; }

    /// <summary>Index of the instrument that made each observation, one entry an observation.</summary>
    public required int[] Instrument { get; init; }

    /// <summary>y = ln(value / exposure), natural logarithm, one entry an observation; no half-variance term is added.</summary>
    public required double[] Y { get; init; }

    /// <summary>Known variances s of y (dimensionless, natural logarithm), one entry an observation, or null when not every observation has an error.</summary>
    public double[]? Variance { get; init; }

    /// <summary>What the apertures counted, where the table gives counts and not values; <see cref="Y"/> is then a rough ln S, and no datum. Null otherwise.</summary>
    public ApertureCounts? Counts { get; init; }

    /// <summary>What the value column measures, for labels: "counts", "flux", "log counts", …</summary>
    public string Quantity { get; init; } = "counts";

    /// <summary>Unit of exp(y) as far as the table tells, for labels; empty when unknown.</summary>
    public string Unit { get; init; } = "";

    /// <summary>The energy band of each instrument, length N, where several bands are fitted as one; null otherwise.</summary>
    public string[]? BandOfInstrument { get; init; }

    /// <summary>Number of instruments N.</summary>
    public int InstrumentCount => Instruments.Length;

    /// <summary>Number of sources M.</summary>
    public int SourceCount => Sources.Length;

    /// <summary>Number of observations |O|.</summary>
    public int Count => Y.Length;

    /// <summary>Index of the source that owns an observation.</summary>
    /// <param name="observation">Index of the observation.</param>
    public int SourceOf(int observation)
    {
        int j = Array.BinarySearch(First, observation);
        if (j < 0)
        {
            return ~j - 1;
        }

        // Sources without observations begin where the next one does.
        while (j + 1 < First.Length && First[j + 1] == observation)
        {
            j++;
        }

        return j;
    }

    /// <summary>Number of observations of each instrument.</summary>
    public int[] PerInstrument()
    {
        int[] seen = new int[InstrumentCount];
        foreach (int i in Instrument)
        {
            seen[i]++;
        }

        return seen;
    }

    /// <summary>The source of every observation.</summary>
    public int[] Owners()
    {
        int[] owners = new int[Count];
        for (int j = 0; j < SourceCount; j++)
        {
            owners.AsSpan(First[j]..First[j + 1]).Fill(j);
        }

        return owners;
    }
}
