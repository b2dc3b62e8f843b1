using System.Text.Json;
using GpuConcord.Host.Explanations;

namespace GpuConcord.Cli.Explanations;

/// <summary>Explanations as one JSON document: natural logarithms throughout; null for what is not known or not told by the draws.</summary>
internal static class ExplanationJson
{
    /// <summary>Writes it, with a line end.</summary>
    /// <param name="run">The run's folder.</param>
    /// <param name="explanations">A band each.</param>
    /// <param name="stream">Where to.</param>
    public static void Write(string run, IReadOnlyList<AreaExplanation> explanations, Stream stream)
    {
        using (Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteString("run", run);
            writer.WriteString("instrument", explanations[0].Instrument);
            writer.WriteStartArray("bands");
            foreach (AreaExplanation explanation in explanations)
            {
                Write(explanation, writer);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    private static void Write(AreaExplanation explanation, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("band", explanation.Band);
        writer.WriteNumber("draws", explanation.Draws);
        writer.WriteNumber("sources_bearing", explanation.Bearing);
        writer.WriteNumber("sources_seen", explanation.Seen);
        writer.WriteNumber("sources_weighed", explanation.Weighed);
        Write("log_area_over_nominal", explanation.All, writer);
        writer.WriteStartArray("sources");
        foreach (SourceShare source in explanation.Sources)
        {
            writer.WriteStartObject();
            writer.WriteString("source", source.Name);
            Number("log_flux", source.LogFlux, writer);
            Write(source.Voice, source.Without, writer);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("groups");
        foreach (GroupShares groups in explanation.Groups.Prepend(new GroupShares("together", explanation.Pulling)))
        {
            writer.WriteStartObject();
            writer.WriteString("by", groups.Title);
            Number("chi_squared", groups.ChiSquared, writer);
            Number("p", groups.PValue, writer);
            writer.WriteStartArray("groups");
            foreach (GroupShare group in groups.Groups)
            {
                writer.WriteStartObject();
                writer.WriteString("group", group.Label);
                writer.WriteNumber("sources", group.Sources);
                Write(group.Voice, group.Without, writer);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("sentences");
        foreach (string sentence in ExplanationWords.Of(explanation))
        {
            writer.WriteStringValue(sentence);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(SourceVoice voice, LeftOut without, Utf8JsonWriter writer)
    {
        Number("says", voice.Value, writer);
        Number("says_sd", voice.Sd, writer);
        Write("without", without, writer);
    }

    private static void Write(string name, LeftOut area, Utf8JsonWriter writer)
    {
        writer.WriteStartObject(name);
        Number("q2_5", area.IsTold ? area.Low : double.NaN, writer);
        Number("median", area.IsTold ? area.Median : double.NaN, writer);
        Number("q97_5", area.IsTold ? area.High : double.NaN, writer);
        Number("change", area.IsTold ? area.Change : double.NaN, writer);
        Number("mcse_change", area.IsTold ? area.Error : double.NaN, writer);
        Number("pareto_k", area.ParetoK, writer);
        writer.WriteEndObject();
    }

    private static void Number(string name, double value, Utf8JsonWriter writer)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumber(name, value);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
