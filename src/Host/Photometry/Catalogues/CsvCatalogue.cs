using GpuConcord.Host.Faults;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Csv;

namespace GpuConcord.Host.Photometry.Catalogues;

/// <summary>A table of sources in a CSV file. Records are kept as text, so that whatever they hold passes through unchanged.</summary>
internal sealed class CsvCatalogue : ICatalogue
{
    private readonly CsvTable _table;
    private readonly Rejects _rejects;
    private readonly double[] _defaults;
    private readonly bool _columnar;
    private readonly int[][] _given;
    private readonly double[][] _values;
    private readonly ApertureParameters[] _sources;
    private bool _ended;

    /// <param name="table">The table, at its first row; disposed with this.</param>
    /// <param name="renamed">Parameters that stand in columns of other names.</param>
    /// <param name="two">Whether the table has two bands.</param>
    /// <param name="confidence">Where there is no column conf.</param>
    /// <param name="columnar">Keep fields as columns of text (for an output that has columns) instead of records.</param>
    /// <param name="typed">Of those columns, give the parameters as numbers.</param>
    /// <param name="rejects">Takes rows at fault.</param>
    /// <exception cref="DataException">The header is at fault.</exception>
    public CsvCatalogue(CsvTable table, IReadOnlyDictionary<string, string> renamed, bool two, double confidence, bool columnar, bool typed, Rejects rejects)
    {
        _table = table;
        _rejects = rejects;
        _columnar = columnar;
        _defaults = ApertureParameters.Defaults(confidence);
        Bands = CatalogueBands.Find(table.Header, renamed, two, (column, found, expected, advice) => table.HeaderFault(Math.Max(column, 0), found, expected, advice));
        _given = Array.ConvertAll(Bands, band => (int[])[.. Enumerable.Range(0, _defaults.Length).Where(k => band.Of[k] >= 0)]);
        _values = Array.ConvertAll(Bands, _ => new double[_defaults.Length]);
        _sources = new ApertureParameters[Bands.Length];
        Columns = [.. table.Header.Select((name, c) => (name, typed && Bands.Any(band => Array.IndexOf(band.Of, c) >= 0) ? typeof(double) : typeof(string)))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, Type Type)> Columns { get; }

    /// <inheritdoc/>
    public CatalogueColumns[] Bands { get; }

    /// <inheritdoc/>
    public char Delimiter => _table.Delimiter;

    /// <inheritdoc/>
    public bool Read(CatalogueBatch batch)
    {
        batch.Clear();
        if (_columnar && batch.Columns.Length == 0)
            batch.Columns = [.. Columns.Select(column => column.Type == typeof(double) ? (Array)new double?[CatalogueBatch.Size] : new string[CatalogueBatch.Size])];
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
            if (!_ended && Parse() is { } fault2)
                _rejects.Add(fault2, _table.Record.TrimEnd("\r\n"));
            else if (!_ended)
                Add(batch);
        }
        batch.Fraction = _table.Fraction ?? 0.0;
        return batch.Count > 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _table.Dispose();

    private void Add(CatalogueBatch batch)
    {
        for (var c = 0; _columnar && c < Columns.Count; c++)
        {
            if (batch.Columns[c] is double?[] numbers)
                numbers[batch.Count] = Value(c);
            else
                ((string[])batch.Columns[c])[batch.Count] = _table[c].ToString();
        }
        batch.Add(_sources, _columnar ? default : _table.Record.TrimEnd("\r\n"));
    }

    private double Value(int column)
    {
        for (var b = 0; b < Bands.Length; b++)
        {
            var k = Array.IndexOf(Bands[b].Of, column);
            if (k >= 0)
                return _values[b][k];
        }
        return double.NaN;
    }

    private DataException? Parse()
    {
        for (var b = 0; b < _values.Length; b++)
        {
            if (Parse(Bands[b].Of, _given[b], _values[b], out _sources[b]) is { } fault)
                return fault;
        }
        return null;
    }

    private DataException? Parse(int[] columns, int[] given, double[] values, out ApertureParameters source)
    {
        source = default;
        _defaults.CopyTo(values, 0);
        foreach (var k in given)
        {
            var cell = Cells.Read(_table[columns[k]], out values[k]);
            if (cell is Cell.Text or Cell.Infinite)
                return _table.Fault(columns[k], $"{Excerpt.Of(_table[columns[k]])} in column {ParameterRules.Names[k]}", "a number", "correct it");
        }
        source = ApertureParameters.From(values);
        if (ParameterRules.Allow(source))
            return null;
        var fault = ParameterRules.FirstFault(source)!.Value;
        var column = columns[Array.IndexOf([.. ParameterRules.Names], fault.Parameter)];
        return _table.Fault(Math.Max(column, 0), fault.Found, fault.Expected, fault.Advice);
    }
}
