using System.Text.Json;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Hashing;
using GpuConcord.Host.Tables.Parquet;
using GpuConcord.Host.Writing;

namespace GpuConcord.Host.Runs;

/// <summary>A finished run's run.json, open, and the files beside it: what the readers of all kinds of runs begin with.</summary>
internal sealed class RunRecord
{
    private readonly string folder;
    private readonly Dictionary<string, string> recorded;
    private readonly CancellationToken cancellation;

    private RunRecord(string folder, JsonElement json, CancellationToken cancellation)
    {
        (this.folder, Json, this.cancellation) = (folder, json, cancellation);
        recorded = json.GetProperty("outputs").EnumerateArray().ToDictionary(
            file => file.GetProperty("name").GetString()!, file => file.GetProperty("sha256").GetString()!, StringComparer.Ordinal);
    }

    /// <summary>The record itself; valid while it is read.</summary>
    public JsonElement Json { get; }

    /// <summary>Reads a run; no device is needed and nothing is drawn anew.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="kind">What it should be.</param>
    /// <param name="version">Version of the program that reads: major and minor number must be those of the run.</param>
    /// <param name="read">Makes the run of its record.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <exception cref="DataException">Not such a run, of another version, or a file is missing, altered or unreadable.</exception>
    public static async Task<T> ReadAsync<T>(string folder, RunKind kind, string version, Func<RunRecord, Task<T>> read, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(version);
        string ours = $"a folder that gpuconcord {kind.Command} --output wrote";
        string manifest = Path.Combine(folder, OutputFolder.Manifest);
        Settle(folder, ours);
        if (File.Exists(folder))
        {
            throw DataException.In(folder, "a file", ours, "name the folder");
        }

        if (!Directory.Exists(folder))
        {
            throw DataException.In(folder, "no such folder", ours, "check the path");
        }

        if (!File.Exists(manifest))
        {
            string data = kind == RunKind.Sbc ? "" : " DATA";
            throw DataException.In(
                folder, $"no {OutputFolder.Manifest}", ours, $"name the folder of a finished {kind.Noun}, or make one with gpuconcord {kind.Command}{data} --output DIR");
        }

        try
        {
            using JsonDocument json = JsonDocument.Parse(await File.ReadAllBytesAsync(manifest, cancellation));
            CheckOrigin(manifest, json.RootElement, version);
            return RunKind.Of(json.RootElement) is { } found && found != kind
                ? throw DataException.In(folder, $"a run of gpuconcord {found.Command}", ours, "name the folder of such a one")
                : await read(new RunRecord(folder, json.RootElement, cancellation));
        }
        catch (Exception fault) when (IsDamage(fault))
        {
            throw DataException.In(
                manifest, $"content that is not a {kind.Noun}'s ({fault.Message.TrimEnd('.')})", $"{OutputFolder.Manifest} as gpuconcord {kind.Command} --output writes it",
                $"repeat the {kind.Noun}");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw DataException.In(folder, $"that reading failed ({fault.Message.TrimEnd('.')})", "readable files", "check permissions and disk");
        }
    }

    /// <summary>Completes what a run that was killed while its files were put into place left to be done.</summary>
    /// <exception cref="DataException">That is going on, or cannot be done.</exception>
    internal static void Settle(string folder, string expected)
    {
        try
        {
            if (folder.Length > 0)
            {
                Settlement.ForReading(folder);
            }
        }
        catch (InUseException fault)
        {
            throw new DataException(fault.Message);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw DataException.In(
                folder, $"a run that was killed while its files were put into place ({fault.Message.TrimEnd('.')})", expected, "repeat the run with --overwrite");
        }
    }

    /// <summary>Whether reading a record failed because it says something else, or less, than the program writes.</summary>
    public static bool IsDamage(Exception fault) =>
        fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException or IndexOutOfRangeException;

    /// <summary>Opens a Parquet file of the run after checking that it is the one that the run wrote.</summary>
    /// <exception cref="DataException">It is missing, altered or unreadable.</exception>
    public async Task<ParquetTable> TableAsync(string name)
    {
        await using FileStream stream = await FileAsync(name);
        return await ParquetTable.ReadAsync(Path.Combine(folder, name), stream, cancellation);
    }

    /// <summary>Opens any file of the run, likewise, at its beginning.</summary>
    /// <exception cref="DataException">It is missing, or altered.</exception>
    public async Task<FileStream> FileAsync(string name)
    {
        string file = Path.Combine(folder, name);
        if (!File.Exists(file))
        {
            throw DataException.In(
                file, "no such file", "every file of the run",
                recorded.ContainsKey(name) ? "put it back, or repeat the run" : "the run was made without it: repeat it with this version");
        }

        FileStream stream = File.OpenRead(file);
        if (recorded.TryGetValue(name, out string? sha256) && !(await Checksum.OfAsync(stream, cancellation)).Equals(sha256, StringComparison.Ordinal))
        {
            await stream.DisposeAsync();
            throw DataException.In(file, "other content than the run wrote (its SHA-256 differs from run.json's)", "the files as they were written",
                "put the file back, or repeat the run");
        }

        stream.Position = 0;
        return stream;
    }

    private static void CheckOrigin(string manifest, JsonElement run, string version)
    {
        if (!run.TryGetProperty("program", out JsonElement program) || program.GetString() is not "gpuconcord")
        {
            throw DataException.In(manifest, "a file of another program", $"{OutputFolder.Manifest} of gpuconcord", "name the folder of a run");
        }

        string made = run.GetProperty("version").GetString()!;
        if (!Line(made).Equals(Line(version), StringComparison.Ordinal))
        {
            throw DataException.In(manifest, $"a run of version {made}", $"one of version {Line(version)}", $"use gpuconcord {made}, or repeat the run with this version");
        }

        static string Line(string version) => string.Join('.', version.Split('.').Take(2));
    }
}
