using System.Text.Json;

namespace GpuConcord.Host.Runs;

/// <summary>Where a run's numbers came from, in JSON.</summary>
internal static class DataJson
{
    /// <summary>Writes a data set's members, into an object that is open: name, path, sha256; of a built-in one whether it is simulated, and its citation.</summary>
    public static void Origin(Utf8JsonWriter writer, DataOrigin data)
    {
        writer.WriteString("name", data.Name);
        writer.WriteString("path", data.Path);
        writer.WriteString("sha256", data.Sha256);
        if (data.Simulated is { } simulated)
        {
            writer.WriteBoolean("simulated", simulated);
        }

        if (data.Simulated is not null || data.Citation is not null)
        {
            writer.WriteString("citation", data.Citation);
        }

        if (data.Waterfall is { } waterfall)
        {
            WaterfallJson.Write(writer, waterfall);
        }
    }

    /// <summary>Reads the members back.</summary>
    public static DataOrigin Read(JsonElement json) => new(json.GetProperty("name").GetString()!, json.GetProperty("path").GetString(), json.GetProperty("sha256").GetString()!)
    {
        Simulated = json.TryGetProperty("simulated", out JsonElement simulated) ? simulated.GetBoolean() : null,
        Citation = json.TryGetProperty("citation", out JsonElement citation) ? citation.GetString() : null,
        Waterfall = WaterfallJson.Read(json),
    };
}
