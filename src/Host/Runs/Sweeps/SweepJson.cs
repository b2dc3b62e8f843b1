using System.Text.Json;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Json;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.Catalogue;

namespace GpuConcord.Host.Runs.Sweeps;

/// <summary>A sweep as one JSON object: with every problem for another program, or without them as the record beside output files.</summary>
public static class SweepJson
{
    private const string ModelKey = "model_key";
    private const string Warnings = "warnings";

    /// <summary>Writes the whole sweep.</summary>
    /// <param name="run">The sweep.</param>
    /// <param name="stream">Where to; left open. Ends with a line feed.</param>
    public static void WriteAll(SweepRun run, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(stream);
        using (Utf8JsonWriter writer = new(stream, JsonValues.Compact))
        {
            writer.WriteStartObject();
            Head(writer, run);
            writer.WriteStartArray("problems");
            for (int k = 0; k < run.Problems.Count; k++)
            {
                Problem(writer, run, k);
                writer.FlushNowAndThen();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    /// <summary>Writes run.json: what was run, on what, and the files it made.</summary>
    /// <param name="run">The sweep.</param>
    /// <param name="files">The files beside it.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void WriteManifest(SweepRun run, IReadOnlyList<OutputFile> files, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(files);
        using (Utf8JsonWriter writer = new(stream, JsonValues.Indented))
        {
            writer.WriteStartObject();
            writer.WriteString("program", "gpuconcord");
            writer.Strings("arguments", run.Arguments);
            writer.WriteString("started", run.Started.ToString("yyyy-MM-dd'T'HH:mm:ssK"));
            writer.WriteNumber("processor_count", run.Processors);
            Head(writer, run);
            writer.Parts(run.Parts);
            writer.Outputs(files);
            writer.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    private static void Head(Utf8JsonWriter writer, SweepRun run)
    {
        writer.WriteString("version", run.Version);
        DeviceJson.Whole(writer, run.Device, memory: false);
        writer.WriteNumber("seed", run.Options.Seed);
        writer.WriteNumber("chains", run.Options.Chains);
        writer.WriteNumber("draws_per_chain", run.Options.Draws);
        writer.WriteNumber("warmup", run.Options.WarmUp);
        writer.WriteString("tuning", SweepTuningName.Of(run.Options.Tuning));
        writer.WriteStartArray("data");
        foreach (DataOrigin data in run.Data)
        {
            writer.WriteStartObject();
            DataJson.Origin(writer, data);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.Strings("notes", run.Notes);
        if (run.Warnings.Count > 0)
        {
            writer.Strings(Warnings, run.Warnings);
        }

        writer.WriteNumber("problem_count", run.Problems.Count);
        writer.WriteNumber("not_converged", run.NotConverged.Count);
        SweepTiming timing = run.Timing;
        writer.WriteStartObject("timing");
        writer.Number("read_s", run.ReadSeconds);
        writer.Number("modes_s", timing.Modes);
        writer.Number("tuning_s", timing.Tuning);
        writer.Number("warmup_s", timing.WarmUp);
        writer.Number("sampling_s", timing.Sampling);
        writer.Number("summary_s", timing.Summaries);
        writer.WriteEndObject();
        writer.WriteString(ModelKey, run.Model.Kind.Key);
        SettingsJson.Write(writer, run.Model);
    }

    /// <summary>Reads run.json back: the sweep but for its problems, which stand in the tables beside it.</summary>
    /// <param name="json">Its object.</param>
    /// <param name="models">The models there are.</param>
    internal static SweepRun Read(JsonElement json, ModelCatalogue models)
    {
        JsonElement timing = json.GetProperty("timing");
        return new SweepRun
        {
            Version = json.GetProperty("version").GetString()!,
            Arguments = json.Texts("arguments"),
            Started = json.GetProperty("started").GetDateTimeOffset(),
            Processors = json.GetProperty("processor_count").GetInt32(),
            Data = [.. json.GetProperty("data").EnumerateArray().Select(DataJson.Read)],
            Device = DeviceJson.Read(json.GetProperty("device")),
            Options = new SweepOptions
            {
                Seed = json.GetProperty("seed").GetUInt64(),
                Chains = json.GetProperty("chains").GetInt32(),
                Draws = json.GetProperty("draws_per_chain").GetInt32(),
                WarmUp = json.GetProperty("warmup").GetInt32(),
                Tuning = SweepTuningName.Parse(json.GetProperty("tuning").GetString()!),
            },
            ReadSeconds = timing.Number("read_s"),
            Timing = new SweepTiming(
                timing.Number("modes_s"), timing.Number("tuning_s"), timing.Number("warmup_s"), timing.Number("sampling_s"), timing.Number("summary_s")),
            Model = SettingsJson.Read(json, ModelKey, models),
            Problems = [],
            Notes = json.Texts("notes"),
            Warnings = json.TryGetProperty(Warnings, out _) ? json.Texts(Warnings) : [],
            Parts = json.Parts(),
        };
    }

    private static void Problem(Utf8JsonWriter writer, SweepRun run, int k)
    {
        SweptProblem problem = run.Problems[k];
        (SweepPosterior posterior, string[] names) = (problem.Posterior, problem.Instruments);
        writer.WriteStartObject();
        writer.WriteNumber("problem", k + 1);
        writer.WriteString("data", problem.Data);
        writer.WriteString("band", problem.Band);
        writer.WriteString("left_out", problem.LeftOut);
        writer.WriteString("prior", problem.Label);
        writer.WriteBoolean("converged", posterior.Converged);
        writer.WriteNumber("chains", posterior.Chains);
        writer.WriteNumber("modes", posterior.Modes);
        writer.Strings("instrument_names", names);
        writer.Numbers("observations_per_instrument", posterior.ObservationsPerInstrument.Select(n => (double)n));
        writer.WriteStartObject("priors");
        writer.Numbers("log_area", problem.Priors.LogArea);
        writer.Numbers("tau", problem.Priors.Tau);
        writer.Numbers("alpha", problem.Priors.Alpha);
        writer.Numbers("beta", problem.Priors.Beta);
        writer.WriteEndObject();
        writer.WriteStartArray("parameters");
        for (int i = 0; i < names.Length; i++)
        {
            Parameter(writer, $"B[{names[i]}]", posterior.Areas[i]);
        }

        for (int i = 0; i < names.Length; i++)
        {
            Parameter(writer, $"sigma2[{names[i]}]", posterior.Variances[i]);
        }

        writer.WriteEndArray();
        writer.Numbers("prior_weight", posterior.PriorWeight);
        writer.Matrix("prior_influence", posterior.PriorInfluence);
        if (posterior.PriorInfluenceError is { } error)
        {
            writer.Matrix("prior_influence_mcse", error);
        }

        writer.WriteStartObject("tuning");
        writer.Number("step_size", posterior.Tuning.StepSize);
        writer.WriteNumber("leapfrogs", posterior.Tuning.Leapfrogs);
        writer.Number("acceptance", posterior.Tuning.Acceptance);
        writer.WriteNumber("divergences", posterior.Tuning.Divergences);
        writer.WriteNumber("thin", posterior.Thin);
        writer.WriteBoolean("long_search", posterior.SearchedLong);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Parameter(Utf8JsonWriter writer, string name, BriefSummary summary)
    {
        writer.WriteStartObject();
        writer.WriteString("name", name);
        writer.Number("mean", summary.Mean);
        writer.Number("sd", summary.Sd);
        writer.Number("q2_5", summary.Q2_5);
        writer.Number("median", summary.Median);
        writer.Number("q97_5", summary.Q97_5);
        writer.Number("mcse_mean", summary.McseMean);
        writer.Number("ess", summary.Ess);
        writer.Number("rhat", summary.Rhat);
        writer.Number("split_rhat", summary.SplitRhat);
        writer.Number("ess_bulk", summary.EssBulk);
        writer.Number("ess_tail", summary.EssTail);
        writer.WriteEndObject();
    }
}
