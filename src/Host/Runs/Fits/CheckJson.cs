using System.Text.Json;
using GpuConcord.Host.Checks;
using GpuConcord.Host.Data;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Json;

namespace GpuConcord.Host.Runs.Fits;

/// <summary>The checks of a fit as the JSON property <c>checks</c>: null when none were made.</summary>
internal static class CheckJson
{
    private const string Property = "checks";
    private const string LooMember = "loo";
    private const string CountsMember = "predicted_counts";
    private const string MonteCarloMember = "elpd_mcse";
    private const string ThresholdMember = "pareto_k_threshold";

    /// <summary>Writes the property.</summary>
    public static void Write(Utf8JsonWriter writer, Fit fit)
    {
        if (fit.Checks is not { } checks)
        {
            writer.WriteNull(Property);
            return;
        }
        LeaveOneOut loo = checks.LeaveOneOut;
        writer.WriteStartObject(Property);
        writer.WriteNumber("draws", checks.Draws);
        writer.WriteStartArray("instruments");
        for (int i = 0; i < checks.Residuals.Instruments.Count; i++)
        {
            Instrument(writer, fit.Observations.Instruments[i], checks.Residuals.Instruments[i]);
        }

        writer.WriteEndArray();
        writer.WritePropertyName("together");
        Instrument(writer, null, checks.Residuals.Together);
        writer.WriteStartObject(LooMember);
        writer.WriteNumber("observations", checks.Judged.Length);
        writer.Number("elpd", loo.Elpd);
        writer.Number("elpd_se", loo.ElpdError);
        writer.Number(MonteCarloMember, loo.ElpdMonteCarloError);
        writer.Number("p_loo", loo.EffectiveParameters);
        writer.Number("p_loo_se", loo.EffectiveParametersError);
        writer.Number("pareto_k_max", loo.ParetoK.Max());
        writer.Number(ThresholdMember, loo.Threshold);
        writer.WriteNumber("pareto_k_above", loo.Unreliable);
        writer.WriteEndObject();
        CheckSampleJson.Write(writer, checks.Sample, fit.Options.Seed);
        if (checks.Counts is { } counts)
        {
            writer.WriteStartArray(CountsMember);
            for (int i = 0; i < counts.Count; i++)
            {
                Counts(writer, fit.Observations.Instruments[i], counts[i]);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void Counts(Utf8JsonWriter writer, string name, CountCheck check)
    {
        writer.WriteStartObject();
        writer.WriteString("instrument", name);
        writer.WriteNumber("observations", check.Count);
        writer.WriteNumber("zeros", check.Zeros);
        writer.Number("zeros_expected", check.ExpectedZeros);
        writer.Number("p_zeros", check.ZerosPValue);
        writer.Number("dispersion", check.Dispersion);
        writer.Number("p_dispersion", check.DispersionPValue);
        writer.Number("largest", check.Largest);
        writer.Number("p_largest", check.LargestPValue);
        CheckSampleJson.Write(writer, check.Errors);
        writer.WriteEndObject();
    }

    private static void Instrument(Utf8JsonWriter writer, string? name, InstrumentCheck check)
    {
        writer.WriteStartObject();
        if (name is not null)
        {
            writer.WriteString("instrument", name);
        }

        writer.WriteNumber("observations", check.Count);
        writer.Number("beyond_2_sigma", check.Beyond2);
        writer.Number("beyond_3_sigma", check.Beyond3);
        writer.Number("p_scatter", check.ScatterPValue);
        writer.Number("p_extreme", check.ExtremePValue);
        CheckSampleJson.Write(writer, check.Errors);
        writer.WriteEndObject();
    }

    /// <summary>Whether a fit was checked.</summary>
    public static bool IsThere(JsonElement fit) => fit.GetProperty(Property).ValueKind is JsonValueKind.Object;

    /// <summary>Pareto k above this is not to be trusted, as the checks of a fit have it.</summary>
    public static double Threshold(JsonElement fit) => fit.GetProperty(Property).GetProperty(LooMember).GetProperty(ThresholdMember).GetDouble();

    /// <summary>What sampling sources and draws leaves elpd uncertain by, where the checks of a fit looked at a sample; else 0.</summary>
    public static double SampledElpdError(JsonElement fit)
    {
        JsonElement checks = fit.GetProperty(Property);
        return CheckSampleJson.Read(checks) is { } sample ? sample.WholeElpdError(checks.GetProperty(LooMember).Number(MonteCarloMember)) : 0;
    }

    /// <summary>Reads the property back, with the table of checked observations beside it; null when none were made.</summary>
    /// <param name="fit">The fit's object.</param>
    /// <param name="data">Its data.</param>
    /// <param name="rows">The table's rows, of all bands.</param>
    public static ModelChecks? Read(JsonElement fit, Observations data, IReadOnlyList<CheckedObservation>? rows)
    {
        if (!IsThere(fit) || rows is null)
        {
            return null;
        }

        JsonElement json = fit.GetProperty(Property);
        Dictionary<(string Instrument, string Source), int> place = Enumerable.Range(0, data.Count).ToDictionary(
            o => (data.Instruments[data.Instrument[o]], data.Sources[data.SourceOf(o)]));
        CheckedObservation[] own = [.. rows.Where(row => row.Band.Equals(data.Band ?? "", StringComparison.Ordinal))];
        int[] judged = Array.ConvertAll(own, row => place[(row.Instrument, row.Source)]);
        double[] mean = new double[data.Count];
        for (int k = 0; k < own.Length; k++)
        {
            mean[judged[k]] = own[k].Residual;
        }

        return new ModelChecks
        {
            Residuals = new ResidualChecks(
                [.. json.GetProperty("instruments").EnumerateArray().Select(Instrument)], Instrument(json.GetProperty("together")), mean),
            LeaveOneOut = new LeaveOneOut
            {
                LogDensity = Array.ConvertAll(own, row => row.Elpd),
                Optimism = Array.ConvertAll(own, row => row.Optimism),
                ParetoK = Array.ConvertAll(own, row => row.ParetoK),
                Draws = json.GetProperty("draws").GetInt32(),

                // Runs of earlier versions do not have it.
                ElpdMonteCarloError = json.GetProperty(LooMember).TryGetProperty(MonteCarloMember, out _) ? json.GetProperty(LooMember).Number(MonteCarloMember) : double.NaN,
            },
            Counts = json.TryGetProperty(CountsMember, out JsonElement counts) ? [.. counts.EnumerateArray().Select(Counts)] : null,
            Sample = CheckSampleJson.Read(json),
            Judged = judged,
            Source = Array.ConvertAll(judged, data.SourceOf),
        };
    }

    private static CountCheck Counts(JsonElement json) => new(
        json.GetProperty("observations").GetInt32(), json.GetProperty("zeros").GetInt32(), json.Number("zeros_expected"), json.Number("p_zeros"), json.Number("dispersion"),
        json.Number("p_dispersion"), json.Number("largest"), json.Number("p_largest"))
    {
        Errors = CheckSampleJson.Counts(json),
    };

    private static InstrumentCheck Instrument(JsonElement json) => new(
        json.GetProperty("observations").GetInt32(), json.Number("beyond_2_sigma"), json.Number("beyond_3_sigma"), json.Number("p_scatter"), json.Number("p_extreme"))
    {
        Errors = CheckSampleJson.Residuals(json),
    };
}
