using GpuConcord.Host.Tables.Parquet.Checks;
using Parquet;
using Parquet.Meta;
using Parquet.Schema;

namespace GpuConcord.Host.Tables.Parquet;

/// <summary>A Parquet file that is read: the one way to the library, which sees nothing of a file that was not checked.</summary>
internal sealed class ParquetFile : IDisposable
{
    /// <summary>Rows that a file of any length may have, and those for each of its bytes. Equal values take next to nothing, but rows differ in something.</summary>
    private const long AlwaysRows = 1 << 21, RowsOfByte = 1024;

    private readonly CheckedBytes bytes;
    private readonly ParquetReader reader;
    private readonly Stream stream;
    private readonly ParquetFooter footer;

    /// <summary>The number of the first column of every row group, counted over all of them: that of its checksum.</summary>
    private readonly int[] firsts;

    private ParquetFile(Stream stream, ParquetFooter footer, CheckedBytes bytes, ParquetReader reader)
    {
        (this.stream, this.footer, this.bytes, this.reader) = (stream, footer, bytes, reader);
        Fields = reader.Schema.GetDataFields();
        Texts = ReadTexts(reader.Metadata!);
        Rows = CountRows();
        int columns = 0;
        firsts = [.. reader.RowGroups.Select(group => (columns += group.RowGroup.Columns.Count) - group.RowGroup.Columns.Count)];
        if (footer.Sums is { } sums && sums.Length != columns)
        {
            throw new InvalidDataException($"{sums.Length} checksums of {columns} columns of row groups");
        }
    }

    /// <summary>Its columns.</summary>
    public DataField[] Fields { get; }

    /// <summary>The texts in its metadata, by their names.</summary>
    public IReadOnlyDictionary<string, string> Texts { get; }

    /// <summary>Number of rows.</summary>
    public long Rows { get; }

    /// <summary>Number of row groups.</summary>
    public int Groups => reader.RowGroupCount;

    /// <summary>Whether a column was read, or a part of one, for which the file has no checksum.</summary>
    public bool HasUnsummed { get; private set; }

    /// <summary>Opens a file.</summary>
    /// <param name="stream">Its bytes, which can seek; closed with this, and not where this fails.</param>
    /// <param name="options">How values are read; null for the library's own way.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <remarks>Damage is told by exceptions of every kind: see <see cref="ParquetFormat.Guard"/>.</remarks>
    public static async Task<ParquetFile> OpenAsync(Stream stream, ParquetOptions? options, CancellationToken cancellation = default)
    {
        ParquetFooter read = ParquetFooter.Read(stream);
        CheckedBytes seen = new(stream, read);
        return new ParquetFile(stream, read, seen, await ParquetReader.CreateAsync(seen, options, cancellationToken: cancellation));
    }

    /// <summary>Rows of a row group.</summary>
    public int RowsOf(int group) => checked((int)reader.RowGroups[group].RowCount);

    /// <summary>Checks a column of a row group, which alone may then be read.</summary>
    /// <returns>What reads it.</returns>
    public ParquetRowGroupReader Admit(int group, DataField field)
    {
        ParquetRowGroupReader rows = reader.OpenRowGroupReader(group);
        ColumnChunk column = rows.GetMetadata(field) ?? throw new InvalidDataException($"row group {group + 1} has no column {field.Name}");
        ColumnMetaData said = column.MetaData!;
        if (field.MaxRepetitionLevel == 0 && said.NumValues != rows.RowCount)
        {
            throw new InvalidDataException($"a column of {said.NumValues} values in {rows.RowCount} rows");
        }

        (long end, bool isSummed) = Pages(group, column).Check(stream, footer.Start);
        bytes.Admit(Offset(said), end);
        HasUnsummed |= !isSummed;
        return rows;
    }

    /// <inheritdoc/>
    public void Dispose() => bytes.Dispose();

    /// <summary>The library begins at the lower of two offsets, as either may be wrong in files of old programs.</summary>
    private static long Offset(ColumnMetaData column) =>
        column.DictionaryPageOffset is { } dictionary and not 0 ? Math.Min(dictionary, column.DataPageOffset) : column.DataPageOffset;

    private ColumnPages Pages(int group, ColumnChunk column)
    {
        ColumnMetaData said = column.MetaData!;
        int number = firsts[group] + reader.RowGroups[group].RowGroup.Columns.IndexOf(column);
        int width = said.Type is global::Parquet.Meta.Type.BOOLEAN or global::Parquet.Meta.Type.FIXED_LEN_BYTE_ARRAY ? 1 : sizeof(int);
        return new ColumnPages(Offset(said), said.NumValues, (int)said.Codec, width, footer.Sums?[number]);
    }

    /// <summary>The texts, the first of each name: nothing keeps a program from writing two.</summary>
    private static Dictionary<string, string> ReadTexts(FileMetaData metadata)
    {
        Dictionary<string, string> texts = new(StringComparer.Ordinal);
        foreach (KeyValue text in metadata.KeyValueMetadata ?? [])
        {
            texts.TryAdd(text.Key, text.Value ?? "");
        }

        return texts;
    }

    /// <summary>Rows of all row groups, as far as there can be so many: room is made for them before they are read.</summary>
    private long CountRows()
    {
        long rows = 0;
        long most = Math.Max(AlwaysRows, RowsOfByte * stream.Length);
        foreach (ParquetRowGroupReader group in reader.RowGroups)
        {
            rows = group.RowCount >= 0 && group.RowCount <= most - rows
                ? rows + group.RowCount
                : throw new InvalidDataException($"a row group of {group.RowCount} rows in a file of {stream.Length} bytes");
        }

        return rows;
    }
}
