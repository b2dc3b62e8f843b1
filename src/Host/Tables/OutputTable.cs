namespace GpuConcord.Host.Tables;

/// <summary>A table that is written out, in any format. Values are asked for when they are written, row after row or by several
/// threads at once, so that a table of a million rows costs nothing before.</summary>
/// <param name="Description">What one row is, in words.</param>
/// <param name="Rows">Number of rows; of a table that is <see cref="Streamed"/>, most rows of a run.</param>
/// <param name="Columns">The columns in order.</param>
public sealed record OutputTable(string Description, int Rows, IReadOnlyList<OutputColumn> Columns)
{
    /// <summary>What the table is called in formats that name their tables: a word; empty for none.</summary>
    public string Name { get; init; } = "";

    /// <summary>Who made it from what, in formats that have room for it: short names in capital letters with a value each; none when nothing is known.</summary>
    public IReadOnlyList<ProvenanceEntry> Provenance { get; init; } = [];

    /// <summary>Whether rows come run by run, whose columns give the values of the run at hand.</summary>
    public bool Streamed { get; init; }

    /// <summary>The character between fields, in delimited text.</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>Whether the description stands above the header as a comment, in delimited text.</summary>
    public bool Commented { get; init; }
}

/// <summary>One thing to know about where a table comes from.</summary>
/// <param name="Key">What it is: capital letters and digits, at most 8, as keywords of FITS are: CREATOR, SEED.</param>
/// <param name="Value">The value: printable ASCII in formats that allow nothing else.</param>
/// <param name="Meaning">What the key means, in words.</param>
public sealed record ProvenanceEntry(string Key, string Value, string Meaning);
