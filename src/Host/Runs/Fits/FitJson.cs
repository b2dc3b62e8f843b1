using System.Text.Json;
using GpuConcord.Host.Data;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Fluxes;
using GpuConcord.Host.Json;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Modes;

namespace GpuConcord.Host.Runs.Fits;

/// <summary>One fit as a JSON object: an element of <c>fits</c>.</summary>
internal static class FitJson
{
    /// <summary>The member that holds the model's key.</summary>
    public const string ModelKey = "model_key";

    /// <summary>The property that earlier versions did not write.</summary>
    public const string InfluenceErrorKey = "prior_influence_mcse";

    /// <summary>The member that holds what prior and data contradict each other about; absent when they do not.</summary>
    public const string PriorConflict = "prior_conflict";

    /// <summary>Key of whether the device made the summaries.</summary>
    public const string SummariesOnDevice = "summaries_on_device";

    /// <summary>Writes the object.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="fit">The fit.</param>
    /// <param name="readSeconds">Seconds it took to read the table.</param>
    /// <param name="fluxes">Whether <c>parameters</c> lists the log flux of every source too.</param>
    public static void Write(Utf8JsonWriter writer, Fit fit, double readSeconds, bool fluxes)
    {
        Observations data = fit.Observations;
        writer.WriteStartObject();
        writer.WriteString("band", data.Band);
        writer.WriteString("quantity", data.Quantity);
        writer.WriteString("unit", data.Unit);
        writer.WriteString("model", fit.Model.Title);
        writer.WriteString(ModelKey, fit.Model.Kind.Key);
        writer.WriteString("sampler", SamplerName.Of(fit.Options.Sampler));
        writer.WriteNumber("instruments", data.InstrumentCount);
        writer.WriteNumber("sources", data.SourceCount);
        writer.WriteNumber("observations", data.Count);
        writer.WriteNumber("chains", fit.Options.Chains);
        writer.WriteNumber("draws_per_chain", fit.Options.Draws);
        writer.WriteNumber("warmup", fit.Options.WarmUp);
        writer.WriteNumber("thin", fit.Options.Thin);
        writer.WriteNumber("target_ess", fit.Options.Target);
        writer.WriteBoolean("converged", fit.Converged);
        writer.Number("nested_rhat", fit.NestedRhat);
        writer.WriteBoolean(SummariesOnDevice, fit.SummariesOnDevice);
        ModeJson.Write(writer, fit.Modes);
        Parameters(writer, fit, fluxes);
        Differences(writer, fit);
        Instruments(writer, fit);
        JointJson.Write(writer, fit);
        BlockJson.Write(writer, fit, all: fluxes);
        CheckJson.Write(writer, fit);
        SensitivityJson.Write(writer, fit.Sensitivity);
        Tuning(writer, fit.Tuning);
        Polynomial(writer, fit.Polynomial);
        writer.WriteStartObject("timing");
        writer.Number("read_s", readSeconds);
        writer.Number("warmup_s", fit.Timing.WarmUp);
        writer.Number("sampling_s", fit.Timing.Sampling);
        writer.Number("summary_s", fit.Timing.Summary);
        writer.WriteEndObject();
        if (fit.PriorConflict is { } conflict)
        {
            writer.WriteStartObject(PriorConflict);
            writer.WriteString("finding", conflict.Finding);
            writer.WriteString("cure", conflict.Cure);
            writer.WriteEndObject();
        }

        writer.Strings("warnings", fit.Warnings);
        writer.WriteEndObject();
    }

    private static void Parameters(Utf8JsonWriter writer, Fit fit, bool fluxes)
    {
        writer.WriteStartArray("parameters");
        foreach (ParameterSummary summary in fit.Parameters)
        {
            Parameter(writer, summary);
        }

        FluxTable table = fit.Fluxes;
        for (int j = 0; fluxes && j < fit.Observations.SourceCount; j++)
        {
            writer.WriteStartObject();
            writer.WriteString("name", $"G[{fit.Observations.Sources[j]}]");
            writer.Number("mean", table.Mean[j]);
            writer.Number("sd", table.Sd[j]);
            writer.Number("q2_5", table.Q2_5[j]);
            writer.Number("median", table.Median[j]);
            writer.Number("q97_5", table.Q97_5[j]);
            writer.Number("mcse_mean", table.McseMean[j]);
            writer.Number("rhat", table.Rhat[j]);
            writer.Number("ess_bulk", table.EssBulk[j]);
            writer.Number("ess_tail", table.EssTail[j]);
            writer.Number("mcse_q2_5", table.McseQ2_5[j]);
            writer.Number("mcse_median", table.McseMedian[j]);
            writer.Number("mcse_q97_5", table.McseQ97_5[j]);
            writer.WriteNumber("n_instruments", table.InstrumentCount[j]);
            writer.WriteEndObject();
            writer.FlushNowAndThen();
        }
        writer.WriteEndArray();
    }

