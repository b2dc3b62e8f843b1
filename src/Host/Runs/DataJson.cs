using System.Text.Json;
using GpuConcord.Host.Data;

namespace GpuConcord.Host.Runs;

/// <summary>Where a run's numbers came from, in JSON.</summary>
internal static class DataJson
{
    /// <summary>Writes a data set's members, into an object that is open: name, path, sha256; of a built-in one whether it is simulated, and its citation.</summary>
    public static void Origin(Utf8JsonWriter writer, DataSet data)
    {
        writer.WriteString("name", data.Name);
        writer.WriteString("path", data.Path);
        writer.WriteString("sha256", data.Sha256);
        if (data.Example is { } example)
        {
            writer.WriteBoolean("simulated", example.Simulated);
            writer.WriteString("citation", example.Citation);
        }
    }
}
