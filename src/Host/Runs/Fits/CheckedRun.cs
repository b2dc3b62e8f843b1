using System.Globalization;
using System.Text.Json;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Csv;

namespace GpuConcord.Host.Runs.Fits;

/// <summary>An observation of a checked run, as its table has it.</summary>
/// <param name="Y">ln(value), as it was fitted.</param>
/// <param name="Elpd">ln p(y | all other observations).</param>
/// <param name="Optimism">ln p(y | all) less <paramref name="Elpd"/>.</param>
/// <param name="ParetoK">Shape of the importance weights' tail.</param>
public readonly record struct CheckedObservation(double Y, double Elpd, double Optimism, double ParetoK);

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
    /// <exception cref="DataException">It is not such a folder, or a file in it is damaged.</exception>
    public static CheckedRun Read(string folder)
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
                fit.GetProperty("model").GetString() ?? "",
                json.RootElement.GetProperty("data").GetProperty("name").GetString() ?? "",
                fit.GetProperty("checks").GetProperty("loo").GetProperty("pareto_k_threshold").GetDouble(),
                ReadTable(table));
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
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

    private static Dictionary<(string, string, string), CheckedObservation> ReadTable(string file)
    {
        using var table = CsvTable.Open(file, Files.Open(file, "the table of a checked run", []));
        var columns = new[] { "band", "instrument", "source", "y", "elpd_loo", "p_loo", "pareto_k" }.Select(name => Column(table, name)).ToArray();
        Dictionary<(string, string, string), CheckedObservation> rows = [];
        while (table.Read())
        {
            var key = (table[columns[0]].ToString(), table[columns[1]].ToString(), table[columns[2]].ToString());
            if (!rows.TryAdd(key, new CheckedObservation(Number(table, columns[3]), Number(table, columns[4]), Number(table, columns[5]), Number(table, columns[6]))))
                throw table.Fault(columns[1], $"'{key.Item2}' of '{key.Item3}' twice", "each observation once", "make the run again");
        }
        return rows;
    }

    private static int Column(CsvTable table, string name) =>
        Array.IndexOf(table.Header, name) is var column and >= 0 ? column : throw table.HeaderFault(0, $"no column {name}", "the table of a checked run", "make the run again");

    private static double Number(CsvTable table, int column) =>
        double.TryParse(table[column], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw table.Fault(column, Excerpt.Of(table[column]), "a number", "make the run again");
}
