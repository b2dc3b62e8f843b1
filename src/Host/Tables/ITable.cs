using GpuConcord.Host.Faults;

namespace GpuConcord.Host.Tables;

/// <summary>What a column is read as.</summary>
public enum Contents
{
    /// <summary>Names of instruments, sources or bands: text, or whole numbers that serve as names.</summary>
    Names,

    /// <summary>Numbers of any kind.</summary>
    Numbers,

    /// <summary>Values that are handed on with the type they have, see <see cref="ITable.CopyValue"/>; where they are numbers, they can be read as such too.</summary>
    Values,
}

/// <summary>A column of a table that is read, as far as its format tells.</summary>
/// <param name="Name">Its name, as it is to be repeated.</param>
/// <param name="Type">Type of its values (string, bool, double, int, …); null in formats whose fields are text that may be anything.</param>
/// <param name="Unit">Its unit; empty when the format or the file has none.</param>
/// <param name="Form">What the format says of it besides, as the precision of decimals, for its own writer; null when there is nothing.</param>
public sealed record TableColumn(string Name, Type? Type = null, string Unit = "", object? Form = null)
{
    /// <summary>What it means in words; empty when the file does not say.</summary>
    public string Meaning { get; init; } = "";

    /// <summary>What it means as a Unified Content Descriptor (UCD1+ of the IVOA, as in <c>phot.flux;em.X-ray</c>); empty when the file does not say.</summary>
    public string Ucd { get; init; } = "";
}

/// <summary>A table with named columns, read forward row by row, that can say of every field where it stands.</summary>
/// <remarks>
/// A format must give what has no body here. The rest is that of rows of text fields, told apart by their numbers: a format overrides
/// what it can say better. What makes an error may be called when the table has moved on, or is closed.
/// </remarks>
public interface ITable : IDisposable
{
    /// <summary>The file as the user named it.</summary>
    string File { get; }

    /// <summary>Column names, each in its one spelling; none where a format allows it.</summary>
    string[] Header { get; }

    /// <summary>The same columns with what the format tells of them.</summary>
    IReadOnlyList<TableColumn> Columns => Array.ConvertAll(Header, name => new TableColumn(name));

    /// <summary>The names in a comment right above the header, where some programs write the header; empty when there is none.</summary>
    IReadOnlyList<string> NamesInComment => [];

    /// <summary>The character between the fields of <see cref="Record"/>, when records are delimited text that may be repeated as it stands; else null.</summary>
    char? Delimiter => null;

    /// <summary>Number of rows, when the format tells it beforehand.</summary>
    long? RowCount => null;

    /// <summary>Where the current row stands, for <see cref="Place"/> and <see cref="RowFault"/> when the table has moved on; 0 before the first.</summary>
    long Row { get; }

    /// <summary>The share of the file read so far, in (0, 1]; null when unknown.</summary>
    double? Fraction => null;

    /// <summary>What was passed over so far, in sentences for a person.</summary>
    IEnumerable<string> Notes => [];

    /// <summary>A field of the current row as text, trimmed, empty where there is none; valid until the next <see cref="Read"/>.</summary>
    ReadOnlySpan<char> this[int column] { get; }

    /// <summary>The current row as text without its line end: as it stands in a file of text, else its fields with commas between.</summary>
    ReadOnlySpan<char> Record
    {
        get
        {
            string[] fields = new string[Header.Length];
            for (int c = 0; c < fields.Length; c++)
            {
                fields[c] = this[c].ToString();
            }

            return string.Join(',', fields);
        }
    }

    /// <summary>Whether <see cref="Use"/> would take a column as this.</summary>
    bool Allows(int column, Contents contents) => true;

    /// <summary>Says, before the first row, that a column will be read, and as what. A table may then skip the columns nobody reads.</summary>
    /// <exception cref="DataException">The column's type cannot be read so.</exception>
    void Use(int column, Contents contents)
    {
    }

    /// <summary>Goes to the next row; false at the end of the table.</summary>
    /// <exception cref="DataException">There is no row at all, or the file is broken.</exception>
    bool Read();

    /// <summary>Tells what number a field of the current row holds, as <see cref="Cells.Read"/> does.</summary>
    Cell ReadNumber(int column, out double value) => Cells.Read(this[column], out value);

    /// <summary>Room for values of a column: an array of its type, of the nullable one unless that is text.</summary>
    Array NewValues(int column, int rows) => new string?[rows];

    /// <summary>Copies the value of the current row, or null, into such an array; the column must be used as <see cref="Contents.Values"/>.</summary>
    void CopyValue(int column, Array to, int at) => ((string?[])to)[at] = this[column].ToString();

    /// <summary>A row in words: "line 7" or "row 7".</summary>
    string Place(long row) => $"row {row}";

    /// <summary>SHA-256 of the whole file, lower-case hexadecimal; called at most once.</summary>
    string Sha256();

    /// <summary>The error that a field of the current row is at fault.</summary>
    DataException Fault(int column, string found, string expected, string advice) => RowFault(Row, found, expected, advice);

    /// <summary>The error that a row read before is at fault.</summary>
    DataException RowFault(long row, string found, string expected, string advice) => DataException.In($"{File}: {Place(row)}", found, expected, advice);

    /// <summary>The error that a column's name is at fault.</summary>
    DataException HeaderFault(int column, string found, string expected, string advice) => DataException.In(File, found, expected, advice);
}
