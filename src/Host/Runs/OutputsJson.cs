using System.Text.Json;

namespace GpuConcord.Host.Runs;

/// <summary>The files of a run in its run.json.</summary>
internal static class OutputsJson
{
    /// <summary>The property <c>outputs</c>: the files of a run, to be checked against.</summary>
    public static void Outputs(this Utf8JsonWriter writer, IEnumerable<OutputFile> files)
    {
        writer.WriteStartArray("outputs");
        foreach (OutputFile file in files)
        {
            writer.WriteStartObject();
            writer.WriteString("name", file.Name);
            writer.WriteNumber("bytes", file.Bytes);
            writer.WriteString("sha256", file.Sha256);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }
}
