using GpuConcord.Host.Faults;

namespace GpuConcord.Host.Tables;

/// <summary>What a column is read as.</summary>
internal enum Contents
{
    /// <summary>Names of instruments, sources or bands: text, or whole numbers that serve as names.</summary>
    Names,

    /// <summary>Numbers of any kind.</summary>
    Numbers,
}

/// <summary>A table with named columns, read forward row by row, that can say of every field where it stands.</summary>
internal interface ITable : IDisposable
{
    /// <summary>The file as the user named it.</summary>
    string File { get; }

    /// <summary>Column names, trimmed.</summary>
    string[] Header { get; }

    /// <summary>The names in a comment right above the header, where some programs write the header; empty when there is none.</summary>
    IReadOnlyList<string> NamesInComment { get; }

    /// <summary>Where the current row stands, for <see cref="Place"/> and <see cref="RowFault"/> when the table has moved on.</summary>
    int Row { get; }

    /// <summary>The share of the file read so far, in (0, 1]; null when unknown.</summary>
    double? Fraction { get; }

    /// <summary>What was passed over so far, in sentences for a person.</summary>
    IEnumerable<string> Notes { get; }

    /// <summary>A field of the current row as text, trimmed, empty where there is none; valid until the next <see cref="Read"/>.</summary>
    ReadOnlySpan<char> this[int column] { get; }

    /// <summary>Says, before the first row, that a column will be read, and as what. A table may then skip the columns nobody reads.</summary>
    /// <exception cref="DataException">The column's type cannot be read so.</exception>
    void Use(int column, Contents contents);

    /// <summary>Goes to the next row; false at the end of the table.</summary>
    /// <exception cref="DataException">There is no row at all, or the file is broken.</exception>
    bool Read();

    /// <summary>Tells what number a field of the current row holds, as <see cref="Cells.Read"/> does.</summary>
    Cell ReadNumber(int column, out double value);

    /// <summary>A row in words: "line 7" or "row 7".</summary>
    string Place(int row);

    /// <summary>SHA-256 of the whole file, lower-case hexadecimal.</summary>
    string Sha256();

    /// <summary>The error that a field of the current row is at fault.</summary>
    DataException Fault(int column, string found, string expected, string advice);

    /// <summary>The error that a row read before is at fault.</summary>
    DataException RowFault(int row, string found, string expected, string advice);

    /// <summary>The error that a column's name is at fault.</summary>
    DataException HeaderFault(int column, string found, string expected, string advice);
}