    private static void Parameter(Utf8JsonWriter writer, ParameterSummary summary)
    {
        writer.WriteStartObject();
        writer.WriteString("name", summary.Name);
        writer.Number("mean", summary.Mean);
        writer.Number("sd", summary.Sd);
        writer.Number("q2_5", summary.Q2_5);
        writer.Number("median", summary.Median);
        writer.Number("q97_5", summary.Q97_5);
        writer.Number("mcse_mean", summary.McseMean);
        writer.Number("rhat", summary.Rhat);
        writer.Number("ess_bulk", summary.EssBulk);
        writer.Number("ess_tail", summary.EssTail);
        writer.WriteEndObject();
    }

    private static void Differences(Utf8JsonWriter writer, Fit fit)
    {
        string[] names = fit.Observations.Instruments;
        writer.WriteStartArray("differences");
        foreach (AreaDifference difference in AreaDifferences.Of(fit.LogArea, fit.Priors.LogArea, fit.Components, fit.EffectiveAreas))
        {
            writer.WriteStartObject();
            writer.WriteString("first", names[difference.First]);
            writer.WriteString("second", names[difference.Second]);
            writer.Number("mean", difference.Mean);
            writer.Number("q2_5", difference.Q2_5);
            writer.Number("median", difference.Median);
            writer.Number("q97_5", difference.Q97_5);
            writer.WriteBoolean("excludes_zero", difference.ExcludesZero);
            writer.WriteBoolean("borderline", difference.IsBorderline);
            writer.WriteBoolean("connected", difference.Connected);
            writer.WriteEndObject();
            writer.FlushNowAndThen();
        }
        writer.WriteEndArray();
    }

    /// <summary>What belongs to each instrument besides its parameters; the arrays follow instrument_names.</summary>
    private static void Instruments(Utf8JsonWriter writer, Fit fit)
    {
        string[] names = fit.Observations.Instruments;
        writer.Strings("instrument_names", names);
        writer.Numbers("observations_per_instrument", fit.ObservationsPerInstrument.Select(n => (double)n));
        writer.WriteStartObject("priors");
        writer.Numbers("log_area", fit.Priors.LogArea);
        writer.Numbers("tau", fit.Priors.Tau);
        if (fit.Scatter is not null)
        {
            writer.Numbers("alpha", fit.Priors.Alpha);
            writer.Numbers("beta", fit.Priors.Beta);
            ScatterDefaultJson.Write(writer, fit.Priors.Scatter);
        }
        writer.WriteEndObject();
        writer.Numbers("prior_weight", fit.PriorWeight);
        writer.Matrix("prior_influence", fit.PriorInfluence);
        if (fit.PriorInfluenceError is { } error)
        {
            writer.Matrix(InfluenceErrorKey, error);
        }

        writer.WriteStartArray("components");
        foreach (int[] component in fit.Components)
        {
            writer.WriteStartArray();
            foreach (int i in component)
            {
                writer.WriteStringValue(names[i]);
            }

            writer.WriteEndArray();
        }
        writer.WriteEndArray();
        writer.WriteStartArray("point_estimates");
        foreach (PointEstimate estimate in fit.Estimates)
        {
            writer.WriteStartObject();
            writer.WriteString("kind", PointEstimateName.Of(estimate.Kind));
            writer.Numbers("B", estimate.LogArea);
            writer.Numbers("sigma2", estimate.Variance);
            writer.WriteString("warning", estimate.Warning);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void Polynomial(Utf8JsonWriter writer, PolynomialQuality? polynomial)
    {
        if (polynomial is not null)
        {
            writer.WriteStartObject("polynomial");
            writer.WriteBoolean("used", polynomial.Used);
            writer.WriteNumber("degree", polynomial.Degree);
            writer.Number("sd_held_out", polynomial.HeldOut);
            writer.Number("sd_at_draws", polynomial.AtDraws);
            writer.WriteEndObject();
        }
    }

    private static void Tuning(Utf8JsonWriter writer, SamplerTuning? tuning)
    {
        if (tuning is null)
        {
            writer.WriteNull("tuning");
            return;
        }
        writer.WriteStartObject("tuning");
        writer.Number("step_size", tuning.StepSize);
        writer.WriteNumber("leapfrogs", tuning.Leapfrogs);
        writer.Numbers("scale", tuning.Scale);
        writer.Number("acceptance", tuning.Acceptance);
        writer.WriteNumber("divergences", tuning.Divergences);
        writer.Number("autocorrelation_time", tuning.AutocorrelationTime);
        if (tuning.Proposal is { } proposal)
        {
            writer.WriteStartObject("proposal");
            writer.WriteBoolean("fits", proposal.Fits);
            writer.WriteNumber("modes", proposal.Modes);
            writer.WriteNumber("components", proposal.Components);
            writer.WriteNumber("degrees_of_freedom", proposal.Freedom);
            writer.Number("effective_draws_per_point", proposal.Efficiency);
            writer.Number("pareto_k", proposal.Tail);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
