using System.Text.Json;
using GpuConcord.Host.Checks;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Json;

namespace GpuConcord.Host.Runs.Fits;

/// <summary>The checks of a fit as the JSON property <c>checks</c>: null when none were made.</summary>
internal static class CheckJson
{
    /// <summary>Writes the property.</summary>
    public static void Write(Utf8JsonWriter writer, Fit fit)
    {
        if (fit.Checks is not { } checks)
        {
            writer.WriteNull("checks");
            return;
        }
        var loo = checks.LeaveOneOut;
        writer.WriteStartObject("checks");
        writer.WriteNumber("draws", checks.Draws);
        writer.WriteStartArray("instruments");
        for (var i = 0; i < checks.Residuals.Instruments.Count; i++)
            Instrument(writer, fit.Observations.Instruments[i], checks.Residuals.Instruments[i]);
        writer.WriteEndArray();
        writer.WritePropertyName("together");
        Instrument(writer, null, checks.Residuals.Together);
        writer.WriteStartObject("loo");
        writer.WriteNumber("observations", checks.Judged.Length);
        writer.Number("elpd", loo.Elpd);
        writer.Number("elpd_se", loo.ElpdError);
        writer.Number("p_loo", loo.EffectiveParameters);
        writer.Number("p_loo_se", loo.EffectiveParametersError);
        writer.Number("pareto_k_max", loo.ParetoK.Max());
        writer.Number("pareto_k_threshold", loo.Threshold);
        writer.WriteNumber("pareto_k_above", loo.Unreliable);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Instrument(Utf8JsonWriter writer, string? name, InstrumentCheck check)
    {
        writer.WriteStartObject();
        if (name is not null)
            writer.WriteString("instrument", name);
        writer.WriteNumber("observations", check.Count);
        writer.Number("beyond_2_sigma", check.Beyond2);
        writer.Number("beyond_3_sigma", check.Beyond3);
        writer.Number("p_scatter", check.ScatterPValue);
        writer.Number("p_extreme", check.ExtremePValue);
        writer.WriteEndObject();
    }
}
