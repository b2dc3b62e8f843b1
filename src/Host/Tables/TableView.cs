using GpuConcord.Host.Faults;

namespace GpuConcord.Host.Tables;

/// <summary>A table seen another way: everything is the table's own but what a view says itself.</summary>
/// <param name="table">The table, before its first row; closed with this.</param>
internal abstract class TableView(ITable table) : ITable
{
    /// <summary>What is seen.</summary>
    protected ITable Table => table;

    /// <inheritdoc/>
    public string File => table.File;

    /// <inheritdoc/>
    public virtual string[] Header => table.Header;

    /// <inheritdoc/>
    public virtual IReadOnlyList<TableColumn> Columns => table.Columns;

    /// <inheritdoc/>
    public IReadOnlyList<string> NamesInComment => table.NamesInComment;

    /// <inheritdoc/>
    public virtual char? Delimiter => table.Delimiter;

    /// <inheritdoc/>
    public virtual long? RowCount => table.RowCount;

    /// <inheritdoc/>
    public long Row => table.Row;

    /// <inheritdoc/>
    public virtual double? Fraction => table.Fraction;

    /// <inheritdoc/>
    public virtual IEnumerable<string> Notes => table.Notes;

    /// <inheritdoc/>
    public virtual ReadOnlySpan<char> Record => table.Record;

    /// <inheritdoc/>
    public virtual ReadOnlySpan<char> this[int column] => table[column];

    /// <inheritdoc/>
    public virtual bool Allows(int column, Contents contents) => table.Allows(column, contents);

    /// <inheritdoc/>
    public virtual void Use(int column, Contents contents) => table.Use(column, contents);

    /// <inheritdoc/>
    public virtual bool Read() => table.Read();

    /// <inheritdoc/>
    public virtual Cell ReadNumber(int column, out double value) => table.ReadNumber(column, out value);

    /// <inheritdoc/>
    public virtual Array NewValues(int column, int rows) => table.NewValues(column, rows);

    /// <inheritdoc/>
    public virtual void CopyValue(int column, Array to, int at) => table.CopyValue(column, to, at);

    /// <inheritdoc/>
    public string Place(long row) => table.Place(row);

    /// <inheritdoc/>
    public virtual string Sha256() => table.Sha256();

    /// <inheritdoc/>
    public virtual DataException Fault(int column, string found, string expected, string advice) => table.Fault(column, found, expected, advice);

    /// <inheritdoc/>
    public DataException RowFault(long row, string found, string expected, string advice) => table.RowFault(row, found, expected, advice);

    /// <inheritdoc/>
    public virtual DataException HeaderFault(int column, string found, string expected, string advice) => table.HeaderFault(column, found, expected, advice);

    /// <inheritdoc/>
    public virtual void Dispose() => table.Dispose();
}
