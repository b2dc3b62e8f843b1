using System.Diagnostics;
using System.Text;
using GpuConcord.Host.Draws;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Threads;

namespace GpuConcord.Host.Runs.Fits;

/// <summary>
/// Writes a run's files: summary, fluxes and, where the model has them, weights (CSV and Parquet, or the formats asked for), the data and the draws (Parquet,
/// draws one file a band, in further formats when asked for), README.txt that explains every column, the report when asked for, and run.json. Parquet is
/// written whatever is asked for: reports and comparisons read it back.
/// </summary>
public static class RunFiles
{
    /// <summary>The file of the data.</summary>
    internal const string Observations = "observations.parquet";

    /// <summary>The file of the summaries.</summary>
    internal const string Summary = "summary.parquet";

    /// <summary>The file of the log fluxes.</summary>
    internal const string Fluxes = "fluxes.parquet";

    /// <summary>Rows beyond which a table is written as text on request only: nobody reads it, and formatting takes longer than the fit.</summary>
    private const int MostText = 100_000;

    /// <summary>Writes every file and puts them into place together.</summary>
    /// <param name="run">The run.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="cancellation">Stops between rows or columns; nothing is then put into place.</param>
    /// <param name="report">Writes further files of the run into the folder; null for none.</param>
    /// <param name="draws">The formats of draws; Parquet is always among them, as other commands read it.</param>
    /// <param name="formats">The formats of the tables of results; null for CSV and Parquet.</param>
    /// <returns>The files, run.json excepted.</returns>
    public static async Task<IReadOnlyList<OutputFile>> WriteAsync(
        FitRun run, OutputFolder folder, CancellationToken cancellation = default, Action<OutputFolder>? report = null, IReadOnlyCollection<DrawFormat>? draws = null,
        IReadOnlyList<TableFormat>? formats = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(folder);
        long started = Stopwatch.GetTimestamp();
        List<(string[] Files, OutputTable Table)> tables = Tables(run, formats);
        await using (TableFiles writing = new(folder, RunProvenance.Of(run.Version, [run.Data], run.Seed, run.Device)))
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
        WriteDraws(run, folder, draws ?? [], cancellation);
        await WriteGuideAsync(folder, tables, run, draws ?? []);
        report?.Invoke(folder);
        IReadOnlyList<OutputFile> files = folder.Describe();
        RunStages stages = run.Stages ?? RunStages.Of(run, Stopwatch.GetElapsedTime(started).TotalSeconds);
        await using (FileStream manifest = folder.Create(OutputFolder.Manifest))
        {
            RunJson.WriteManifest(run, stages, files, manifest);
        }

        folder.Commit();
        return files;
    }

    /// <summary>draws.parquet for a single band; otherwise draws_BAND.parquet, see <see cref="BandNames"/>.</summary>
    internal static string[] DrawFileNames(IReadOnlyList<string?> bands) =>
        [.. DrawStems(bands).Select(stem => $"{stem}.parquet")];

    /// <summary>draws for a single band; otherwise draws_BAND.</summary>
    private static string[] DrawStems(IReadOnlyList<string?> bands) => bands.Count == 1 ? ["draws"] : [.. BandNames(bands).Select(name => $"draws_{name}")];

    /// <summary>
    /// The bands' names as parts of file names: anything but letters, digits, dot, dash and underscore becomes an underscore, and a number
    /// keeps names apart that then coincide (in any case: some file systems ignore it).
    /// </summary>
    internal static string[] BandNames(IReadOnlyList<string?> bands)
    {
        HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);
        return [.. bands.Select(band =>
        {
            string plain = string.Concat((band ?? "").Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_'));
            string name = plain;
            for (int n = 2; !taken.Add(name); n++)
            {
                name = $"{plain}-{n}";
            }

            return name;
        })];
    }

