using System.Text.Json;
using GpuConcord.Host.Json;

namespace GpuConcord.Host.Runs;

/// <summary>A part of a run that was done in parts.</summary>
/// <param name="Plan">SHA-256 of the plan that it belongs to.</param>
/// <param name="Shard">Its number, from 0.</param>
/// <param name="First">Number of its first item (problem, replicate, band, row), from 0.</param>
/// <param name="Count">How many items it has.</param>
/// <param name="Device">What did it.</param>
/// <param name="Host">The machine.</param>
/// <param name="Seconds">Seconds it took, but for writing.</param>
public sealed record RunPart(string Plan, int Shard, long First, long Count, DeviceRecord Device, string Host, double Seconds);

/// <summary>The parts of a run in its run.json; a run that was done in one piece has none there.</summary>
internal static class PartsJson
{
    private const string Name = "shards";

    /// <summary>The property <c>shards</c>, where there are any.</summary>
    public static void Parts(this Utf8JsonWriter writer, IReadOnlyList<RunPart> parts)
    {
        if (parts.Count == 0)
        {
            return;
        }

        writer.WriteStartArray(Name);
        foreach (RunPart part in parts)
        {
            writer.WriteStartObject();
            writer.WriteNumber("shard", part.Shard);
            writer.WriteNumber("first", part.First);
            writer.WriteNumber("count", part.Count);
            writer.WriteStartObject("device");
            DeviceJson.Identity(writer, part.Device);
            writer.WriteEndObject();
            writer.WriteString("host", part.Host);
            writer.Number("seconds", part.Seconds);
            writer.WriteString("plan", part.Plan);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Reads them back.</summary>
    public static IReadOnlyList<RunPart> Parts(this JsonElement json) => !json.TryGetProperty(Name, out JsonElement parts) ? [] :
    [
        .. parts.EnumerateArray().Select(part => new RunPart(
            part.GetProperty("plan").GetString()!, part.GetProperty("shard").GetInt32(), part.GetProperty("first").GetInt64(), part.GetProperty("count").GetInt64(),
            DeviceJson.Read(part.GetProperty("device")), part.GetProperty("host").GetString()!, part.Number("seconds"))),
    ];
}
