using System.Text;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Csv;
using GpuConcord.Host.Tables.Parquet;

namespace GpuConcord.Host.Runs;

/// <summary>Tables on their way to the files of a folder, CSV or Parquet by name; written side by side, one a core.</summary>
/// <param name="folder">Where to. Files are listed there in the order of <see cref="Add"/>.</param>
internal sealed class TableFiles(OutputFolder folder) : IAsyncDisposable
{
    private readonly List<(string Name, FileStream Stream, OutputTable Table)> _files = [];

    /// <summary>Adds a file, which is empty until <see cref="WriteAsync"/>.</summary>
    public void Add(string name, OutputTable table) => _files.Add((name, folder.Create(name), table));

    /// <summary>Writes and closes every file.</summary>
    /// <param name="cancellation">Stops between rows or columns; files are then incomplete.</param>
    public async Task WriteAsync(CancellationToken cancellation)
    {
        // The longest first: what is left for the end then evens out.
        var longest = _files.OrderByDescending(file => (long)file.Table.Rows * file.Table.Columns.Count * (TableFormat.IsParquet(file.Name) ? 1 : 2));
        await Parallel.ForEachAsync(
            longest,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation },
            async (file, stop) =>
            {
                if (TableFormat.IsParquet(file.Name))
                {
                    await ParquetFile.WriteAsync(file.Table, file.Stream, stop);
                }
                else
                {
                    await using var writer = new StreamWriter(file.Stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true);
                    CsvFile.Write(file.Table, writer, stop);
                }
            });
        await DisposeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var file in _files)
            await file.Stream.DisposeAsync();
    }
}
