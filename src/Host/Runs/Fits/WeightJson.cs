using System.Text.Json;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Json;

namespace GpuConcord.Host.Runs.Fits;

/// <summary>What a fit's JSON object says of the log-t model: its options and the weights. Other models have neither member.</summary>
internal static class WeightJson
{
    private const int Fewest = 20;

    /// <summary>Writes the members <c>log_t</c> and <c>weights</c>.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="fit">The fit.</param>
    /// <param name="all">Whether every weight is listed, in the order of the data, or only the smallest, smallest first.</param>
    public static void Write(Utf8JsonWriter writer, Fit fit, bool all)
    {
        if (fit.Weights is not { } weights)
            return;
        var data = fit.Observations;
        writer.WriteStartObject("log_t");
        writer.Number("nu", fit.Options.LogT.Nu);
        writer.Number("sigma", fit.Options.LogT.Sigma ?? double.NaN);
        writer.WriteBoolean("common_sigma", fit.Options.LogT.CommonSigma);
        writer.WriteEndObject();
        var sources = new int[data.Count];
        for (var j = 0; j < data.SourceCount; j++)
            sources.AsSpan(data.First[j], data.First[j + 1] - data.First[j]).Fill(j);
        writer.WriteStartArray("weights");
        foreach (var o in all ? Enumerable.Range(0, data.Count) : weights.Smallest(Fewest))
        {
            writer.WriteStartObject();
            writer.WriteString("instrument", data.Instruments[data.Instrument[o]]);
            writer.WriteString("source", data.Sources[sources[o]]);
            writer.Number("weight", weights.Mean[o]);
            writer.Number("mcse_weight", weights.McseMean[o]);
            writer.WriteEndObject();
            writer.FlushNowAndThen();
        }
        writer.WriteEndArray();
    }
}
