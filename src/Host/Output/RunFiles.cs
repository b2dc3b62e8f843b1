using System.Text;

namespace GpuConcord.Host.Output;

/// <summary>
/// Writes a run's files: summary, fluxes and, where the model has them, weights (CSV and Parquet), draws (Parquet, one file a band), README.txt that explains every
/// column, and run.json.
/// </summary>
public static class RunFiles
{
    /// <summary>Writes every file and puts them into place together.</summary>
    /// <param name="run">The run.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="cancellation">Stops between rows or columns; nothing is then put into place.</param>
    /// <returns>The files, run.json excepted.</returns>
    public static async Task<IReadOnlyList<OutputFile>> WriteAsync(FitRun run, OutputFolder folder, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(folder);
        var summary = ParameterTable.Of(run.Fits);
        var fluxes = SourceFluxTable.Of(run.Fits);
        await CsvAsync(folder, "summary.csv", summary, cancellation);
        await ParquetAsync(folder, "summary.parquet", summary, cancellation);
        await CsvAsync(folder, "fluxes.csv", fluxes, cancellation);
        await ParquetAsync(folder, "fluxes.parquet", fluxes, cancellation);
        var weights = run.Fits.Any(fit => fit.Weights is not null) ? WeightTable.Of(run.Fits) : null;
        if (weights is not null)
        {
            await CsvAsync(folder, "weights.csv", weights, cancellation);
            await ParquetAsync(folder, "weights.parquet", weights, cancellation);
        }
        var checks = run.Fits.Any(fit => fit.Checks is not null) ? CheckedObservationTable.Of(run.Fits) : null;
        if (checks is not null)
            await CsvAsync(folder, CheckedObservationTable.FileName, checks, cancellation);
        var names = DrawFileNames([.. run.Fits.Select(fit => fit.Observations.Band)]);
        for (var k = 0; k < names.Length; k++)
            await ParquetAsync(folder, names[k], DrawTable.Of(run.Fits[k]), cancellation);
        await WriteGuideAsync(folder, summary, fluxes, weights, checks, names, run);
        var files = folder.Describe();
        await using (var manifest = folder.Create(OutputFolder.Manifest))
            RunJson.WriteManifest(run, files, manifest);
        folder.Commit();
        return files;
    }

    /// <summary>
    /// draws.parquet for a single band; otherwise draws_BAND.parquet, where anything but letters, digits, dot, dash and underscore
    /// becomes an underscore, and a number keeps names apart that then coincide (in any case: some file systems ignore it).
    /// </summary>
    internal static string[] DrawFileNames(IReadOnlyList<string?> bands)
    {
        if (bands.Count == 1)
            return ["draws.parquet"];
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. bands.Select(band =>
        {
            var plain = string.Concat((band ?? "").Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_'));
            var name = $"draws_{plain}.parquet";
            for (var n = 2; !taken.Add(name); n++)
                name = $"draws_{plain}-{n}.parquet";
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

    private static async Task WriteGuideAsync(
        OutputFolder folder, OutputTable summary, OutputTable fluxes, OutputTable? weights, OutputTable? checks, string[] draws, FitRun run)
    {
        await using var writer = new StreamWriter(folder.Create("README.txt"), new UTF8Encoding(false)) { NewLine = "\n" };
        await writer.WriteLineAsync($"Made by gpuconcord {run.Version} from {run.Data.Path ?? run.Data.Name}. run.json says how; its presence means that the files are complete.");
        if (run.Data.Example is { } example)
            await writer.WriteLineAsync($"{(example.Simulated ? "SIMULATED data. " : "")}Cite: {example.Citation}");
        await SectionAsync(writer, "summary.csv, summary.parquet", summary);
        await SectionAsync(writer, "fluxes.csv, fluxes.parquet", fluxes);
        if (weights is not null)
            await SectionAsync(writer, "weights.csv, weights.parquet", weights);
        if (checks is not null)
            await SectionAsync(writer, CheckedObservationTable.FileName, checks);
        for (var k = 0; k < draws.Length; k++)
            await SectionAsync(writer, draws[k], DrawTable.Of(run.Fits[k]));
    }

    private static async Task SectionAsync(TextWriter writer, string title, OutputTable table)
    {
        await writer.WriteLineAsync($"\n{title}\n  {table.Description}");
        var width = table.Columns.Max(column => column.Name.Length);
        foreach (var column in table.Columns)
            await writer.WriteLineAsync($"  {column.Name.PadRight(width)}  {column.Meaning}{(column.Unit.Length > 0 ? $" [{column.Unit}]" : "")}");
    }
}
