using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables.Typed;

namespace GpuConcord.Host.Tables.VoTable;

/// <summary>The rows of a TABLE, in one of the ways in which a document may hold them.</summary>
internal interface IVoRows
{
    /// <summary>Goes to the next row; false when there is none.</summary>
    /// <param name="used">Which columns will be asked for; null for any of them.</param>
    /// <exception cref="DataException">The rows are broken.</exception>
    bool Read(bool[]? used);

    /// <summary>Takes the value of a column in the row at hand; false when what is there is none of its type.</summary>
    bool Take(int column, TypedValue value);

    /// <summary>What stands in the file for the value, for messages; empty where only bytes do.</summary>
    ReadOnlySpan<char> Text(int column);

    /// <summary>The error that a field of the row at hand is at fault.</summary>
    DataException Fault(int column, string found, string expected, string advice);
}
