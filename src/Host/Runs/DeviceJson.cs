using System.Text.Json;
using GpuConcord.Host.Json;

namespace GpuConcord.Host.Runs;

/// <summary>The device in every JSON object of the program begins alike.</summary>
public static class DeviceJson
{
    /// <summary>Writes which device it was, into an object that is open: kind, name, driver, lane_width.</summary>
    public static void Identity(Utf8JsonWriter writer, DeviceRecord device)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(device);
        writer.WriteString("kind", device.Kind);
        writer.WriteString("name", device.Name);
        writer.WriteString("driver", device.Driver);
        writer.WriteNumber("lane_width", device.LaneWidth);
    }

    /// <summary>Writes what a run records of its device besides, into the same object: units, memory_bytes where it is known, reason, measured_gflops.</summary>
    internal static void Whole(Utf8JsonWriter writer, DeviceRecord device, bool memory)
    {
        writer.WriteStartObject("device");
        Identity(writer, device);
        writer.WriteNumber("units", device.Units);
        if (memory)
        {
            writer.WriteNumber("memory_bytes", device.MemoryBytes);
        }

        writer.WriteString("reason", device.Reason);
        writer.Number("measured_gflops", device.Gigaflops ?? double.NaN);
        writer.WriteEndObject();
    }

    /// <summary>Reads the object back; what a command does not record is 0 or empty.</summary>
    internal static DeviceRecord Read(JsonElement json) => new(
        json.GetProperty("kind").GetString()!, json.GetProperty("name").GetString()!, json.GetProperty("driver").GetString()!,
        json.GetProperty("lane_width").GetInt32(),
        json.TryGetProperty("units", out JsonElement units) ? units.GetInt32() : 0,
        json.TryGetProperty("memory_bytes", out JsonElement memory) ? memory.GetInt64() : 0,
        json.TryGetProperty("reason", out JsonElement reason) ? reason.GetString()! : "")
    {
        Gigaflops = json.TryGetProperty("measured_gflops", out JsonElement speed) && speed.ValueKind is JsonValueKind.Number ? speed.GetDouble() : null,
    };
}
