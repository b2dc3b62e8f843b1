using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables.Csv;
using GpuConcord.Host.Tables.Ecsv;
using GpuConcord.Host.Tables.Fits;
using GpuConcord.Host.Tables.Parquet;
using GpuConcord.Host.Tables.VoTable;

namespace GpuConcord.Host.Tables.Formats;

/// <summary>The formats of tables that a run knows: a value, handed to whatever opens or writes a table.</summary>
public sealed class TableFormats
{
    private const string PlainText = "a CSV file in plain UTF-8 text";

    private TableFormats(IReadOnlyList<TableFormat> all)
    {
        All = all;
        Text = all.First(format => format is { Begins: null, Read: not null, Write: not null });
    }

    /// <summary>Every format of the program: those it reads and writes, then those it only tells apart.</summary>
    public static TableFormats Standard { get; } = new(
        [CsvFormat.Format, TsvFormat.Format, ParquetFormat.Format, FitsFormat.Format, VoTableFormat.Format, EcsvFormat.Format, .. UnreadFormats.All]);

    /// <summary>The formats, in the order in which they are tried.</summary>
    public IReadOnlyList<TableFormat> All { get; }

    /// <summary>What a file is that neither begins nor is named as any other: CSV.</summary>
    public TableFormat Text { get; }

    /// <summary>These formats and one more, which is tried before them but stands in for none of them.</summary>
    public TableFormats With(TableFormat format) => new([.. All.Where(known => known == Text), format, .. All.Where(known => known != Text)]);

    /// <summary>The format that begins with these bytes, or null: then they may be text.</summary>
    public TableFormat? Recognise(ReadOnlySpan<byte> start)
    {
        foreach (TableFormat format in All)
        {
            if (format.Begins is { } begins && begins(start))
            {
                return format;
            }
        }

        return null;
    }

    /// <summary>The format that a file's name ends as; any other name is that of <see cref="Text"/>.</summary>
    public TableFormat ByName(string file)
    {
        string extension = Path.GetExtension(file);
        return All.FirstOrDefault(format => format.Extensions.Contains(extension, StringComparer.Ordinal)) ?? Text;
    }

    /// <summary>The format in which a table is written to a file: what its name ends as, in any case; <see cref="Text"/> when it has no extension.</summary>
    /// <param name="option">The option that names the file, for messages.</param>
    /// <param name="file">The file.</param>
    /// <exception cref="UsageException">It is named as no format that is written.</exception>
    public TableFormat ForWriting(string option, string file)
    {
        string extension = Path.GetExtension(file);
        TableFormat[] written = [.. All.Where(format => format.Write is not null)];
        return extension.Length == 0 ? Text
            : written.FirstOrDefault(format => format.Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase)) ?? throw new UsageException(
                $"{option}: found a name that ends in {extension}, expected {string.Join(" or ", written.SelectMany(format => format.Extensions))}; "
                    + $"tables are written as {string.Join(" or ", written.Select(format => format.Name))}, which the name must say");
    }

    /// <summary>Whether a file's name ends, in any case, as that of a format does.</summary>
    public bool IsTable(string file) => All.Any(format => format.Extensions.Any(extension => file.EndsWith(extension, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Opens a table in the format that it begins as, or else, being text, in the one it is named for.</summary>
    /// <param name="file">Its name in messages.</param>
    /// <param name="stream">Its bytes; closed with the table, and also when that cannot be opened.</param>
    /// <param name="named">Whether its name binds: a file that is named as a format with first bytes of its own, and lacks them, is refused.</param>
    /// <exception cref="DataException">The content is at fault, or in a format that is not read.</exception>
    public ITable Open(string file, Stream stream, bool named = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Stream content = stream;
        try
        {
            TableName name = TableName.Of(file);
            byte[] start = Begin(ref content);
            bool compressed = start.AsSpan().StartsWith(Gzip);
            if (compressed)
            {
                content = new UnzippedStream(file, content);
                start = Begin(ref content);
            }

            string plain = compressed && name.File.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name.File[..^3] : name.File;
            TableFormat format = Choose(file, ByName(plain), start, content.CanSeek, named);
            return name.Part is null || format.HasParts ? format.Read!(file, content, name.Part) : throw DataException.In(
                file, $"brackets behind the name of {format.Found}",
                $"a file of several tables ({string.Join(", ", All.Where(known => known.HasParts).Select(known => known.Name))})",
                "leave the brackets out");
        }
        catch
        {
            content.Dispose();
            throw;
        }
    }

    private static ReadOnlySpan<byte> Gzip => [0x1F, 0x8B];

    /// <summary>A stream's first bytes, from which it is then read all the same.</summary>
    private static byte[] Begin(ref Stream stream)
    {
        byte[] start = new byte[TableFormat.Start];
        Array.Resize(ref start, stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
        if (stream.CanSeek)
        {
            stream.Position = 0;
        }
        else
        {
            stream = new ReplayedStream(start, stream);
        }

        return start;
    }

    private TableFormat Choose(string file, TableFormat byName, ReadOnlySpan<byte> start, bool seeks, bool named)
    {
        TableFormat? begun = Recognise(start);
        if (begun is { Read: not null } && (seeks || !begun.Seeks))
        {
            return begun;
        }

        if (named && seeks && byName.Begins is not null)
        {
            throw DataException.In(
                file, start.IsEmpty ? "an empty file" : $"a file that does not begin as {byName.Name}", $"{byName.Found}, as its name says",
                $"check that it was written in full; a {Text.Name} table needs a name that does not end in {string.Join(" or ", byName.Extensions)}");
        }

        return begun is null
            ? byName is { Begins: null, Read: not null } ? byName : Text
            : throw DataException.At(file, 1, 1, begun.Found, PlainText, begun.Advice);
    }
}
