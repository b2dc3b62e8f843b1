namespace GpuConcord.Host.Tables;

/// <summary>A table that is written out, in any format. Values are asked for when they are written, row after row or by several
/// threads at once, so that a table of a million rows costs nothing before.</summary>
/// <param name="Description">What one row is, in words.</param>
/// <param name="Rows">Number of rows; of a table that is <see cref="Streamed"/>, most rows of a run.</param>
/// <param name="Columns">The columns in order.</param>
public sealed record OutputTable(string Description, int Rows, IReadOnlyList<OutputColumn> Columns)
{
    /// <summary>Whether rows come run by run, whose columns give the values of the run at hand.</summary>
    public bool Streamed { get; init; }

    /// <summary>The character between fields, in delimited text.</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>Whether the description stands above the header as a comment, in delimited text.</summary>
    public bool Commented { get; init; }
}
