using System.Text.Json;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Json;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Parquet;

namespace GpuConcord.Host.Runs;

/// <summary>A part of a run that is one table: part.parquet, and run.json with its SHA-256.</summary>
public static class PartTable
{
    /// <summary>The table's file.</summary>
    public const string FileName = "part.parquet";

    /// <summary>Writes it and puts it into place.</summary>
    /// <param name="version">Version of the program.</param>
    /// <param name="table">The table.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="cancellation">Stops between columns; nothing is then put into place.</param>
    public static async Task WriteAsync(string version, OutputTable table, OutputFolder folder, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(folder);
        await using (FileStream file = folder.Create(FileName))
        {
            await ParquetFormat.Format.WriteAsync(table, file, cancellation);
        }

        await CompleteAsync(version, folder, cancellation);
    }

    /// <summary>Puts a part whose table is in the folder already into place.</summary>
    /// <param name="version">Version of the program.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellation">Stops it; nothing is then put into place.</param>
    public static async Task CompleteAsync(string version, OutputFolder folder, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(folder);
        IReadOnlyList<OutputFile> files = folder.Describe();
        cancellation.ThrowIfCancellationRequested();
        await using (FileStream manifest = folder.Create(OutputFolder.Manifest))
        await using (Utf8JsonWriter writer = new(manifest, JsonValues.Indented))
        {
            writer.WriteStartObject();
            writer.WriteString("program", "gpuconcord");
            writer.WriteString("version", version);
            writer.WriteBoolean(RunKind.PartMark, true);
            writer.Outputs(files);
            writer.WriteEndObject();
        }

        folder.Commit();
    }

    /// <summary>Checks that a part is as it was written.</summary>
    /// <param name="path">The part's folder.</param>
    /// <param name="version">Version of the program.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The table's file.</returns>
    /// <exception cref="DataException">It is no such part, or was altered.</exception>
    public static Task<string> CheckAsync(string path, string version, CancellationToken cancellation) =>
        RunRecord.ReadAsync(path, RunKind.Part, version, async record =>
        {
            await using FileStream file = await record.FileAsync(FileName);
            return file.Name;
        }, cancellation);

    /// <summary>Reads it back.</summary>
    /// <param name="path">The part's folder.</param>
    /// <param name="version">Version of the program.</param>
    /// <param name="cancellation">Stops between columns.</param>
    /// <exception cref="DataException">It is no such part, or was altered.</exception>
    internal static Task<ParquetTable> ReadAsync(string path, string version, CancellationToken cancellation) =>
        RunRecord.ReadAsync(path, RunKind.Part, version, record => record.TableAsync(FileName), cancellation);
}
