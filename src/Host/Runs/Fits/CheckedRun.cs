using System.Globalization;
using System.Text.Json;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Models.Catalogue;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Runs.Fits;

/// <summary>An output folder of <c>fit --check --output</c>, read back.</summary>
/// <param name="Folder">The folder as the user named it.</param>
/// <param name="Model">The model in words.</param>
/// <param name="Data">Name of the data.</param>
/// <param name="Threshold">Pareto k above this is not to be trusted.</param>
/// <param name="Converged">Whether the chains of every band had converged.</param>
/// <param name="Observations">Every observation by band, instrument and source.</param>
public sealed record CheckedRun(
    string Folder, string Model, string Data, double Threshold, bool Converged,
    IReadOnlyDictionary<(string Band, string Instrument, string Source), CheckedObservation> Observations)
{
    /// <summary>Monte Carlo standard error of elpd where it was estimated from a sample of the sources; 0 where all observations were looked at.</summary>
    public double SampledElpdError { get; init; }

    /// <summary>Reads a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="models">The models there are; the program's own when left out.</param>
    /// <exception cref="DataException">It is not such a folder, or a file in it is damaged.</exception>
    public static CheckedRun Read(string folder, ModelCatalogue? models = null)
    {
        const string Again = "make it again: gpuconcord fit DATA --check --output DIR", Make = "make one: gpuconcord fit DATA --check --output DIR", Ours =
            "an output folder of gpuconcord fit";
        string manifest = Path.Combine(folder, OutputFolder.Manifest);
        RunRecord.Settle(folder, Ours);
        if (!File.Exists(manifest))
        {
            throw DataException.In(folder, "no run.json inside", Ours, Make);
        }

        if (RunKind.Of(folder) is { } kind && kind != RunKind.Fit)
        {
            throw DataException.In(folder, $"a run of gpuconcord {kind.Command}", Ours, Make);
        }

        if (!File.Exists(Path.Combine(folder, CheckedObservationTable.FileName)))
        {
            throw DataException.In(folder, $"no {CheckedObservationTable.FileName} inside", "a run that was made with --check", Again);
        }

        try
        {
            // Draws and fluxes of a large run stay where they are.
            using JsonDocument json = JsonDocument.Parse(Files.Guard(manifest, () => File.ReadAllBytes(manifest)));
            JsonElement fit = json.RootElement.GetProperty("fits")[0];
            return new CheckedRun(
                folder,
                SettingsJson.Read(fit, FitJson.ModelKey, models ?? ModelCatalogue.Standard).Title,
                DataJson.Read(json.RootElement.GetProperty("data")).Name,
                CheckJson.Threshold(fit),
                json.RootElement.GetProperty("fits").EnumerateArray().All(band => band.GetProperty("converged").GetBoolean()),
                CheckedObservationTable.Read(folder).ToDictionary(row => (row.Band, row.Instrument, row.Source)))
            {
                SampledElpdError = Math.Sqrt(json.RootElement.GetProperty("fits").EnumerateArray().Sum(band => Math.Pow(CheckJson.SampledElpdError(band), 2))),
            };
        }
        catch (Exception fault) when (RunRecord.IsDamage(fault))
        {
            throw DataException.In(
                manifest, $"content that is not a checked run's ({fault.Message.TrimEnd('.')})", $"{OutputFolder.Manifest} as gpuconcord fit --check --output writes it",
                "repeat the run");
        }
    }

    /// <summary>The pointwise densities of two runs, in the same order.</summary>
    /// <exception cref="DataException">They are not of the same observations.</exception>
    public static (double[] First, double[] Second) Pair(CheckedRun first, CheckedRun second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        (string Band, string Instrument, string Source)[] common = first.Observations.Keys.Where(second.Observations.ContainsKey).ToArray();
        if (common.Length < first.Observations.Count || common.Length < second.Observations.Count)
        {
            throw DataException.In(
                second.Folder, $"{second.Observations.Count} observations, {common.Length} of them among the {first.Observations.Count} of {first.Folder}",
                "the same observations", "fit both models to the same table, bands and column");
        }

        foreach ((string Band, string Instrument, string Source) key in common)
        {
            // One table, read by one program: the same logarithm to the last bit, but for a change of platform.
            (double a, double b) = (first.Observations[key].Y, second.Observations[key].Y);
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
