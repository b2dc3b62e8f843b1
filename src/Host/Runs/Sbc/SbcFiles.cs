using System.Text.Json;
using System.Text;
using GpuConcord.Host.Json;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sbc;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Csv;

namespace GpuConcord.Host.Runs.Sbc;

/// <summary>A run of simulation-based calibration, for the record.</summary>
/// <param name="Version">Version of the program.</param>
/// <param name="Arguments">The command line, word by word, without the program's name.</param>
/// <param name="Device">The device that was used.</param>
/// <param name="Result">What was found.</param>
public sealed record SbcRun(string Version, IReadOnlyList<string> Arguments, DeviceRecord Device, SbcResult Result);

/// <summary>Writes a run of simulation-based calibration: ranks (one row a replicate), tests (one row a quantity), and run.json.</summary>
public static class SbcFiles
{
    /// <summary>Writes every file and puts them into place together.</summary>
    /// <param name="run">The run.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="cancellation">Stops between rows; nothing is then put into place.</param>
    /// <param name="figures">Writes further files of the run into the folder; null for none.</param>
    public static async Task WriteAsync(
        SbcRun run, OutputFolder folder, CancellationToken cancellation = default, Action<OutputFolder>? figures = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(folder);
        await CsvAsync(folder, "ranks.csv", Ranks(run.Result), cancellation);
        await CsvAsync(folder, "tests.csv", Tests(run.Result), cancellation);
        figures?.Invoke(folder);
        var files = folder.Describe();
        await using (var manifest = folder.Create(OutputFolder.Manifest))
            Write(run, files, manifest);
        folder.Commit();
    }

    /// <summary>Writes one JSON object: what was asked for, every quantity with its histogram and p-values, the verdict.</summary>
    public static void WriteJson(SbcRun run, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(stream);
        Write(run, [], stream);
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

    private static async Task CsvAsync(OutputFolder folder, string name, OutputTable table, CancellationToken cancellation)
    {
        await using var writer = new StreamWriter(folder.Create(name), new UTF8Encoding(false), 1 << 16);
        CsvFile.Write(table, writer, cancellation);
    }

    private static void Write(SbcRun run, IReadOnlyList<OutputFile> files, Stream stream)
    {
        var (result, options) = (run.Result, run.Result.Options);
        using (var writer = new Utf8JsonWriter(stream, JsonValues.Indented))
        {
            writer.WriteStartObject();
            writer.WriteString("program", "gpuconcord");
            writer.WriteString("version", run.Version);
            writer.Strings("arguments", run.Arguments);
            writer.WriteStartObject("device");
            DeviceJson.Identity(writer, run.Device);
            writer.WriteEndObject();
            writer.WriteString("model", options.Model.Kind.Key);
            foreach (Setting setting in options.Model.Kind.Settings.Where(setting => setting.Kind is SettingKind.Flag || options.Model.Settings[setting.Name] is not null))
            {
                SettingsJson.Write(writer, options.Model, setting);
            }

            writer.WriteNumber("seed", options.Seed);
            writer.WriteNumber("replicates", options.Replicates);
            writer.WriteNumber("instruments", options.Instruments);
            writer.WriteNumber("sources", options.Design.SourceCount);
            writer.WriteNumber("bands", options.Bands);
            writer.WriteNumber("observations", options.Design.Count);
            writer.WriteNumber("chains", options.Chains);
            writer.WriteNumber("draws_per_chain", options.Draws);
            writer.WriteNumber("warmup", options.WarmUp);
            writer.WriteNumber("thin", options.Thin);
            writer.Numbers("tau", options.Priors.Tau);
            writer.Numbers("alpha", options.Priors.Alpha);
            writer.Numbers("beta", options.Priors.Beta);
            writer.Number("level", options.Level);
            writer.Number("threshold", result.Threshold);
            writer.Number("autocorrelation_time", result.AutocorrelationTime);
            writer.WriteNumber("unmixed_replicates", result.Unmixed);
            writer.Number("seconds", result.Seconds);
            writer.WriteBoolean("passed", result.Passed);
            writer.WriteString("warning", result.Warning);
            writer.WriteStartArray("quantities");
            foreach (var quantity in result.Quantities)
            {
                writer.WriteStartObject();
                writer.WriteString("name", quantity.Name);
                writer.Number("p_chi_squared", quantity.ChiSquared);
                writer.Number("p_ecdf_envelope", quantity.Envelope);
                writer.WriteBoolean("passed", !quantity.Fails(result.Threshold));
                writer.Numbers("histogram", quantity.Histogram.Select(count => (double)count));
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.Outputs(files);
            writer.WriteEndObject();
        }
        stream.WriteByte((byte)'\n');
    }
}
