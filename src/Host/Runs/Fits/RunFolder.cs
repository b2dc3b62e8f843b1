using System.Security.Cryptography;
using System.Text.Json;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Json;
using GpuConcord.Host.Models;
using GpuConcord.Host.Tables.Parquet;

namespace GpuConcord.Host.Runs.Fits;

/// <summary>Reads back what <c>fit --output</c> wrote.</summary>
public static class RunFolder
{
    private const string Ours = "a folder that gpuconcord fit --output wrote";

    /// <summary>Reads a run; no device is needed and nothing is drawn anew.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="version">Version of the program that reads: major and minor number must be those of the run.</param>
    /// <param name="models">The models there are; the program's own when left out.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <exception cref="DataException">Not a run, of another version, or a file is missing, altered or unreadable.</exception>
    public static async Task<FitRun> ReadAsync(string path, string version, ModelCatalogue? models = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(version);
        var manifest = Path.Combine(path, OutputFolder.Manifest);
        if (File.Exists(path))
            throw DataException.In(path, "a file", Ours, "name the folder");
        if (!Directory.Exists(path))
            throw DataException.In(path, "no such folder", Ours, "check the path");
        if (!File.Exists(manifest))
            throw DataException.In(path, $"no {OutputFolder.Manifest}", Ours, "name the folder of a finished run, or make one with gpuconcord fit DATA --output DIR");
        try
        {
            using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(manifest, cancellation));
            CheckOrigin(manifest, json.RootElement, version);
            return await ReadAsync(path, json.RootElement, models ?? ModelCatalogue.Standard, cancellation);
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw DataException.In(manifest, $"content that is not a run's ({fault.Message.TrimEnd('.')})", $"{OutputFolder.Manifest} as gpuconcord fit --output writes it", "repeat the run");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw DataException.In(path, $"that reading failed ({fault.Message.TrimEnd('.')})", "readable files", "check permissions and disk");
        }
    }

    internal static void CheckOrigin(string manifest, JsonElement run, string version)
    {
        if (!run.TryGetProperty("program", out var program) || program.GetString() is not "gpuconcord")
            throw DataException.In(manifest, "a file of another program", $"{OutputFolder.Manifest} of gpuconcord", "name the folder of a run");
        var made = run.GetProperty("version").GetString()!;
        if (!Line(made).Equals(Line(version), StringComparison.Ordinal))
            throw DataException.In(manifest, $"a run of version {made}", $"one of version {Line(version)}", $"use gpuconcord {made}, or repeat the run with this version");

        static string Line(string version) => string.Join('.', version.Split('.').Take(2));
    }

    private static async Task<FitRun> ReadAsync(string path, JsonElement run, ModelCatalogue models, CancellationToken cancellation)
    {
        Dictionary<string, string> recorded = run.GetProperty("outputs").EnumerateArray().ToDictionary(
            file => file.GetProperty("name").GetString()!, file => file.GetProperty("sha256").GetString()!, StringComparer.Ordinal);
        JsonElement[] fits = [.. run.GetProperty("fits").EnumerateArray()];
        string?[] bands = [.. fits.Select(fit => fit.GetProperty("band").GetString())];
        IModel[] made = [.. fits.Select(fit => SettingsJson.Read(fit, FitJson.ModelKey, models))];
        FitTables tables = new()
        {
            Summary = await TableAsync(path, RunFiles.Summary, recorded, cancellation),
            Fluxes = await TableAsync(path, RunFiles.Fluxes, recorded, cancellation),
            Observations = await TableAsync(path, RunFiles.Observations, recorded, cancellation),
            Checks = fits[0].GetProperty("checks").ValueKind is JsonValueKind.Object ? CheckedObservationTable.Read(path) : null,
        };
        foreach (string name in ObservationBlockTable.Names(made))
        {
            tables.Moments.Add(name, await TableAsync(path, $"{name}s.parquet", recorded, cancellation));
        }

        string[] files = RunFiles.DrawFileNames(bands);
        ulong seed = run.GetProperty("seed").GetUInt64();
        Fit[] read = new Fit[fits.Length];
        for (int k = 0; k < fits.Length; k++)
        {
            read[k] = FitReading.Of(fits[k], made[k], seed, tables, await TableAsync(path, files[k], recorded, cancellation));
        }

        return new FitRun
        {
            Version = run.GetProperty("version").GetString()!,
            Arguments = run.Texts("arguments"),
            Started = run.GetProperty("started").GetDateTimeOffset(),
            Data = DataJson.Read(run.GetProperty("data")),
            Device = DeviceJson.Read(run.GetProperty("device")),
            Seed = seed,
            Notes = run.Texts("notes"),
            ReadSeconds = fits[0].GetProperty("timing").Number("read_s"),
            Fits = read,
            Machine = new Machine(run.GetProperty("processor_count").GetInt32(), run.GetProperty("runtime").GetString()!, run.GetProperty("system").GetString()!),
            Stages = RunStages.Parse(run),
        };
    }

    /// <summary>Opens a file of the run after checking that it is the one that the run wrote.</summary>
    internal static async Task<ParquetTable> TableAsync(string path, string name, Dictionary<string, string> recorded, CancellationToken cancellation)
    {
        var file = Path.Combine(path, name);
        if (!File.Exists(file))
        {
            throw DataException.In(
                file, "no such file", "every file of the run",
                recorded.ContainsKey(name) ? "put it back, or repeat the run" : "the run was made without it: repeat it with this version");
        }
        await using var stream = File.OpenRead(file);
        if (recorded.TryGetValue(name, out var sha256) && !Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation)).Equals(sha256, StringComparison.Ordinal))
            throw DataException.In(file, "other content than the run wrote (its SHA-256 differs from run.json's)", "the files as they were written", "put the file back, or repeat the run");
        stream.Position = 0;
        return await ParquetTable.ReadAsync(file, stream, cancellation);
    }
}
