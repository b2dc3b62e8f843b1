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

    private char[] _text = new char[Size * 64];
    private readonly int[] _ends = new int[Size + 1];

    /// <summary>Number of sources.</summary>
    public int Count { get; private set; }

    /// <summary>Their parameters.</summary>
    public ReadOnlySpan<ApertureParameters> Sources => _sources.AsSpan(0, Count);

    /// <summary>The same sources in the hard band of a table of two; <see cref="Sources"/> is the soft one then.</summary>
    public ReadOnlyMemory<ApertureParameters> Hard => _hard.AsMemory(0, Math.Min(Count, _hard.Length));

    /// <summary><see cref="Sources"/>, to share among threads.</summary>
    public ReadOnlyMemory<ApertureParameters> Soft => _sources.AsMemory(0, Count);

    /// <summary>Values of the table's columns, one array a column, when the source has columns; else empty.</summary>
    public Array[] Columns { get; set; } = [];

    /// <summary>Filled by the photometer.</summary>
    public PhotometryResults Results { get; } = new();

    /// <summary>The share of the table read so far.</summary>
    public double Fraction { get; set; }

    /// <summary>Whether there is room.</summary>
    public bool Full => Count == Size;

    private readonly ApertureParameters[] _sources = new ApertureParameters[Size];
    private ApertureParameters[] _hard = [];

    /// <summary>Text of the record of source <paramref name="i"/>, without its line end.</summary>
    public ReadOnlySpan<char> Record(int i) => _text.AsSpan(_ends[i], _ends[i + 1] - _ends[i]);

    /// <summary>Forgets everything.</summary>
    public void Clear() => Count = 0;

    /// <summary>Adds a source: its parameters in the one band, or in the soft and the hard one.</summary>
    public void Add(ReadOnlySpan<ApertureParameters> bands, ReadOnlySpan<char> record = default)
    {
        if (bands.Length > 1)
        {
            if (_hard.Length == 0)
                _hard = new ApertureParameters[Size];
            _hard[Count] = bands[1];
        }
        var end = _ends[Count] + record.Length;
        if (end > _text.Length)
            Array.Resize(ref _text, 2 * end);
        record.CopyTo(_text.AsSpan(_ends[Count]));
        _sources[Count++] = bands[0];
        _ends[Count] = end;
    }
}
