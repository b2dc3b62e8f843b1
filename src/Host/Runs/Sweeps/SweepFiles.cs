using System.Text;
using GpuConcord.Host.Models;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Runs.Sweeps;

/// <summary>
/// Writes a sweep's files: sweep, influence and problems (CSV and Parquet, or the formats asked for and Parquet, which reports read back), README.txt that
/// explains every column, and run.json.
/// </summary>
public static class SweepFiles
{
    /// <summary>The table of parameters, without an extension.</summary>
    internal const string Main = "sweep";

    /// <summary>The table of prior influences, likewise.</summary>
    internal const string Influence = "influence";

    /// <summary>The table of problems, likewise.</summary>
    internal const string Problems = "problems";

    /// <summary>Writes every file and puts them into place together.</summary>
    /// <param name="run">The sweep.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="cancellation">Stops between rows or columns; nothing is then put into place.</param>
    /// <param name="report">Writes further files of the sweep into the folder; null for none.</param>
    /// <param name="formats">The formats of the tables; null for CSV and Parquet.</param>
    /// <returns>The files, run.json excepted.</returns>
    public static async Task<IReadOnlyList<OutputFile>> WriteAsync(
        SweepRun run, OutputFolder folder, CancellationToken cancellation = default, Action<OutputFolder>? report = null,
        IReadOnlyList<TableFormat>? formats = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(folder);
        (string[] Files, OutputTable Table)[] tables =
            [(Names(Main), SweepTables.Parameters(run)), (Names(Influence), SweepTables.Influence(run)), (Names(Problems), SweepTables.Problems(run))];
        await using (TableFiles writing = new(folder, RunProvenance.Of(run.Version, run.Data, run.Options.Seed, run.Device)))
        {
            foreach ((string[] names, OutputTable table) in tables)
            {
                foreach (string name in names)
                {
                    writing.Add(name, table);
                }
            }

            await writing.WriteAsync(cancellation);
        }

        await GuideAsync(run, folder, tables);
        report?.Invoke(folder);
        IReadOnlyList<OutputFile> files = folder.Describe();
        await using (FileStream manifest = folder.Create(OutputFolder.Manifest))
        {
            SweepJson.WriteManifest(run, files, manifest);
        }

        folder.Commit();
        return files;

        string[] Names(string name) => TableFiles.Names(name, formats, [".csv", ".parquet"], ".parquet");
    }

    private static async Task GuideAsync(SweepRun run, OutputFolder folder, (string[] Files, OutputTable Table)[] tables)
    {
        await using StreamWriter writer = new(folder.Create("README.txt"), new UTF8Encoding(false)) { NewLine = "\n" };
        string sources = string.Join(", ", run.Data.Select(data => data.Path ?? data.Name));
        await writer.WriteLineAsync($"A sweep made by gpuconcord {run.Version} from {sources}. run.json says how; its presence means that the files are complete.");
        foreach (DataOrigin data in run.Data.Where(data => data.Citation is not null))
        {
            await writer.WriteLineAsync($"{(data.Simulated is true ? "SIMULATED data. " : "")}Cite: {data.Citation}");
        }

        foreach ((string[] names, OutputTable table) in tables)
        {
            await writer.WriteLineAsync($"\n{string.Join(", ", names)}\n  {table.Description}");
            int width = table.Columns.Max(column => column.Name.Length);
            foreach (OutputColumn column in table.Columns)
            {
                await writer.WriteLineAsync($"  {column.Name.PadRight(width)}  {column.Meaning}");
            }
        }
    }
}

/// <summary>The names of how a sweep tunes, as options and files spell them.</summary>
internal static class SweepTuningName
{
    /// <summary>weights, quick or fit.</summary>
    public static string Of(SweepTuning tuning) => tuning switch
    {
        SweepTuning.Weights => "weights",
        SweepTuning.Quick => "quick",
        SweepTuning.AsFit => "fit",
        _ => throw new ArgumentOutOfRangeException(nameof(tuning), tuning, "not a way to tune"),
    };

    /// <summary>The way to tune that a file names.</summary>
    /// <exception cref="FormatException">There is none of that name.</exception>
    public static SweepTuning Parse(string name) => name switch
    {
        "weights" => SweepTuning.Weights,
        "quick" => SweepTuning.Quick,
        "fit" => SweepTuning.AsFit,
        _ => throw new FormatException($"'{name}' is no way to tune"),
    };
}
