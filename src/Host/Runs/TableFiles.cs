using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;

namespace GpuConcord.Host.Runs;

/// <summary>Tables on their way to the files of a folder, in the formats that the names say; written side by side, one a core.</summary>
/// <param name="folder">Where to. Files are listed there in the order of <see cref="Add(string, OutputTable)"/>.</param>
/// <param name="provenance">Where the tables come from.</param>
internal sealed class TableFiles(OutputFolder folder, IReadOnlyList<ProvenanceEntry> provenance) : IAsyncDisposable
{
    private readonly List<(TableFormat Format, FileStream Stream, OutputTable Table)> files = [];

    /// <summary>
    /// The files of a table that is written in the formats asked for: those, and before them or among them the ones that reports and comparisons read back.
    /// </summary>
    /// <param name="name">The table's name.</param>
    /// <param name="formats">The formats asked for; null for <paramref name="usual"/>.</param>
    /// <param name="usual">How names end of what is written when nothing is asked for.</param>
    /// <param name="kept">How names end of what is written whatever is asked for; an empty text for nothing.</param>
    public static string[] Names(string name, IReadOnlyList<TableFormat>? formats, IReadOnlyList<string> usual, string kept)
    {
        IEnumerable<string> asked = formats?.Select(format => format.Extensions[0]) ?? usual;
        return [.. asked.Append(kept).Where(ending => ending.Length > 0).Distinct(StringComparer.Ordinal).Select(ending => name + ending)];
    }

    /// <summary>Adds a file, which is empty until <see cref="WriteAsync"/>.</summary>
    public void Add(string name, OutputTable table) => files.Add((
        TableFormats.Standard.ByName(name), folder.Create(name), table with
        {
            Name = Path.GetFileNameWithoutExtension(name),
            Provenance = provenance,
            Columns = [.. table.Columns.Select(column => column with { Ucd = ColumnUcds.Of(column) })],
        }));

    /// <summary>Writes and closes every file.</summary>
    /// <param name="cancellation">Stops between rows or columns; files are then incomplete.</param>
    public async Task WriteAsync(CancellationToken cancellation)
    {
        // The longest first: what is left for the end then evens out. Text takes twice the time.
        IEnumerable<(TableFormat Format, FileStream Stream, OutputTable Table)> longest =
            files.OrderByDescending(file => (long)file.Table.Rows * file.Table.Columns.Count * (file.Format.IsDelimitedText ? 2 : 1));
        await Parallel.ForEachAsync(
            longest,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation },
            async (file, stop) => await file.Format.WriteAsync(file.Table, file.Stream, stop));
        await DisposeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach ((TableFormat _, FileStream stream, OutputTable _) in files)
        {
            await stream.DisposeAsync();
        }
    }
}
