using System.Globalization;
using System.Text.Json;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Models;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Runs.Fits;

/// <summary>An output folder of <c>fit --check --output</c>, read back.</summary>
/// <param name="Folder">The folder as the user named it.</param>
/// <param name="Model">The model in words.</param>
/// <param name="Data">Name of the data.</param>
/// <param name="Threshold">Pareto k above this is not to be trusted.</param>
/// <param name="Observations">Every observation by band, instrument and source.</param>
public sealed record CheckedRun(
    string Folder, string Model, string Data, double Threshold, IReadOnlyDictionary<(string Band, string Instrument, string Source), CheckedObservation> Observations)
{
    /// <summary>Reads a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="models">The models there are; the program's own when left out.</param>
    /// <exception cref="DataException">It is not such a folder, or a file in it is damaged.</exception>
    public static CheckedRun Read(string folder, ModelCatalogue? models = null)
    {
        var manifest = Path.Combine(folder, OutputFolder.Manifest);
        var table = Path.Combine(folder, CheckedObservationTable.FileName);
        if (!File.Exists(manifest))
            throw DataException.In(folder, "no run.json inside", "an output folder of gpuconcord fit", "make one: gpuconcord fit DATA --check --output DIR");
        if (!File.Exists(table))
            throw DataException.In(folder, $"no {CheckedObservationTable.FileName} inside", "a run that was made with --check", "make it again: gpuconcord fit DATA --check --output DIR");
        try
        {
            using var json = JsonDocument.Parse(Files.Guard(manifest, () => File.ReadAllBytes(manifest)));
            var fit = json.RootElement.GetProperty("fits")[0];
            return new CheckedRun(
                folder,
                SettingsJson.Read(fit, FitJson.ModelKey, models ?? ModelCatalogue.Standard).Title,
                json.RootElement.GetProperty("data").GetProperty("name").GetString() ?? "",
                fit.GetProperty("checks").GetProperty("loo").GetProperty("pareto_k_threshold").GetDouble(),
                CheckedObservationTable.Read(folder).ToDictionary(row => (row.Band, row.Instrument, row.Source)));
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException or FormatException)
        {
            throw DataException.In(manifest, "a file that gpuconcord fit --check did not write so", "its manifest", "make the run again");
        }
    }

    /// <summary>The pointwise densities of two runs, in the same order.</summary>
    /// <exception cref="DataException">They are not of the same observations.</exception>
    public static (double[] First, double[] Second) Pair(CheckedRun first, CheckedRun second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        var common = first.Observations.Keys.Where(second.Observations.ContainsKey).ToArray();
        if (common.Length < first.Observations.Count || common.Length < second.Observations.Count)
        {
            throw DataException.In(
                second.Folder, $"{second.Observations.Count} observations, {common.Length} of them among the {first.Observations.Count} of {first.Folder}",
                "the same observations", "fit both models to the same table, bands and column");
        }
        foreach (var key in common)
        {
            // One table, read by one program: the same logarithm to the last bit, but for a change of platform.
            var (a, b) = (first.Observations[key].Y, second.Observations[key].Y);
            if (Math.Abs(a - b) > 1e-12 * Math.Max(1, Math.Abs(a)))
            {
                throw DataException.In(
                    second.Folder, $"y = {Text(b)} for {key.Instrument} of {key.Source}, and {Text(a)} in {first.Folder}", "the same observations",
                    "fit both models to the same table, bands and column");
            }
        }
        return ([.. common.Select(key => first.Observations[key].Elpd)], [.. common.Select(key => second.Observations[key].Elpd)]);
    }

    private static string Text(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