    /// <summary>The tables of a run and the files each goes to.</summary>
    private static List<(string[] Files, OutputTable Table)> Tables(FitRun run, IReadOnlyList<TableFormat>? formats)
    {
        List<(string[] Files, OutputTable Table)> tables =
        [
            Results("summary", ParameterTable.Of(run.Fits)),
            Results("fluxes", SourceFluxTable.Of(run.Fits)),
            ([Observations], ObservationTable.Of(run.Fits)),
        ];
        foreach (string name in ObservationBlockTable.Names(run.Fits))
        {
            tables.Add(Results($"{name}s", ObservationBlockTable.Of(run.Fits, name)));
        }

        if (run.Fits.Any(fit => fit.Checks is not null))
        {
            // The data have the name with .parquet.
            string[] files = [.. TableFiles.Names("observations", formats, [], ".csv").Where(file => file is not Observations)];
            tables.Add((files, CheckedObservationTable.Of(run.Fits)));
        }

        if (run.Fits.Any(fit => fit.Sensitivity is not null))
        {
            tables.Add(Results("sensitivity", SensitivityTable.Of(run.Fits)));
        }

        string[] names = DrawFileNames([.. run.Fits.Select(fit => fit.Observations.Band)]);
        for (int k = 0; k < names.Length; k++)
        {
            tables.Add(([names[k]], DrawTable.Of(run.Fits[k])));
        }

        return tables;

        (string[] Files, OutputTable Table) Results(string name, OutputTable table) => formats is null && table.Rows > MostText
            ? ([$"{name}.parquet"], table with { Description = $"{table.Description} So many rows are written as text on request only: --format csv." })
            : (TableFiles.Names(name, formats, [".csv", ".parquet"], ".parquet"), table);
    }

    /// <summary>Writes the draws in further formats, on all cores, the longest file first.</summary>
    private static void WriteDraws(FitRun run, OutputFolder folder, IReadOnlyCollection<DrawFormat> formats, CancellationToken cancellation)
    {
        DrawOrigin origin = new(run.Version, run.Started, run.Data.Name, run.Data.Sha256, $"{run.Device.Kind}, {run.Device.Name}");
        string[] stems = DrawStems([.. run.Fits.Select(fit => fit.Observations.Band)]);
        (DrawFile File, string Path)[] files =
        [
            .. run.Fits.SelectMany((fit, k) => DrawFiles.Of(fit, origin, formats, stems[k], cancellation)).Select(file => (file, folder.Claim(file.Name)))
                .OrderByDescending(file => file.file.Work),
        ];
        SideBySide.For(0, files.Length, k =>
        {
            using FileStream stream = new(files[k].Path, FileMode.CreateNew, FileAccess.ReadWrite);
            files[k].File.Write(stream, cancellation);
        }, cancellation);
    }

    private static async Task WriteGuideAsync(
        OutputFolder folder, List<(string[] Files, OutputTable Table)> tables, FitRun run, IReadOnlyCollection<DrawFormat> draws)
    {
        await using StreamWriter writer = new(folder.Create("README.txt"), new UTF8Encoding(false)) { NewLine = "\n" };
        await writer.WriteLineAsync($"Made by gpuconcord {run.Version} from {run.Data.Path ?? run.Data.Name}. run.json says how; its presence means that the files are complete.");
        if (run.Data.Citation is not null)
        {
            await writer.WriteLineAsync($"{(run.Data.Simulated is true ? "SIMULATED data. " : "")}Cite: {run.Data.Citation}");
        }

        foreach ((string[] files, OutputTable table) in tables)
        {
            await SectionAsync(writer, string.Join(", ", files), table);
        }

        foreach ((string names, IReadOnlyList<string> lines) in DrawFiles.Guide(draws, DrawStems([.. run.Fits.Select(fit => fit.Observations.Band)])))
        {
            await writer.WriteLineAsync($"\n{names}\n  {string.Join("\n  ", lines)}");
        }
    }

    private static async Task SectionAsync(TextWriter writer, string title, OutputTable table)
    {
        await writer.WriteLineAsync($"\n{title}\n  {table.Description}");
        int width = table.Columns.Max(column => column.Name.Length);
        foreach (OutputColumn column in table.Columns)
        {
            await writer.WriteLineAsync($"  {column.Name.PadRight(width)}  {column.Meaning}{(column.Unit.Length > 0 ? $" [{column.Unit}]" : "")}");
        }
    }
}
