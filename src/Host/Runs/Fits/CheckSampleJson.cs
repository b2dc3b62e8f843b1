using System.Text.Json;
using GpuConcord.Host.Checks;
using GpuConcord.Host.Json;

namespace GpuConcord.Host.Runs.Fits;

/// <summary>What checks of very many observations add to the JSON of checks: what was looked at, and Monte Carlo errors. Absent where all was looked at.</summary>
internal static class CheckSampleJson
{
    private const string Property = "sample";
    private const string ElpdError = "elpd_sampling_se", ParametersError = "p_loo_sampling_se";
    private const string Beyond2 = "beyond_2_sigma_mcse", Beyond3 = "beyond_3_sigma_mcse", Scatter = "p_scatter_mcse", Extreme = "p_extreme_mcse";
    private const string Expected = "zeros_expected_mcse", Zeros = "p_zeros_mcse", Dispersion = "dispersion_mcse", DispersionP = "p_dispersion_mcse", Largest = "p_largest_mcse";

    /// <summary>Writes the sample; nothing where there is none.</summary>
    public static void Write(Utf8JsonWriter writer, CheckSample? sample, ulong seed)
    {
        if (sample is null)
        {
            return;
        }

        writer.WriteStartObject(Property);
        writer.WriteNumber("observations", sample.Observations);
        writer.WriteNumber("sources", sample.Sources);
        writer.WriteNumber("conspicuous_sources", sample.Certain);
        writer.WriteNumber("of_sources", sample.AllSources);
        writer.WriteNumber("residual_draws", sample.ResidualDraws);
        writer.WriteNumber("seed", seed);
        writer.Number(ElpdError, sample.ElpdError);
        writer.Number(ParametersError, sample.ParametersError);
        writer.WriteEndObject();
    }

    /// <summary>Writes errors of residual checks; nothing where there are none.</summary>
    public static void Write(Utf8JsonWriter writer, InstrumentCheckErrors? errors)
    {
        if (errors is not null)
        {
            writer.Number(Beyond2, errors.Beyond2);
            writer.Number(Beyond3, errors.Beyond3);
            writer.Number(Scatter, errors.ScatterPValue);
            writer.Number(Extreme, errors.ExtremePValue);
        }
    }

    /// <summary>Writes errors of checks of counts; nothing where there are none.</summary>
    public static void Write(Utf8JsonWriter writer, CountCheckErrors? errors)
    {
        if (errors is not null)
        {
            writer.Number(Expected, errors.ExpectedZeros);
            writer.Number(Zeros, errors.ZerosPValue);
            writer.Number(Dispersion, errors.Dispersion);
            writer.Number(DispersionP, errors.DispersionPValue);
            writer.Number(Largest, errors.LargestPValue);
        }
    }

    /// <summary>Reads the sample of the checks' object; null where there is none.</summary>
    public static CheckSample? Read(JsonElement checks) => !checks.TryGetProperty(Property, out JsonElement sample) ? null : new CheckSample(
        sample.GetProperty("observations").GetInt32(), sample.GetProperty("sources").GetInt32(), sample.GetProperty("conspicuous_sources").GetInt32(),
        sample.GetProperty("of_sources").GetInt32(), sample.GetProperty("residual_draws").GetInt32(), sample.Number(ElpdError), sample.Number(ParametersError));

    /// <summary>Reads errors of an instrument's residual checks; null where there are none.</summary>
    public static InstrumentCheckErrors? Residuals(JsonElement check) => !check.TryGetProperty(Beyond2, out _) ? null : new InstrumentCheckErrors(
        check.Number(Beyond2), check.Number(Beyond3), check.Number(Scatter), check.Number(Extreme));

    /// <summary>Reads errors of an instrument's checks of counts; null where there are none.</summary>
    public static CountCheckErrors? Counts(JsonElement check) => !check.TryGetProperty(Expected, out _) ? null : new CountCheckErrors(
        check.Number(Expected), check.Number(Zeros), check.Number(Dispersion), check.Number(DispersionP), check.Number(Largest));
}
