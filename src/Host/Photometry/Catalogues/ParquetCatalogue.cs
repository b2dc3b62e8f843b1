using GpuConcord.Host.Faults;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Tables.Parquet;
using Parquet;
using Parquet.Schema;

namespace GpuConcord.Host.Photometry.Catalogues;

/// <summary>A table of sources in a Parquet file, read row group by row group; numbers and text pass through with their types.</summary>
internal sealed class ParquetCatalogue : ICatalogue
{
    private readonly string _file;
    private readonly ParquetReader _reader;
    private readonly Rejects _rejects;
    private readonly DataField[] _fields;
    private readonly double[] _defaults;
    private Array[] _group = [];
    private int _nextGroup;
    private int _nextRow;
    private int _groupRows;
    private long _row;

    /// <param name="file">Name in messages.</param>
    /// <param name="stream">The file; disposed with this.</param>
    /// <param name="renamed">Parameters that stand in columns of other names.</param>
    /// <param name="two">Whether the table has two bands.</param>
    /// <param name="confidence">Where there is no column conf.</param>
    /// <param name="rejects">Takes rows at fault.</param>
    /// <exception cref="DataException">Not a Parquet file, or its columns are at fault.</exception>
    public ParquetCatalogue(string file, Stream stream, IReadOnlyDictionary<string, string> renamed, bool two, double confidence, Rejects rejects)
    {
        _file = file;
        _rejects = rejects;
        _defaults = ApertureParameters.Defaults(confidence);
        _reader = ParquetFormat.Open(file, stream);
        _fields = _reader.Schema.GetDataFields();
        foreach (var field in _fields.Where(field => ColumnReader(field) is null))
            throw DataException.In(file, $"a column {Excerpt.Of(field.Name)} of type {field.ClrType.Name}", "columns of numbers, text or truth values", "drop it or convert it");
        Columns = [.. _fields.Select(field => (field.Name, ParquetFormat.IsText(field) ? typeof(string) : field.ClrType))];
        Bands = CatalogueBands.Find(
            [.. _fields.Select(field => field.Name)], renamed, two, (_, found, expected, advice) => DataException.In(file, found, expected, advice));
        foreach (var (k, column) in Bands.SelectMany(band => band.Of.Index()).Where(pair => pair.Item >= 0))
        {
            var field = _fields[column];
            if (ParquetFormat.IsText(field) || field.ClrType == typeof(bool))
                throw DataException.In(file, $"text in column {Excerpt.Of(field.Name)}", $"numbers for {ParameterRules.Names[k]}", "convert the column to numbers");
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, Type Type)> Columns { get; }

    /// <inheritdoc/>
    public CatalogueColumns[] Bands { get; }

    /// <inheritdoc/>
    public char Delimiter => ',';

    /// <inheritdoc/>
    public bool Read(CatalogueBatch batch)
    {
        batch.Clear();
        if (batch.Columns.Length == 0)
            batch.Columns = [.. _fields.Select(field => ParquetFormat.IsText(field) ? new string?[CatalogueBatch.Size] : Array.CreateInstance(typeof(Nullable<>).MakeGenericType(field.ClrType), CatalogueBatch.Size))];
        var sources = new ApertureParameters[Bands.Length];
        while (!batch.Full && NextRow())
        {
            for (var b = 0; b < sources.Length; b++)
                sources[b] = Source(Bands[b].Of);
            var wrong = Array.FindIndex(sources, source => !ParameterRules.Allow(source));
            if (wrong < 0)
            {
                for (var c = 0; c < _group.Length; c++)
                    Array.Copy(_group[c], _nextRow, batch.Columns[c], batch.Count, 1);
                batch.Add(sources);
            }
            else
            {
                var fault = ParameterRules.FirstFault(sources[wrong])!.Value;
                var band = sources.Length == 1 ? "" : $" of the {(wrong == 0 ? "soft" : "hard")} band";
                _rejects.Add(
                    new DataException($"{_file}: row {_row}, column {fault.Parameter}{band}: found {fault.Found}, expected {fault.Expected}; {fault.Advice}"),
                    string.Join(',', _group.Select(column => column.GetValue(_nextRow))));
            }
            _nextRow++;
        }
        batch.Fraction = _reader.RowGroupCount == 0 ? 1.0 : (_nextGroup - 1.0 + ((double)_nextRow / Math.Max(1, _groupRows))) / _reader.RowGroupCount;
        return batch.Count > 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private bool NextRow()
    {
        while (_nextRow >= _groupRows)
        {
            if (_nextGroup >= _reader.RowGroupCount)
                return false;
            using var group = _reader.OpenRowGroupReader(_nextGroup++);
            _groupRows = checked((int)group.RowCount);
            _group = ParquetFormat.Guard(_file, () => _fields.Select(field => ColumnReader(field)!(group, _groupRows)).ToArray());
            _nextRow = 0;
        }
        _row++;
        return true;
    }

    private ApertureParameters Source(int[] columns)
    {
        Span<double> values = stackalloc double[_defaults.Length];
        _defaults.CopyTo(values);
        for (var k = 0; k < values.Length; k++)
        {
            if (columns[k] >= 0)
                values[k] = Number(_group[columns[k]], _nextRow);
        }
        return ApertureParameters.From(values);
    }

    private static double Number(Array column, int row) => column switch
    {
        double?[] values => values[row] ?? double.NaN,
        float?[] values => values[row] ?? double.NaN,
        int?[] values => values[row] ?? double.NaN,
        long?[] values => values[row] ?? double.NaN,
        short?[] values => values[row] ?? double.NaN,
        _ => double.NaN,
    };

    private static Func<ParquetRowGroupReader, int, Array>? ColumnReader(DataField field) =>
        field.IsArray ? null
        : field.ClrType == typeof(double) ? (group, rows) => Values<double>(group, field, rows)
        : field.ClrType == typeof(float) ? (group, rows) => Values<float>(group, field, rows)
        : field.ClrType == typeof(int) ? (group, rows) => Values<int>(group, field, rows)
        : field.ClrType == typeof(long) ? (group, rows) => Values<long>(group, field, rows)
        : field.ClrType == typeof(short) ? (group, rows) => Values<short>(group, field, rows)
        : field.ClrType == typeof(bool) ? (group, rows) => Values<bool>(group, field, rows)
        : ParquetFormat.IsText(field) ? (group, rows) => Text(group, field, rows)
        : null;

    private static Array Values<T>(ParquetRowGroupReader group, DataField field, int rows)
        where T : struct
    {
        var values = new T?[rows];
        if (field.IsNullable)
        {
            group.ReadAsync<T>(field, values.AsMemory()).AsTask().GetAwaiter().GetResult();
            return values;
        }
        var plain = new T[rows];
        group.ReadAsync<T>(field, plain.AsMemory()).AsTask().GetAwaiter().GetResult();
        for (var i = 0; i < rows; i++)
            values[i] = plain[i];
        return values;
    }

    private static string?[] Text(ParquetRowGroupReader group, DataField field, int rows)
    {
        var values = new string?[rows];
        group.ReadAsync(field, values.AsMemory()).AsTask().GetAwaiter().GetResult();
        return values;
    }
}
