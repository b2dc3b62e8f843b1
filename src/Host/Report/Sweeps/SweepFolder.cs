using System.Text.Json;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Host.Runs.Sweeps;
using GpuConcord.Host.Tables.Parquet;

namespace GpuConcord.Host.Report.Sweeps;

/// <summary>Reads back what <c>sweep --output</c> wrote.</summary>
public static class SweepFolder
{
    /// <summary>Whether a folder holds a sweep, as far as its manifest tells.</summary>
    public static bool IsSweep(string path)
    {
        var manifest = Path.Combine(path, OutputFolder.Manifest);
        if (!File.Exists(manifest))
            return false;
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(manifest));
            return json.RootElement.ValueKind is JsonValueKind.Object && json.RootElement.TryGetProperty("problem_count", out _);
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            // Whoever reads it as a run will say what is wrong.
            return false;
        }
    }

    /// <summary>Reads a sweep.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="version">Version of the program that reads: major and minor number must be those of the sweep.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <exception cref="DataException">Of another version, or a file is missing, altered or unreadable.</exception>
    public static async Task<ReportSweep> ReadAsync(string path, string version, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        var manifest = Path.Combine(path, OutputFolder.Manifest);
        try
        {
            using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(manifest, cancellation));
            var run = json.RootElement;
            RunFolder.CheckOrigin(manifest, run, version);
            var recorded = run.GetProperty("outputs").EnumerateArray().ToDictionary(
                file => file.GetProperty("name").GetString()!, file => file.GetProperty("sha256").GetString()!, StringComparer.Ordinal);
            var table = await RunFolder.TableAsync(path, $"{SweepFiles.Main}.parquet", recorded, cancellation);
            return Head(run) with { Problems = [.. Problems(table)] };
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw DataException.In(manifest, $"content that is not a sweep's ({fault.Message.TrimEnd('.')})", $"{OutputFolder.Manifest} as gpuconcord sweep --output writes it", "repeat the sweep");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw DataException.In(path, $"that reading failed ({fault.Message.TrimEnd('.')})", "readable files", "check permissions and disk");
        }
    }

    private static ReportSweep Head(JsonElement run)
    {
        var device = run.GetProperty("device");
        return new ReportSweep
        {
            Version = Text(run, "version")!,
            Arguments = [.. run.GetProperty("arguments").EnumerateArray().Select(word => word.GetString()!)],
            Started = run.GetProperty("started").GetDateTimeOffset(),
            Data = [.. run.GetProperty("data").EnumerateArray().Select(data => new ReportSweepData(
                Text(data, "name")!, Text(data, "path"), Text(data, "sha256")!,
                data.TryGetProperty("simulated", out var simulated) && simulated.GetBoolean(), data.TryGetProperty("citation", out _) ? Text(data, "citation") : null))],
            Device = ReportSweep.DeviceWords(Text(device, "kind")!, Text(device, "name")!, Text(device, "driver")!, Text(device, "reason")!),
            Sampling = ReportSweep.SamplingWords(
                run.GetProperty("chains").GetInt32(), run.GetProperty("draws_per_chain").GetInt32(), run.GetProperty("warmup").GetInt32(), Text(run, "tuning")!, run.GetProperty("seed").GetUInt64()),
            Notes = [.. run.GetProperty("notes").EnumerateArray().Select(note => note.GetString()!)],
            NotConverged = run.GetProperty("not_converged").GetInt32(),
            Problems = [],
        };

        static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
    }

    /// <summary>The problems of the table: its rows follow one another problem by problem, every B before every σ².</summary>
    private static IEnumerable<ReportProblem> Problems(ParquetTable table)
    {
        int[] problem = table.Whole("problem");
        string?[] data = table.Text("data"), band = table.Text("band"), leftOut = table.Text("left_out"), label = table.Text("prior");
        string?[] quantity = table.Text("quantity"), instrument = table.Text("instrument");
        double[] tau = table.Numbers("tau"), alpha = table.Numbers("alpha"), beta = table.Numbers("beta"), nominal = table.Numbers("log_area");
        double[] mean = table.Numbers("mean"), low = table.Numbers("q2_5"), median = table.Numbers("median"), high = table.Numbers("q97_5");
        double[] weight = table.Numbers("prior_weight"), influence = table.Numbers("own_influence");
        foreach (var rows in Enumerable.Range(0, problem.Length).Where(row => quantity[row] is "B").GroupBy(row => problem[row]))
        {
            int[] at = [.. rows];
            yield return new ReportProblem
            {
                Data = data[at[0]]!,
                Band = band[at[0]],
                LeftOut = leftOut[at[0]],
                Label = label[at[0]]!,
                Instruments = Array.ConvertAll(at, row => instrument[row]!),
                Tau = Array.ConvertAll(at, row => tau[row]),
                Alpha = Array.ConvertAll(at, row => alpha[row]),
                Beta = Array.ConvertAll(at, row => beta[row]),
                Areas = Array.ConvertAll(at, row => new SweptArea(mean[row] - nominal[row], low[row] - nominal[row], median[row] - nominal[row], high[row] - nominal[row])),
                Weight = Array.ConvertAll(at, row => weight[row]),
                Influence = Array.ConvertAll(at, row => influence[row]),
            };
        }
    }
}
