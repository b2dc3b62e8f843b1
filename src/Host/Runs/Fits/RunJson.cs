using System.Text.Json;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Json;

namespace GpuConcord.Host.Runs.Fits;

/// <summary>A run as one JSON object: all of it for another program, or without the fluxes as the record beside output files.</summary>
public static class RunJson
{
    /// <summary>Writes the whole run, every source's flux included. Memory does not grow with the number of sources.</summary>
    /// <param name="run">The run.</param>
    /// <param name="stream">Where to; left open. Ends with a line feed.</param>
    public static void WriteAll(FitRun run, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(stream);
        using (Utf8JsonWriter writer = new(stream, JsonValues.Compact))
        {
            writer.WriteStartObject();
            Common(writer, run, fluxes: true);
            writer.WriteEndObject();
        }
        stream.WriteByte((byte)'\n');
    }

    /// <summary>Writes run.json: what was run, on what, with which result, and the files it made.</summary>
    /// <param name="run">The run.</param>
    /// <param name="stages">What took how long, and how much memory.</param>
    /// <param name="files">The files beside it.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void WriteManifest(FitRun run, RunStages stages, IReadOnlyList<OutputFile> files, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(files);
        using (Utf8JsonWriter writer = new(stream, JsonValues.Indented))
        {
            writer.WriteStartObject();
            writer.WriteString("program", "gpuconcord");
            writer.Strings("arguments", run.Arguments);
            writer.WriteString("started", run.Started.ToString("yyyy-MM-dd'T'HH:mm:ssK"));
            writer.WriteNumber("processor_count", run.Machine.Processors);
            writer.WriteString("runtime", run.Machine.Runtime);
            writer.WriteString("system", run.Machine.System);
            stages.Write(writer);
            Common(writer, run, fluxes: false);
            writer.Parts(run.Parts);
            writer.Outputs(files);
            writer.WriteEndObject();
        }
        stream.WriteByte((byte)'\n');
    }

    private static void Common(Utf8JsonWriter writer, FitRun run, bool fluxes)
    {
        writer.WriteString("version", run.Version);
        DeviceJson.Whole(writer, run.Device, memory: true);
        writer.WriteNumber("seed", run.Seed);
        writer.WriteStartObject("data");
        DataJson.Origin(writer, run.Data);
        writer.WriteEndObject();
        writer.Strings("notes", run.Notes);
        writer.WriteStartArray("fits");
        foreach (Fit fit in run.Fits)
        {
            FitJson.Write(writer, fit, run.ReadSeconds, fluxes);
        }

        writer.WriteEndArray();
    }
}
