using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Tables;

namespace GpuConcord.Host.Photometry;

/// <summary>A table of sources in a CSV file. Records are kept as text, so that whatever they hold passes through unchanged.</summary>
internal sealed class CsvCatalogue : ICatalogue
{
    private readonly CsvTable _table;
    private readonly Rejects _rejects;
    private readonly double[] _defaults;
    private readonly bool _columnar;
    private readonly int[] _given;
    private bool _ended;

    /// <param name="table">The table, at its first row; disposed with this.</param>
    /// <param name="renamed">Parameters that stand in columns of other names.</param>
    /// <param name="confidence">Where there is no column conf.</param>
    /// <param name="columnar">Keep fields as columns of text (for an output that has columns) instead of records.</param>
    /// <param name="typed">Of those columns, give the parameters as numbers.</param>
    /// <param name="rejects">Takes rows at fault.</param>
    /// <exception cref="DataException">The header is at fault.</exception>
    public CsvCatalogue(CsvTable table, IReadOnlyDictionary<string, string> renamed, double confidence, bool columnar, bool typed, Rejects rejects)
    {
        _table = table;
        _rejects = rejects;
        _columnar = columnar;
        _defaults = ApertureParameters.Defaults(confidence);
        Parameters = CatalogueColumns.Find(table.Header, renamed, (column, found, expected, advice) => table.HeaderFault(Math.Max(column, 0), found, expected, advice));
        _given = [.. Enumerable.Range(0, _defaults.Length).Where(k => Parameters.Of[k] >= 0)];
        Columns = [.. table.Header.Select((name, c) => (name, typed && Array.IndexOf(Parameters.Of, c) >= 0 ? typeof(double) : typeof(string)))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, Type Type)> Columns { get; }

    /// <inheritdoc/>
    public CatalogueColumns Parameters { get; }

    /// <inheritdoc/>
    public char Delimiter => _table.Delimiter;

    /// <inheritdoc/>
    public bool Read(CatalogueBatch batch)
    {
        batch.Clear();
        if (_columnar && batch.Columns.Length == 0)
            batch.Columns = [.. Columns.Select(column => column.Type == typeof(double) ? (Array)new double?[CatalogueBatch.Size] : new string[CatalogueBatch.Size])];
        Span<double> values = stackalloc double[_defaults.Length];
        while (!batch.Full && !_ended)
        {
            try
            {
                _ended = !_table.Read();
            }
            catch (DataException fault) when (_table.Line > 0)
            {
                // A record of the wrong length; the reader stands behind it.
                _rejects.Add(fault, _table.Record.TrimEnd("\r\n"));
                continue;
            }
            if (!_ended && Parse(values) is { } fault2)
                _rejects.Add(fault2, _table.Record.TrimEnd("\r\n"));
            else if (!_ended)
                Add(batch, values);
        }
        batch.Fraction = _table.Fraction ?? 0.0;
        return batch.Count > 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _table.Dispose();

    private void Add(CatalogueBatch batch, ReadOnlySpan<double> values)
    {
        for (var c = 0; _columnar && c < Columns.Count; c++)
        {
            if (batch.Columns[c] is double?[] numbers)
                numbers[batch.Count] = values[Array.IndexOf(Parameters.Of, c)];
            else
                ((string[])batch.Columns[c])[batch.Count] = _table[c].ToString();
        }
        batch.Add(ApertureParameters.From(values), _columnar ? default : _table.Record.TrimEnd("\r\n"));
    }

    private DataException? Parse(Span<double> values)
    {
        _defaults.CopyTo(values);
        foreach (var k in _given)
        {
            var cell = Cells.Read(_table[Parameters.Of[k]], out values[k]);
            if (cell is Cell.Text or Cell.Infinite)
                return _table.Fault(Parameters.Of[k], $"{Excerpt.Of(_table[Parameters.Of[k]])} in column {ParameterRules.Names[k]}", "a number", "correct it");
        }
        var source = ApertureParameters.From(values);
        if (ParameterRules.Allow(source))
            return null;
        var fault = ParameterRules.FirstFault(source)!.Value;
        var column = Parameters.Of[Array.IndexOf([.. ParameterRules.Names], fault.Parameter)];
        return _table.Fault(Math.Max(column, 0), fault.Found, fault.Expected, fault.Advice);
    }
}
