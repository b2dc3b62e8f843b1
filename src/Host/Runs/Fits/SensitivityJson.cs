using System.Text.Json;
using GpuConcord.Host.Checks;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Json;

namespace GpuConcord.Host.Runs.Fits;

/// <summary>Sensitivities as the JSON property <c>sensitivity</c> of a fit: null when they were not asked for.</summary>
internal static class SensitivityJson
{
    private const string Property = "sensitivity";

    /// <summary>Writes the property; the arrays of a component follow <c>parameters</c>.</summary>
    public static void Write(Utf8JsonWriter writer, Sensitivity? sensitivity)
    {
        if (sensitivity is null)
        {
            writer.WriteNull(Property);
            return;
        }
        writer.WriteStartObject(Property);
        writer.Numbers("powers", [PowerScaling.Lower, PowerScaling.Upper]);
        writer.Number("threshold", PowerScaling.Threshold);
        writer.Number("pareto_k_threshold", sensitivity.ParetoThreshold);
        writer.WriteNumber("draws", sensitivity.Draws);
        writer.WriteStartArray("parameters");
        for (int k = 0; k < sensitivity.Parameters.Count; k++)
        {
            SensitiveParameter parameter = sensitivity.Parameters[k];
            writer.WriteStartObject();
            writer.WriteString("name", parameter.Name);
            writer.WriteNumber("instrument", parameter.Instrument);
            writer.Number("mean", parameter.Mean);
            writer.Number("sd", parameter.Sd);
            writer.WriteString("diagnosis", SensitivityWords.Of(sensitivity.Verdict(k)));
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteStartObject("components");
        foreach ((string name, PowerScaling scaling) in sensitivity.Components)
        {
            writer.WriteStartObject(name);
            writer.Numbers("sensitivity", scaling.Sensitivity);
            writer.Numbers("mean_gradient", scaling.MeanGradient);
            writer.Numbers("sd_gradient", scaling.SdGradient);
            writer.Number("pareto_k", scaling.ParetoK);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Reads the property back from a fit of run.json; null where there is none.</summary>
    public static Sensitivity? Read(JsonElement fit)
    {
        if (!fit.TryGetProperty(Property, out JsonElement json) || json.ValueKind is JsonValueKind.Null)
        {
            return null;
        }

        JsonElement components = json.GetProperty("components");
        return new Sensitivity
        {
            Draws = json.GetProperty("draws").GetInt32(),
            Parameters = [.. json.GetProperty("parameters").EnumerateArray().Select(parameter => new SensitiveParameter(
                parameter.GetProperty("name").GetString()!, parameter.GetProperty("instrument")
                    .GetInt32(), Number(parameter.GetProperty("mean")), Number(parameter.GetProperty("sd"))))],
            Prior = Scaling(components.GetProperty("prior")),
            AreaPrior = Scaling(components.GetProperty("prior_areas")),
            VariancePrior = components.TryGetProperty("prior_variances", out JsonElement variances) ? Scaling(variances) : null,
            PopulationPrior = components.TryGetProperty("prior_population", out JsonElement population) ? Scaling(population) : null,
            Likelihood = Scaling(components.GetProperty("likelihood")),
        };
    }

    private static PowerScaling Scaling(JsonElement json) => new(
        Numbers(json.GetProperty("sensitivity")), Numbers(json.GetProperty("mean_gradient")), Numbers(json.GetProperty("sd_gradient")),
        json.GetProperty("pareto_k") is { ValueKind: JsonValueKind.Number } k ? k.GetDouble() : double.PositiveInfinity);

    private static double[] Numbers(JsonElement json) => [.. json.EnumerateArray().Select(Number)];

    private static double Number(JsonElement json) => json.ValueKind is JsonValueKind.Null ? double.NaN : json.GetDouble();
}
