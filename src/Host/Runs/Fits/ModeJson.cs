using System.Text.Json;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Json;

namespace GpuConcord.Host.Runs.Fits;

/// <summary>The modes between which no chain crosses, in JSON: <c>modes</c>, left out where there are none.</summary>
internal static class ModeJson
{
    private const string Member = "modes";

    /// <summary>Writes the member, into an object that is open.</summary>
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<PosteriorMode> modes)
    {
        if (modes.Count == 0)
        {
            return;
        }

        writer.WriteStartArray(Member);
        foreach (PosteriorMode mode in modes)
        {
            writer.WriteStartObject();
            writer.Number("weight", mode.Weight);
            writer.WriteNumber("chains", mode.Chains);
            writer.Numbers("B", mode.LogArea);
            writer.Numbers("sigma2", mode.Scatter);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Reads it back.</summary>
    public static PosteriorMode[] Read(JsonElement json) => json.TryGetProperty(Member, out JsonElement modes)
        ? [.. modes.EnumerateArray().Select(mode =>
            new PosteriorMode(mode.Number("weight"), mode.GetProperty("chains").GetInt32(), mode.Numbers("B"), mode.Numbers("sigma2")))]
        : [];
}
