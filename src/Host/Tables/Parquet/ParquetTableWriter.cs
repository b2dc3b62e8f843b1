using GpuConcord.Host.Tables.Parquet.Checks;
using Parquet;
using Parquet.Schema;

namespace GpuConcord.Host.Tables.Parquet;

/// <summary>
/// Writes a table as Parquet: Snappy, required columns but for text and what is optional, row groups of at most 65,536 rows, so that memory
/// does not grow with the table. The file's metadata carry the description and, as <c>NAME:meaning</c> and <c>NAME:unit</c>, what every
/// column is, where there is something to say, and <see cref="Checksums"/>.
/// </summary>
internal sealed class ParquetTableWriter : ITableWriter
{
    private const int RowGroup = 1 << 16;

    // A column of names that do not repeat is found out by its first few thousand. A run of a stream is short enough to be looked at whole.
    private static readonly ParquetOptions Sampling = new() { DictionaryEncodingSampleSize = 1 << 12 };

    private readonly ParquetWriter writer;
    private readonly SummedStream stream;
    private readonly List<uint> sums = [];
    private readonly OutputTable table;
    private readonly DataField[] fields;

    /// <summary>Room for the values of one column, by what it holds: columns are written one after another.</summary>
    private readonly Dictionary<(Type Type, bool Optional), Array> room = [];

    private ParquetTableWriter(ParquetWriter writer, SummedStream stream, OutputTable table, DataField[] fields) =>
        (this.writer, this.stream, this.table, this.fields) = (writer, stream, table, fields);

    /// <summary>Begins a file.</summary>
    /// <exception cref="ArgumentException">A column has the text of records.</exception>
    public static async Task<ITableWriter> BeginAsync(Stream stream, OutputTable table, CancellationToken cancellation)
    {
        if (table.Columns.Any(column => column.Record is not null))
        {
            throw new ArgumentException("Parquet has columns, not records", nameof(table));
        }

        DataField[] schema = [.. table.Columns.Select(column => column.Form is DataField form
            ? ParquetTypes.Like(form, column.Name)
            : new DataField(column.Name, column.Type, column.IsOptional))];
        SummedStream summed = new(stream);
        ParquetWriter file = await ParquetWriter.CreateAsync(new ParquetSchema(schema), summed, table.Streamed ? null : Sampling, cancellationToken: cancellation);
        return new ParquetTableWriter(file, summed, table, schema);
    }

    /// <inheritdoc/>
    public async Task WriteAsync(int start, int count, CancellationToken cancellation)
    {
        for (int done = 0; done < count; done += RowGroup)
        {
            int rows = Math.Min(RowGroup, count - done);
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            for (int c = 0; c < fields.Length; c++)
            {
                cancellation.ThrowIfCancellationRequested();
                OutputColumn column = table.Columns[c];
                stream.Restart();
                await ParquetTypes.Of(column.Type).WriteAsync(group, fields[c], Values(column, start + done, rows), rows, cancellation);
                sums.Add(stream.Sum);
            }

            group.CompleteValidate();
        }
    }

    /// <inheritdoc/>
    public async Task CompleteAsync(CancellationToken cancellation)
    {
        Dictionary<string, string> metadata = Metadata(table);
        metadata[FooterContent.SumsKey] = Checksums.Text(sums);
        writer.CustomMetadata = metadata;
        stream.Hold();
        await writer.DisposeAsync();
        await stream.SealAsync(cancellation);
    }

    private static Dictionary<string, string> Metadata(OutputTable table)
    {
        Dictionary<string, string> metadata = new(StringComparer.Ordinal);
        Add("description", table.Description);
        foreach (OutputColumn column in table.Columns)
        {
            Add($"{column.Name}:meaning", column.Meaning);
            Add($"{column.Name}:unit", column.Unit);
        }

        return metadata;

        void Add(string key, string text)
        {
            if (text.Length > 0)
            {
                metadata.TryAdd(key, text);
            }
        }
    }

    /// <summary>The values of a run of rows; valid until the next call.</summary>
    private Array Values(OutputColumn column, int start, int count)
    {
        if (column.Values is { } passed && start == 0)
        {
            return passed();
        }

        if (!room.TryGetValue((column.Type, column.IsOptional), out Array? values) || values.Length < count)
        {
            room[(column.Type, column.IsOptional)] = values = ParquetTypes.Of(column.Type).Allocate(count, column.IsOptional);
        }

        switch (column)
        {
            case { Number: { } number, IsOptional: false }:
                Fill((double[])values, number, start, count);
                break;
            case { Number: { } number }:
                FillOptional((double?[])values, number, start, count);
                break;
            case { Whole: { } whole }:
                Fill((int[])values, whole, start, count);
                break;
            case { Flag: { } flag }:
                Fill((bool[])values, flag, start, count);
                break;
            case { Text: { } text }:
                Fill((string?[])values, text, start, count);
                break;
            default:
                Array.Copy(column.Values!(), start, values, 0, count);
                break;
        }

        return values;
    }

    private static void FillOptional(double?[] values, Func<int, double> number, int start, int count)
    {
        for (int i = 0; i < count; i++)
        {
            double value = number(start + i);
            values[i] = double.IsNaN(value) ? null : value;
        }
    }

    private static void Fill<T>(T[] values, Func<int, T> value, int start, int count)
    {
        for (int i = 0; i < count; i++)
        {
            values[i] = value(start + i);
        }
    }
}
