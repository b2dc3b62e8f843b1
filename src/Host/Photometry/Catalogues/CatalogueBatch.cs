using GpuConcord.Host.Photometry.Apertures;

namespace GpuConcord.Host.Photometry.Catalogues;

/// <summary>
/// Some thousands of sources on their way from reader to writer: parameters, results, and what the table holds besides, either as the
/// text of the records or as columns.
/// </summary>
internal sealed class CatalogueBatch
{
    /// <summary>Sources in a full batch.</summary>
    public const int Size = 1 << 14;

    // A short table should not wait for the room of a long one.
    private const int First = 64;
    private char[] text = new char[First * 64];
    private readonly int[] ends = new int[Size + 1];

    /// <summary>Number of sources.</summary>
    public int Count { get; private set; }

    /// <summary>Their parameters.</summary>
    public ReadOnlySpan<ApertureParameters> Sources => sources.AsSpan(0, Count);

    /// <summary>The same sources in the hard band of a table of two; <see cref="Sources"/> is the soft one then.</summary>
    public ReadOnlyMemory<ApertureParameters> Hard => hard.AsMemory(0, Math.Min(Count, hard.Length));

    /// <summary><see cref="Sources"/>, to share among threads.</summary>
    public ReadOnlyMemory<ApertureParameters> Soft => sources.AsMemory(0, Count);

    /// <summary>Values of the table's columns, one array a column, when the source has columns; else empty.</summary>
    public Array[] Columns { get; set; } = [];

    /// <summary>Filled by the photometer.</summary>
    public PhotometryResults Results { get; } = new();

    /// <summary>The part of the table that these rows belong to, from 0.</summary>
    public int Part { get; set; }

    /// <summary>Whether that part ends with these rows.</summary>
    public bool EndsPart { get; set; }

    /// <summary>The share of the table read so far.</summary>
    public double Fraction { get; set; }

    /// <summary>Whether there is room.</summary>
    public bool Full => Count == Size;

    private ApertureParameters[] sources = new ApertureParameters[First];
    private ApertureParameters[] hard = [];

    /// <summary>Text of the record of source <paramref name="i"/>, without its line end.</summary>
    public ReadOnlySpan<char> Record(int i) => text.AsSpan(ends[i], ends[i + 1] - ends[i]);

    /// <summary>Forgets everything.</summary>
    public void Clear() => Count = 0;

    /// <summary>Adds a source: its parameters in the one band, or in the soft and the hard one.</summary>
    public void Add(ReadOnlySpan<ApertureParameters> bands, ReadOnlySpan<char> record = default)
    {
        if (bands.Length > 1)
        {
            Put(ref hard, bands[1]);
        }
        int end = ends[Count] + record.Length;
        if (end > text.Length)
        {
            Array.Resize(ref text, 2 * end);
        }

        record.CopyTo(text.AsSpan(ends[Count]));
        Put(ref sources, bands[0]);
        ends[++Count] = end;
    }

    private void Put(ref ApertureParameters[] rows, in ApertureParameters row)
    {
        if (rows.Length <= Count)
        {
            Array.Resize(ref rows, Math.Min(Size, Math.Max(First, 4 * Count)));
        }

        rows[Count] = row;
    }
}
