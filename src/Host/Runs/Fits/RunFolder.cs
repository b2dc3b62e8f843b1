using System.Security.Cryptography;
using System.Text.Json;
using GpuConcord.Host.Data;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Json;
using GpuConcord.Host.Report;
using GpuConcord.Host.Tables.Parquet;

namespace GpuConcord.Host.Runs.Fits;

/// <summary>Reads back what <c>fit --output</c> wrote.</summary>
public static class RunFolder
{
    private const string Ours = "a folder that gpuconcord fit --output wrote";

    /// <summary>Reads a run; no device is needed and nothing is drawn anew.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="version">Version of the program that reads: major and minor number must be those of the run.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <exception cref="DataException">Not a run, of another version, or a file is missing, altered or unreadable.</exception>
    public static async Task<ReportRun> ReadAsync(string path, string version, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(version);
        var manifest = Path.Combine(path, OutputFolder.Manifest);
        if (File.Exists(path))
            throw DataException.In(path, "a file", Ours, "name the folder");
        if (!Directory.Exists(path))
            throw DataException.In(path, "no such folder", Ours, "check the path");
        if (!File.Exists(manifest))
            throw DataException.In(path, $"no {OutputFolder.Manifest}", Ours, "name the folder of a finished run, or make one with gpuconcord fit DATA --output DIR");
        try
        {
            using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(manifest, cancellation));
            CheckOrigin(manifest, json.RootElement, version);
            return await ReadAsync(path, json.RootElement, cancellation);
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw DataException.In(manifest, $"content that is not a run's ({fault.Message.TrimEnd('.')})", $"{OutputFolder.Manifest} as gpuconcord fit --output writes it", "repeat the run");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw DataException.In(path, $"that reading failed ({fault.Message.TrimEnd('.')})", "readable files", "check permissions and disk");
        }
    }

    internal static void CheckOrigin(string manifest, JsonElement run, string version)
    {
        if (!run.TryGetProperty("program", out var program) || program.GetString() is not "gpuconcord")
            throw DataException.In(manifest, "a file of another program", $"{OutputFolder.Manifest} of gpuconcord", "name the folder of a run");
        var made = run.GetProperty("version").GetString()!;
        if (!Line(made).Equals(Line(version), StringComparison.Ordinal))
            throw DataException.In(manifest, $"a run of version {made}", $"one of version {Line(version)}", $"use gpuconcord {made}, or repeat the run with this version");

        static string Line(string version) => string.Join('.', version.Split('.').Take(2));
    }

    private static async Task<ReportRun> ReadAsync(string path, JsonElement run, CancellationToken cancellation)
    {
        var recorded = run.GetProperty("outputs").EnumerateArray().ToDictionary(
            file => file.GetProperty("name").GetString()!, file => file.GetProperty("sha256").GetString()!, StringComparer.Ordinal);
        JsonElement[] fits = [.. run.GetProperty("fits").EnumerateArray()];
        string?[] bands = [.. fits.Select(fit => fit.GetProperty("band").GetString())];
        var fluxes = await TableAsync(path, RunFiles.Fluxes, recorded, cancellation);
        var observations = await TableAsync(path, RunFiles.Observations, recorded, cancellation);
        var weights = Array.Exists(fits, fit => fit.TryGetProperty("log_t", out _)) ? await TableAsync(path, RunFiles.Weights, recorded, cancellation) : null;
        var files = RunFiles.DrawFileNames(bands);
        var read = new ReportBand[fits.Length];
        for (var k = 0; k < fits.Length; k++)
            read[k] = Band(fits[k], bands[k], fluxes, observations, weights, await TableAsync(path, files[k], recorded, cancellation));
        var data = run.GetProperty("data");
        var device = run.GetProperty("device");
        return new ReportRun
        {
            Version = run.GetProperty("version").GetString()!,
            Arguments = run.Texts("arguments"),
            Started = run.GetProperty("started").GetDateTimeOffset(),
            DataName = data.GetProperty("name").GetString()!,
            DataPath = data.GetProperty("path").GetString(),
            DataSha256 = data.GetProperty("sha256").GetString()!,
            Simulated = data.TryGetProperty("simulated", out var simulated) && simulated.GetBoolean(),
            Citation = data.TryGetProperty("citation", out var citation) ? citation.GetString() : null,
            Device = new DeviceRecord(
                device.GetProperty("kind").GetString()!, device.GetProperty("name").GetString()!, device.GetProperty("driver").GetString()!,
                device.GetProperty("lane_width").GetInt32(), device.GetProperty("units").GetInt32(), device.GetProperty("memory_bytes").GetInt64(),
                device.GetProperty("reason").GetString()!),
            Seed = run.GetProperty("seed").GetUInt64(),
            Notes = run.Texts("notes"),
            ReadSeconds = fits.Length > 0 ? fits[0].GetProperty("timing").Number("read_s") : 0,
            Bands = read,
        };
    }

    /// <summary>Opens a file of the run after checking that it is the one that the run wrote.</summary>
    internal static async Task<ParquetTable> TableAsync(string path, string name, Dictionary<string, string> recorded, CancellationToken cancellation)
    {
        var file = Path.Combine(path, name);
        if (!File.Exists(file))
        {
            throw DataException.In(
                file, "no such file", "every file of the run",
                recorded.ContainsKey(name) ? "put it back, or repeat the run" : "the run was made without it: repeat it with this version");
        }
        await using var stream = File.OpenRead(file);
        if (recorded.TryGetValue(name, out var sha256) && !Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation)).Equals(sha256, StringComparison.Ordinal))
            throw DataException.In(file, "other content than the run wrote (its SHA-256 differs from run.json's)", "the files as they were written", "put the file back, or repeat the run");
        stream.Position = 0;
        return await ParquetTable.ReadAsync(file, stream, cancellation);
    }

    private static ReportBand Band(JsonElement fit, string? band, ParquetTable fluxes, ParquetTable observations, ParquetTable? weights, ParquetTable draws)
    {
        string[] instruments = fit.Texts("instrument_names");
        var inBand = fluxes.Text("band").Select((name, row) => (name, row)).Where(pair => string.Equals(pair.name, band, StringComparison.Ordinal)).Select(pair => pair.row).ToArray();
        var sources = Pick(fluxes.Text("source"), inBand);
        var data = Observed(fit, band, instruments, sources!, observations);
        ParameterSummary[] parameters = [.. fit.GetProperty("parameters").EnumerateArray().Select(Summary)];
        var variances = parameters[instruments.Length..];
        var priors = fit.GetProperty("priors");
        double[] none = [.. Enumerable.Repeat(double.NaN, instruments.Length)];
        var prior = new Priors(
            priors.Numbers("log_area"), priors.Numbers("tau"),
            priors.TryGetProperty("alpha", out _) ? priors.Numbers("alpha") : none, priors.TryGetProperty("beta", out _) ? priors.Numbers("beta") : none);
        var timing = fit.GetProperty("timing");
        JsonElement? logT = fit.TryGetProperty("log_t", out var member) ? member : null;
        double? sigma = logT?.Number("sigma") is { } known && double.IsFinite(known) ? known : null;
        return new ReportBand
        {
            Observations = data,
            Priors = prior,
            Model = fit.GetProperty("model").GetString()!,
            Sampler = fit.GetProperty("sampler").GetString()!,
            Chains = fit.GetProperty("chains").GetInt32(),
            Draws = fit.GetProperty("draws_per_chain").GetInt32(),
            WarmUp = fit.GetProperty("warmup").GetInt32(),
            Thin = fit.GetProperty("thin").GetInt32(),
            LogArea = [.. instruments.Select(name => draws.Numbers($"B[{name}]"))],
            Variance = [.. variances.Select(variance => draws.Numbers(variance.Name))],
            Areas = parameters[..instruments.Length],
            Variances = variances,
            FluxMean = Pick(fluxes.Numbers("mean"), inBand),
            FluxLow = Pick(fluxes.Numbers("q2_5"), inBand),
            FluxMedian = Pick(fluxes.Numbers("median"), inBand),
            FluxHigh = Pick(fluxes.Numbers("q97_5"), inBand),
            FluxUnit = SourceFluxTable.FluxUnit(data, prior),
            PriorWeight = fit.Numbers("prior_weight"),
            PriorInfluence = fit.Matrix("prior_influence"),
            ObservationsPerInstrument = [.. fit.Numbers("observations_per_instrument").Select(count => (int)count)],
            Components = [.. fit.GetProperty("components").EnumerateArray().Select(
                component => component.EnumerateArray().Select(name => Array.IndexOf(instruments, name.GetString())).ToArray())],
            NestedRhat = fit.Number("nested_rhat"),
            Tuning = Tuning(fit.GetProperty("tuning")),
            Timing = new FitTiming(timing.Number("read_s"), timing.Number("warmup_s"), timing.Number("sampling_s"), timing.Number("summary_s")),
            Warnings = fit.Texts("warnings"),
            Converged = fit.GetProperty("converged").GetBoolean(),
            Sensitivity = SensitivityJson.Read(fit),
            Weights = logT is { } options && weights is not null ? Weights(options.Number("nu"), band, weights) : null,
            KnownScale = sigma,
            CommonScale = sigma is null && logT is { } scales && scales.GetProperty("common_sigma").GetBoolean(),
            Joint = fit.GetProperty("joint") is { ValueKind: JsonValueKind.Object } joint ? Joint(joint) : null,
        };
    }

    private static Observations Observed(JsonElement fit, string? band, string[] instruments, string[] sources, ParquetTable table)
    {
        var source = Places(sources);
        var instrument = Places(instruments);
        string?[] bands = table.Text("band"), ofSource = table.Text("source"), ofInstrument = table.Text("instrument");
        int[] rows = [.. Enumerable.Range(0, bands.Length).Where(row => string.Equals(bands[row], band, StringComparison.Ordinal))];
        var first = new int[sources.Length + 1];
        foreach (var row in rows)
            first[source[ofSource[row]!] + 1]++;
        for (var j = 0; j < sources.Length; j++)
            first[j + 1] += first[j];
        var variance = Pick(table.Numbers("known_variance"), rows);
        return new Observations
        {
            Band = band,
            Instruments = instruments,
            Sources = sources,
            First = first,
            Instrument = [.. rows.Select(row => instrument[ofInstrument[row]!])],
            Y = Pick(table.Numbers("y"), rows),
            Variance = Array.Exists(variance, double.IsNaN) ? null : variance,
            Quantity = fit.GetProperty("quantity").GetString()!,
            Unit = fit.GetProperty("unit").GetString()!,
        };
    }

    private static ObservationWeights Weights(double nu, string? band, ParquetTable table)
    {
        int[] rows = [.. table.Text("band").Select((name, row) => (name, row)).Where(pair => string.Equals(pair.name, band, StringComparison.Ordinal)).Select(pair => pair.row)];
        return new ObservationWeights(Pick(table.Numbers("weight"), rows), Pick(table.Numbers("mcse_weight"), rows), nu);
    }

    private static JointBandPosterior Joint(JsonElement json) => new()
    {
        Bands = json.Texts("bands"),
        Instruments =
        [
            .. json.GetProperty("area_correlation").EnumerateArray().Select(instrument => new BandCorrelation(
                instrument.GetProperty("instrument").GetString()!, instrument.Texts("bands"), instrument.Matrix("prior"), instrument.Matrix("posterior"))),
        ],
        AreaNarrowing = json.Numbers("area_sd_ratio"),
        DifferenceNarrowing = json.Numbers("difference_sd_ratio"),
        LevelSd = json.Numbers("level_sd"),
    };

    private static Dictionary<string, int> Places(string[] names) => names.Select((name, k) => (name, k)).ToDictionary(pair => pair.name, pair => pair.k, StringComparer.Ordinal);

    private static T[] Pick<T>(T[] values, int[] rows) => Array.ConvertAll(rows, row => values[row]);

    /// <summary>A summary as run.json has it: Monte Carlo errors but that of the mean are not kept there.</summary>
    private static ParameterSummary Summary(JsonElement json) => new(
        json.GetProperty("name").GetString()!, json.Number("mean"), json.Number("sd"), json.Number("q2_5"), json.Number("median"), json.Number("q97_5"),
        json.Number("mcse_mean"), double.NaN, double.NaN, double.NaN, double.NaN, json.Number("rhat"), json.Number("ess_bulk"), json.Number("ess_tail"));

    private static SamplerTuning? Tuning(JsonElement json) => json.ValueKind is JsonValueKind.Null
        ? null
        : new SamplerTuning(
            json.Number("step_size"), json.GetProperty("leapfrogs").GetInt32(), json.Numbers("scale"), json.Number("acceptance"),
            json.GetProperty("divergences").GetInt64(), json.Number("autocorrelation_time"));
}
