using System.Text.Json;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Json;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.Catalogue;

namespace GpuConcord.Host.Runs.Fits;

/// <summary>Reads back what <c>fit --output</c> wrote.</summary>
public static class RunFolder
{
    /// <summary>Reads a run; no device is needed and nothing is drawn anew.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="version">Version of the program that reads: major and minor number must be those of the run.</param>
    /// <param name="models">The models there are; the program's own when left out.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <exception cref="DataException">Not a run, of another version, or a file is missing, altered or unreadable.</exception>
    public static Task<FitRun> ReadAsync(string path, string version, ModelCatalogue? models = null, CancellationToken cancellation = default) =>
        RunRecord.ReadAsync(path, RunKind.Fit, version, record => ReadAsync(path, record, models ?? ModelCatalogue.Standard), cancellation);

    private static async Task<FitRun> ReadAsync(string path, RunRecord record, ModelCatalogue models)
    {
        JsonElement run = record.Json;
        JsonElement[] fits = [.. run.GetProperty("fits").EnumerateArray()];
        string?[] bands = [.. fits.Select(fit => fit.GetProperty("band").GetString())];
        IModel[] made = [.. fits.Select(fit => SettingsJson.Read(fit, FitJson.ModelKey, models))];
        FitTables tables = new()
        {
            Summary = await record.TableAsync(RunFiles.Summary),
            Fluxes = await record.TableAsync(RunFiles.Fluxes),
            Observations = await record.TableAsync(RunFiles.Observations),
            Checks = fits.Any(CheckJson.IsThere) ? CheckedObservationTable.Read(path) : null,
        };
        foreach (string name in ObservationBlockTable.Names(made))
        {
            tables.Moments.Add(name, await record.TableAsync($"{name}s.parquet"));
        }

        string[] files = RunFiles.DrawFileNames(bands);
        ulong seed = run.GetProperty("seed").GetUInt64();
        Fit[] read = new Fit[fits.Length];
        for (int k = 0; k < fits.Length; k++)
        {
            read[k] = FitReading.Of(fits[k], made[k], seed, tables, await record.TableAsync(files[k]));
        }

        return new FitRun
        {
            Version = run.GetProperty("version").GetString()!,
            Arguments = run.Texts("arguments"),
            Started = run.GetProperty("started").GetDateTimeOffset(),
            Data = DataJson.Read(run.GetProperty("data")),
            Device = DeviceJson.Read(run.GetProperty("device")),
            Parts = run.Parts(),
            Seed = seed,
            Notes = run.Texts("notes"),
            ReadSeconds = fits[0].GetProperty("timing").Number("read_s"),
            Fits = read,
            Machine = new Machine(run.GetProperty("processor_count").GetInt32(), run.GetProperty("runtime").GetString()!, run.GetProperty("system").GetString()!),
            Stages = RunStages.Parse(run),
        };
    }
}
