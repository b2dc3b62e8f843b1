using Parquet;
using Parquet.Schema;

namespace GpuConcord.Host.Photometry.Catalogues;

/// <summary>Writes sources and results as Parquet, one row group a batch of batches; null where there is no number.</summary>
internal sealed class ParquetCatalogueOutput : ICatalogueOutput
{
    private readonly Stream _stream;
    private readonly DataField[] _fields;
    private readonly IReadOnlyList<ResultColumn> _results;
    private readonly int _passed;
    private readonly double?[] _numbers = new double?[CatalogueBatch.Size];
    private readonly bool[] _flags = new bool[CatalogueBatch.Size];
    private readonly ParquetWriter _writer;

    /// <summary>Begins the file.</summary>
    public ParquetCatalogueOutput(Stream stream, ICatalogue catalogue, IReadOnlyList<ResultColumn> results)
    {
        _stream = stream;
        _results = results;
        _passed = catalogue.Columns.Count;
        _fields =
        [
            .. catalogue.Columns.Select(column => new DataField(column.Name, column.Type, isNullable: true)),
            .. results.Select(column => column.IsFlag ? new DataField<bool>(column.Name) : (DataField)new DataField<double?>(column.Name)),
        ];
        _writer = ParquetWriter.CreateAsync(new ParquetSchema(_fields), stream).GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public async Task WriteAsync(CatalogueBatch batch, CancellationToken cancellation)
    {
        using var group = _writer.CreateRowGroup();
        for (var c = 0; c < _passed; c++)
            await PassAsync(group, _fields[c], batch.Columns[c], batch.Count, cancellation);
        for (var k = 0; k < _results.Count; k++)
        {
            var column = _results[k];
            for (var i = 0; i < batch.Count; i++)
            {
                var value = column.Value(batch.Results, i);
                _flags[i] = value != 0.0;
                _numbers[i] = double.IsNaN(value) ? null : value;
            }
            if (column.IsFlag)
                await group.WriteAsync<bool>(_fields[_passed + k], _flags.AsMemory(0, batch.Count), cancellationToken: cancellation);
            else
                await group.WriteAsync<double>(_fields[_passed + k], _numbers.AsMemory(0, batch.Count), cancellationToken: cancellation);
        }
        group.CompleteValidate();
    }

    /// <inheritdoc/>
    public async Task CompleteAsync() => await _writer.DisposeAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private static async Task PassAsync(ParquetRowGroupWriter group, DataField field, Array values, int count, CancellationToken cancellation)
    {
        switch (values)
        {
            case string[] text:
                await group.WriteAsync(field, new ArraySegment<string>(text, 0, count));
                break;
            case double?[] numbers:
                await group.WriteAsync<double>(field, numbers.AsMemory(0, count), cancellationToken: cancellation);
                break;
            case float?[] numbers:
                await group.WriteAsync<float>(field, numbers.AsMemory(0, count), cancellationToken: cancellation);
                break;
            case int?[] numbers:
                await group.WriteAsync<int>(field, numbers.AsMemory(0, count), cancellationToken: cancellation);
                break;
            case long?[] numbers:
                await group.WriteAsync<long>(field, numbers.AsMemory(0, count), cancellationToken: cancellation);
                break;
            case short?[] numbers:
                await group.WriteAsync<short>(field, numbers.AsMemory(0, count), cancellationToken: cancellation);
                break;
            default:
                await group.WriteAsync<bool>(field, ((bool?[])values).AsMemory(0, count), cancellationToken: cancellation);
                break;
        }
    }
}
