using System.Text;

namespace GpuConcord.Host.Output;

/// <summary>
/// Writes a run's files: summary, fluxes and, where the model has them, weights (CSV and Parquet), the data and the draws (Parquet, draws
/// one file a band), README.txt that explains every column, the report when asked for, and run.json.
/// </summary>
public static class RunFiles
{
    /// <summary>The file of the data.</summary>
    internal const string Observations = "observations.parquet";

    /// <summary>The file of the log fluxes.</summary>
    internal const string Fluxes = "fluxes.parquet";

    /// <summary>The file of the log-t model's weights.</summary>
    internal const string Weights = "weights.parquet";

    /// <summary>Writes every file and puts them into place together.</summary>
    /// <param name="run">The run.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="cancellation">Stops between rows or columns; nothing is then put into place.</param>
    /// <param name="report">Writes further files of the run into the folder; null for none.</param>
    /// <returns>The files, run.json excepted.</returns>
    public static async Task<IReadOnlyList<OutputFile>> WriteAsync(
        FitRun run, OutputFolder folder, CancellationToken cancellation = default, Action<OutputFolder>? report = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(folder);
        var summary = ParameterTable.Of(run.Fits);
        var fluxes = SourceFluxTable.Of(run.Fits);
        await CsvAsync(folder, "summary.csv", summary, cancellation);
        await ParquetAsync(folder, "summary.parquet", summary, cancellation);
        await CsvAsync(folder, "fluxes.csv", fluxes, cancellation);
        await ParquetAsync(folder, Fluxes, fluxes, cancellation);
        var observations = ObservationTable.Of(run.Fits);
        await ParquetAsync(folder, Observations, observations, cancellation);
        List<(string Files, OutputTable Table)> tables =
            [("summary.csv, summary.parquet", summary), ("fluxes.csv, fluxes.parquet", fluxes), (Observations, observations)];
        if (run.Fits.Any(fit => fit.Weights is not null))
        {
            var weights = WeightTable.Of(run.Fits);
            await CsvAsync(folder, "weights.csv", weights, cancellation);
            await ParquetAsync(folder, Weights, weights, cancellation);
            tables.Add(($"weights.csv, {Weights}", weights));
        }
        if (run.Fits.Any(fit => fit.Checks is not null))
        {
            var checks = CheckedObservationTable.Of(run.Fits);
            await CsvAsync(folder, CheckedObservationTable.FileName, checks, cancellation);
            tables.Add((CheckedObservationTable.FileName, checks));
        }
        var names = DrawFileNames([.. run.Fits.Select(fit => fit.Observations.Band)]);
        for (var k = 0; k < names.Length; k++)
        {
            var draws = DrawTable.Of(run.Fits[k]);
            await ParquetAsync(folder, names[k], draws, cancellation);
            tables.Add((names[k], draws));
        }
        await WriteGuideAsync(folder, tables, run);
        report?.Invoke(folder);
        var files = folder.Describe();
        await using (var manifest = folder.Create(OutputFolder.Manifest))
            RunJson.WriteManifest(run, files, manifest);
        folder.Commit();
        return files;
    }

    /// <summary>draws.parquet for a single band; otherwise draws_BAND.parquet, see <see cref="BandNames"/>.</summary>
    internal static string[] DrawFileNames(IReadOnlyList<string?> bands) =>
        bands.Count == 1 ? ["draws.parquet"] : [.. BandNames(bands).Select(name => $"draws_{name}.parquet")];

    /// <summary>
    /// The bands' names as parts of file names: anything but letters, digits, dot, dash and underscore becomes an underscore, and a number
    /// keeps names apart that then coincide (in any case: some file systems ignore it).
    /// </summary>
    internal static string[] BandNames(IReadOnlyList<string?> bands)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. bands.Select(band =>
        {
            var plain = string.Concat((band ?? "").Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_'));
            var name = plain;
            for (var n = 2; !taken.Add(name); n++)
                name = $"{plain}-{n}";
            return name;
        })];
    }

    private static async Task CsvAsync(OutputFolder folder, string name, OutputTable table, CancellationToken cancellation)
    {
        await using var writer = new StreamWriter(folder.Create(name), new UTF8Encoding(false), 1 << 16);
        CsvFile.Write(table, writer, cancellation);
    }

    private static async Task ParquetAsync(OutputFolder folder, string name, OutputTable table, CancellationToken cancellation)
    {
        await using var file = folder.Create(name);
        await ParquetFile.WriteAsync(table, file, cancellation);
    }

    private static async Task WriteGuideAsync(OutputFolder folder, List<(string Files, OutputTable Table)> tables, FitRun run)
    {
        await using var writer = new StreamWriter(folder.Create("README.txt"), new UTF8Encoding(false)) { NewLine = "\n" };
        await writer.WriteLineAsync($"Made by gpuconcord {run.Version} from {run.Data.Path ?? run.Data.Name}. run.json says how; its presence means that the files are complete.");
        if (run.Data.Example is { } example)
            await writer.WriteLineAsync($"{(example.Simulated ? "SIMULATED data. " : "")}Cite: {example.Citation}");
        foreach (var (files, table) in tables)
            await SectionAsync(writer, files, table);
    }

    private static async Task SectionAsync(TextWriter writer, string title, OutputTable table)
    {
        await writer.WriteLineAsync($"\n{title}\n  {table.Description}");
        var width = table.Columns.Max(column => column.Name.Length);
        foreach (var column in table.Columns)
            await writer.WriteLineAsync($"  {column.Name.PadRight(width)}  {column.Meaning}{(column.Unit.Length > 0 ? $" [{column.Unit}]" : "")}");
    }
}
