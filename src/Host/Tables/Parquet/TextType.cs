using Parquet;
using Parquet.Schema;

namespace GpuConcord.Host.Tables.Parquet;

/// <summary>Text.</summary>
internal sealed record TextType : IParquetType
{
    /// <inheritdoc/>
    public Type Type => typeof(string);

    /// <inheritdoc/>
    public IParquetColumn? Numbers(DataField field) => null;

    /// <inheritdoc/>
    public IParquetColumn? Names(DataField field) => new NameColumn(field);

    /// <inheritdoc/>
    public IParquetColumn? Values(DataField field) => new TextColumn(field);

    /// <inheritdoc/>
    public Array Allocate(int rows, bool optional) => new string?[rows];

    /// <inheritdoc/>
    public async Task<Array> ReadAsync(ParquetFile file, DataField field, CancellationToken cancellation)
    {
        List<string?> all = [];
        for (int g = 0; g < file.Groups; g++)
        {
            string[] part = new string[file.RowsOf(g)];
            await file.Admit(g, field).ReadAsync(field, part, cancellationToken: cancellation);
            all.AddRange(part);
        }

        return all.ToArray();
    }

    /// <inheritdoc/>
    public Task WriteAsync(ParquetRowGroupWriter group, DataField field, Array values, int count, CancellationToken cancellation) =>
        group.WriteAsync(field, new ArraySegment<string>((string[])values, 0, count));
}
