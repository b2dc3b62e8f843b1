using System.Text.Json;
using GpuConcord.Host.Data;

namespace GpuConcord.Host.Runs;

/// <summary>How rows of a table became what was fitted, in JSON.</summary>
internal static class WaterfallJson
{
    /// <summary>Writes the property <c>selection</c> into an object that is open.</summary>
    public static void Write(Utf8JsonWriter writer, Waterfall waterfall)
    {
        writer.WriteStartObject("selection");
        writer.WriteString("title", waterfall.Title);
        writer.WriteString("row", waterfall.Row);
        writer.WriteNumber("rows", waterfall.Read);
        writer.WriteStartArray("steps");
        foreach (WaterfallStep step in waterfall.Steps)
        {
            writer.WriteStartObject();
            writer.WriteString("where", step.Condition);
            writer.WriteString("because", step.Because);
            writer.WriteNumber("left", step.Left);
            writer.WriteNumber("fell", step.Fell);
            writer.WriteNumber("null", step.Unknown);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteNumber("left", waterfall.Left);
        writer.WriteStartArray("values");
        foreach (WaterfallValues values in waterfall.Values)
        {
            writer.WriteStartObject();
            writer.WriteString("band", values.Band);
            writer.WriteString("instrument", values.Instrument);
            writer.WriteNumber("used", values.Used);
            writer.WriteNumber("blank", values.Blank);
            writer.WriteNumber("not_positive", values.NotPositive);
            writer.WriteNumber("cut", values.Cut);
            writer.WriteNumber("without_error", values.WithoutError);
            writer.WriteNumber("error_beyond_value", values.Uncertain);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Reads the property of an object back; null where it has none.</summary>
    public static Waterfall? Read(JsonElement data)
    {
        if (!data.TryGetProperty("selection", out JsonElement json))
        {
            return null;
        }

        return new Waterfall(
            json.GetProperty("title").GetString()!, json.GetProperty("row").GetString()!, json.GetProperty("rows").GetInt64(),
            [.. json.GetProperty("steps").EnumerateArray().Select(step => new WaterfallStep(
                step.GetProperty("where").GetString()!, step.GetProperty("because").GetString()!, step.GetProperty("left").GetInt64(), step.GetProperty("fell").GetInt64(),
                step.GetProperty("null").GetInt64()))],
            json.GetProperty("left").GetInt64())
        {
            Values =
            [
                .. json.GetProperty("values").EnumerateArray().Select(values => new WaterfallValues(
                    values.GetProperty("band").GetString(), values.GetProperty("instrument").GetString()!, values.GetProperty("used").GetInt64(),
                    values.GetProperty("blank").GetInt64(), values.GetProperty("not_positive").GetInt64(), values.GetProperty("cut").GetInt64(),
                    values.GetProperty("without_error").GetInt64(), values.GetProperty("error_beyond_value").GetInt64())),
            ],
        };
    }
}
