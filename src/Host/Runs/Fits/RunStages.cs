using System.Diagnostics;
using System.Text.Json;
using GpuConcord.Host.Json;

namespace GpuConcord.Host.Runs.Fits;

/// <summary>Wall seconds of a whole run by stage, all bands together, and the most memory it held: what a benchmark reads from run.json.</summary>
/// <param name="Read">Reading and validating the table.</param>
/// <param name="WarmUp">Sufficient statistics, starting points and warm-up.</param>
/// <param name="Sampling">Kept draws.</param>
/// <param name="Summary">Fluxes, summaries and diagnostics.</param>
/// <param name="Writing">Writing every file but run.json.</param>
/// <param name="PeakMemoryBytes">Most physical memory the process held so far.</param>
public readonly record struct RunStages(double Read, double WarmUp, double Sampling, double Summary, double Writing, long PeakMemoryBytes)
{
    /// <summary>The stages of a run whose files took <paramref name="writeSeconds"/> to write; the memory is that of this process, now.</summary>
    public static RunStages Of(FitRun run, double writeSeconds)
    {
        ArgumentNullException.ThrowIfNull(run);

        using Process process = Process.GetCurrentProcess();
        return new RunStages(
            run.ReadSeconds,
            run.Fits.Sum(fit => fit.Timing.WarmUp),
            run.Fits.Sum(fit => fit.Timing.Sampling),
            run.Fits.Sum(fit => fit.Timing.Summary),
            writeSeconds,
            process.PeakWorkingSet64);
    }

    /// <summary>Writes the members <c>stages</c> and <c>peak_memory_bytes</c>.</summary>
    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("stages");
        writer.Number("read_s", Read);
        writer.Number("warmup_s", WarmUp);
        writer.Number("sampling_s", Sampling);
        writer.Number("summary_s", Summary);
        writer.Number("write_s", Writing);
        writer.WriteEndObject();
        writer.WriteNumber("peak_memory_bytes", PeakMemoryBytes);
    }

    /// <summary>Reads them back from run.json.</summary>
    internal static RunStages Parse(JsonElement run)
    {
        JsonElement stages = run.GetProperty("stages");
        return new RunStages(
            stages.Number("read_s"), stages.Number("warmup_s"), stages.Number("sampling_s"), stages.Number("summary_s"), stages.Number("write_s"),
            run.GetProperty("peak_memory_bytes").GetInt64());
    }
}
