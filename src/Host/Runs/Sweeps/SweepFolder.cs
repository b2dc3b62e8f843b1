using GpuConcord.Host.Faults;
using GpuConcord.Host.Models.Catalogue;

namespace GpuConcord.Host.Runs.Sweeps;

/// <summary>Reads back what <c>sweep --output</c> wrote.</summary>
public static class SweepFolder
{
    /// <summary>Reads a sweep; no device is needed and nothing is drawn anew.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="version">Version of the program that reads: major and minor number must be those of the sweep.</param>
    /// <param name="models">The models there are; the program's own when left out.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <exception cref="DataException">Not a sweep, of another version, or a file is missing, altered or unreadable.</exception>
    public static Task<SweepRun> ReadAsync(string path, string version, ModelCatalogue? models = null, CancellationToken cancellation = default) =>
        RunRecord.ReadAsync(path, RunKind.Sweep, version, record => ReadAsync(record, models ?? ModelCatalogue.Standard), cancellation);

    private static async Task<SweepRun> ReadAsync(RunRecord record, ModelCatalogue models)
    {
        SweepRun head = SweepJson.Read(record.Json, models);
        return head with
        {
            Problems = SweepReading.Problems(
                await record.TableAsync($"{SweepFiles.Main}.parquet"), await record.TableAsync($"{SweepFiles.Influence}.parquet"),
                await record.TableAsync($"{SweepFiles.Problems}.parquet"), checked(head.Options.Chains * head.Options.Draws)),
        };
    }
}
