using System.Text.Json;
using GpuConcord.Host.Data;
using GpuConcord.Host.Json;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.Catalogue;
using GpuConcord.Host.Sbc;

namespace GpuConcord.Host.Runs.Sbc;

/// <summary>A run of simulation-based calibration as one JSON object: what was asked for, every quantity with its histogram and p-values, the verdict.</summary>
public static class SbcJson
{
    private const string ModelKey = "model";
    private const string Lack = "missing_parts";
    private const string DesignSeed = "design_seed";

    /// <summary>Writes it for another program.</summary>
    /// <param name="run">The run.</param>
    /// <param name="stream">Where to; left open. Ends with a line feed.</param>
    public static void WriteAll(SbcRun run, Stream stream) => WriteManifest(run, [], stream);

    /// <summary>Writes run.json: the same, and the files beside it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="files">The files beside it.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void WriteManifest(SbcRun run, IReadOnlyList<OutputFile> files, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(stream);
        using (Utf8JsonWriter writer = new(stream, JsonValues.Indented))
        {
            writer.WriteStartObject();
            writer.WriteString("program", "gpuconcord");
            writer.WriteString("version", run.Version);
            writer.Strings("arguments", run.Arguments);
            writer.WriteStartObject("device");
            DeviceJson.Identity(writer, run.Device);
            writer.WriteEndObject();
            Options(writer, run.Result.Options);
            Result(writer, run.Result);
            Design(writer, run.Result.Options);
            if (run.Lack is not null)
            {
                writer.WriteString(Lack, run.Lack);
            }

            writer.Parts(run.Parts);
            writer.Outputs(files);
            writer.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    /// <summary>Reads run.json back.</summary>
    /// <param name="json">Its object.</param>
    /// <param name="ranks">Ranks of every quantity by name, one a replicate; histograms and p-values follow from them.</param>
    /// <param name="models">The models there are.</param>
    internal static SbcRun Read(JsonElement json, IReadOnlyDictionary<string, int[]> ranks, ModelCatalogue models)
    {
        SbcOptions options = ReadOptions(json, models);
        SbcResult result = new(
            options,
            [.. json.GetProperty("quantities").EnumerateArray().Select(quantity => quantity.GetProperty("name").GetString()!)
                .Select(name => RankedQuantity.Of(name, ranks[name], options.RankValues))],
            json.Number("threshold"), json.Number("autocorrelation_time"), json.GetProperty("unmixed_replicates").GetInt32(), json.Number("seconds"));
        return new SbcRun(json.GetProperty("version").GetString()!, json.Texts("arguments"), DeviceJson.Read(json.GetProperty("device")), result)
        {
            Parts = json.Parts(),
            Lack = json.TryGetProperty(Lack, out JsonElement lack) ? lack.GetString() : null,
        };
    }

    private static void Options(Utf8JsonWriter writer, SbcOptions options)
    {
        writer.WriteString(ModelKey, options.Model.Kind.Key);
        SettingsJson.WriteFlat(writer, options.Model);
        writer.WriteNumber("seed", options.Seed);
        writer.WriteNumber("replicates", options.Replicates);
        writer.WriteNumber("instruments", options.Instruments);
        writer.WriteNumber("sources", options.Design.Table.SourceCount);
        writer.WriteNumber("bands", options.Bands);
        writer.WriteNumber("observations", options.Design.Table.Count);
        writer.WriteNumber("chains", options.Chains);
        writer.WriteNumber("draws_per_chain", options.Draws);
        writer.WriteNumber("warmup", options.WarmUp);
        writer.WriteNumber("thin", options.Thin);
        writer.Numbers("tau", options.Priors.Tau);
        writer.Numbers("alpha", options.Priors.Alpha);
        writer.Numbers("beta", options.Priors.Beta);
        writer.Number("level", options.Level);
    }

    private static void Result(Utf8JsonWriter writer, SbcResult result)
    {
        writer.Number("threshold", result.Threshold);
        writer.Number("autocorrelation_time", result.AutocorrelationTime);
        writer.WriteNumber("unmixed_replicates", result.Unmixed);
        writer.Number("seconds", result.Seconds);
        writer.WriteBoolean("passed", result.Passed);
        writer.WriteString("warning", result.Warning);
        writer.WriteStartArray("quantities");
        foreach (RankedQuantity quantity in result.Quantities)
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
    }

    /// <summary>What makes the design again, besides its size: null where there is no known error, or one band only.</summary>
    private static void Design(Utf8JsonWriter writer, SbcOptions options)
    {
        writer.Number("missing", options.Design.Missing);
        writer.Number("known_error", options.Design.Error ?? double.NaN);
        writer.Number("band_correlation", options.Priors.Correlation is { } correlation && options.Bands > 1 ? correlation[0, options.Instruments / options.Bands] : double.NaN);
        if (options.Design.Table.Counts?.BackgroundPrior is { } background)
        {
            writer.Numbers("background_prior", [background.Shape, background.Rate]);
        }

        if (options.Design.Seed != options.Seed)
        {
            writer.WriteNumber(DesignSeed, options.Design.Seed);
        }
    }

    private static SbcOptions ReadOptions(JsonElement json, ModelCatalogue models)
    {
        ulong seed = json.GetProperty("seed").GetUInt64();
        IModel model = SettingsJson.ReadFlat(json, ModelKey, models);
        (int bands, int all) = (json.GetProperty("bands").GetInt32(), json.GetProperty("instruments").GetInt32());
        (double error, double correlation) = (json.Number("known_error"), json.Number("band_correlation"));
        return new SbcOptions
        {
            Model = model,
            Replicates = json.GetProperty("replicates").GetInt32(),
            Design = SbcDesign.Of(
                all / bands, json.GetProperty("sources").GetInt32() / bands, bands, json.Number("missing"), double.IsNaN(error) ? null : error,
                json.TryGetProperty(DesignSeed, out JsonElement own) ? own.GetUInt64() : seed, model.Can.Counts),
            Priors = new Priors(new double[all], json.Numbers("tau"), json.Numbers("alpha"), json.Numbers("beta"))
            {
                Correlation = double.IsNaN(correlation) ? null : SbcDesign.Correlation(all / bands, bands, correlation),
            },
            Chains = json.GetProperty("chains").GetInt32(),
            Draws = json.GetProperty("draws_per_chain").GetInt32(),
            WarmUp = json.GetProperty("warmup").GetInt32(),
            Thin = json.GetProperty("thin").GetInt32(),
            Seed = seed,
            Level = json.Number("level"),
        };
    }
}
