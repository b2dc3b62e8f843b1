using System.Text.Json;
using GpuConcord.Host.Runs.Fits;

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
}
