using GpuConcord.Host.Sbc;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Runs.Sbc;

/// <summary>
/// Writes a run of simulation-based calibration: ranks (one row a replicate), tests (one row a quantity) as CSV, which is read back, and in the formats asked
/// for, and run.json.
/// </summary>
public static class SbcFiles
{
    /// <summary>The table of ranks, which has all that was found.</summary>
    internal const string RanksName = $"{Ranked}.csv";

    private const string Ranked = "ranks";
    private const string Tested = "tests";

    /// <summary>The names of the tables' files in some formats; null for the usual one.</summary>
    public static IEnumerable<string> Names(IReadOnlyList<TableFormat>? formats) =>
        TableFiles.Names(Ranked, formats, [], ".csv").Concat(TableFiles.Names(Tested, formats, [], ".csv"));

    /// <summary>Writes every file and puts them into place together.</summary>
    /// <param name="run">The run.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="cancellation">Stops between rows; nothing is then put into place.</param>
    /// <param name="figures">Writes further files of the run into the folder; null for none.</param>
    /// <param name="formats">The formats of the tables; null for CSV.</param>
    public static async Task WriteAsync(
        SbcRun run, OutputFolder folder, CancellationToken cancellation = default, Action<OutputFolder>? figures = null,
        IReadOnlyList<TableFormat>? formats = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(folder);
        await using (TableFiles writing = new(folder, RunProvenance.Of(run.Version, [], run.Result.Options.Seed, run.Device)))
        {
            foreach ((string table, OutputTable rows) in ((string, OutputTable)[])[(Ranked, Ranks(run.Result)), (Tested, Tests(run.Result))])
            {
                foreach (string name in TableFiles.Names(table, formats, [], ".csv"))
                {
                    writing.Add(name, rows);
                }
            }

            await writing.WriteAsync(cancellation);
        }

        figures?.Invoke(folder);
        IReadOnlyList<OutputFile> files = folder.Describe();
        await using (FileStream manifest = folder.Create(OutputFolder.Manifest))
        {
            SbcJson.WriteManifest(run, files, manifest);
        }

        folder.Commit();
    }

    private static OutputTable Ranks(SbcResult result) => new("One row a replicate.", result.Options.Replicates,
    [
        OutputColumn.OfWhole("replicate", "number of the replicate, from 0", row => row),
        .. result.Quantities.Select(quantity => OutputColumn.OfWhole(quantity.Name, "rank of the truth", row => quantity.Ranks[row])),
    ]);

    private static OutputTable Tests(SbcResult result) => new("One row a quantity.", result.Quantities.Count,
    [
        OutputColumn.OfText("quantity", "what was ranked", row => result.Quantities[row].Name),
        OutputColumn.OfNumbers("p_chi_squared", "", "p-value of the chi-squared test", row => result.Quantities[row].ChiSquared),
        OutputColumn.OfNumbers("p_ecdf_envelope", "", "p-value of the ECDF envelope test", row => result.Quantities[row].Envelope),
        OutputColumn.OfText("verdict", "passes or fails", row => result.Quantities[row].Fails(result.Threshold) ? "fails" : "passes"),
    ]);
}
