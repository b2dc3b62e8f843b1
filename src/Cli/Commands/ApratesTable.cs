using System.CommandLine;
using System.Text.Json;
using GpuConcord.Cli.Options;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Photometry;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Catalogues;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Tables.Formats;

namespace GpuConcord.Cli.Commands;

/// <summary><c>gpuconcord aprates TABLE</c>: streams a table through the device; files appear when they are complete.</summary>
internal static class ApratesTable
{
    /// <summary>Measures a table.</summary>
    public static async Task RunAsync(
        string table, ApratesArguments arguments, ParseResult parsed, Terminal terminal, TableFormats formats, Func<DeviceChoice, Device> open,
        CancellationToken cancellation)
    {
        string? output = parsed.GetValue(arguments.Output), fit = parsed.GetValue(arguments.Fit);
        var (json, quiet, skip) = (parsed.GetValue(arguments.Json), parsed.GetValue(arguments.Quiet), arguments.Skips(parsed));
        if (skip && output is null)
            throw new UsageException("--on-error: found skip without --output, expected both; the rejects file is named after the output");
        var quantity = parsed.GetValue(arguments.Hardness) ? null : parsed.GetValue(arguments.Quantity)?.Name();
        if (fit is null && (parsed.GetValue(arguments.Instrument) ?? quantity) is { } orphan)
            throw new UsageException($"{orphan}: found without --fit; add --fit FILE, or leave it out");
        using var files = new PendingFiles(parsed.GetValue(arguments.Overwrite));
        var request = new CatalogueRequest
        {
            Table = table,
            Output = output is not null ? files.Opener("--output", output) : json || fit is not null ? null : () => new Uncloseable(terminal.Output),
            Formats = formats,
            OutputFormat = output is null ? formats.Text : formats.ByName(output),
            FitTable = fit is null ? null : files.Opener("--fit", fit),
            Fit = new FitTableOptions(parsed.GetValue(arguments.Instrument), parsed.GetValue(arguments.Quantity)),
            RejectsFile = skip ? files.TextOpener("--output", $"{output}.rejects.csv") : null,
            Renamed = arguments.Renamed(parsed),
            Confidence = parsed.GetValue(arguments.Confidence),
            Measure = arguments.Request(parsed),
        };
        using Device device = open(arguments.Devices.Read(parsed));
        CatalogueReport report;
        await using (var progress = ProgressDisplay.For(terminal, quiet))
        {
            progress.Begin(Path.GetFileName(table));
            report = await CatalogueRun.RunAsync(request, device, new Share(progress), cancellation);
        }
        files.Complete();
        if (json)
            WriteJson(report, device, request.Measure, terminal.Output);
        if (!quiet)
            Note(report, output, fit, request.Measure.Hardness is not null, terminal.Error);
    }

    private static void Note(CatalogueReport report, string? output, string? fit, bool hardness, TextWriter writer)
    {
        foreach (var note in report.Notes)
            writer.WriteLine($"note: {note}");
        writer.WriteLine(
            $"{report.Rows} sources in {report.TotalSeconds:F2} s (reading {report.ReadSeconds:F2} s, computing {report.ComputeSeconds:F2} s, writing {report.WriteSeconds:F2} s, side by side)"
            + (hardness ? "" : $"; mode at 0: {report.ModeAtZero}, interval reaches 0: {report.ReachesZero}"));
        if (report.Rejected > 0)
            writer.WriteLine($"{report.Rejected} {(report.Rejected == 1 ? "row" : "rows")} at fault, with reasons: {output}.rejects.csv");
        if (fit is not null)
            writer.WriteLine($"{report.LeftOutOfFit} sources of mode 0 left out of {fit}: 0 has no logarithm. Next: gpuconcord fit {fit}");
    }

    private static void WriteJson(CatalogueReport report, Device device, PhotometryRequest measure, Stream stream)
    {
        using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        writer.WriteStartObject("device");
        DeviceJson.Identity(writer, DeviceRecord.Of(device));
        writer.WriteString("reason", device.Reason);
        writer.WriteEndObject();
        writer.WriteString("method", measure.Ciao is null ? "exact" : "ciao");
        writer.WriteBoolean("hardness", measure.Hardness is not null);
        writer.WriteNumber("rows", report.Rows);
        writer.WriteNumber("rejected", report.Rejected);
        writer.WriteStartArray("quantities");
        foreach (var quantity in report.Quantities)
            writer.WriteStringValue(quantity.Name());
        writer.WriteEndArray();
        if (measure.Hardness is null)
        {
            writer.WriteStartObject("flags");
            writer.WriteNumber("mode_at_zero", report.ModeAtZero);
            writer.WriteNumber("interval_reaches_zero", report.ReachesZero);
            writer.WriteEndObject();
        }
        writer.WriteNumber("left_out_of_fit", report.LeftOutOfFit);
        writer.WriteStartObject("timing");
        writer.WriteNumber("read_s", report.ReadSeconds);
        writer.WriteNumber("compute_s", report.ComputeSeconds);
        writer.WriteNumber("write_s", report.WriteSeconds);
        writer.WriteNumber("total_s", report.TotalSeconds);
        writer.WriteEndObject();
        writer.WriteStartArray("notes");
        foreach (var note in report.Notes)
            writer.WriteStringValue(note);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        stream.WriteByte((byte)'\n');
    }

    /// <summary>The share of the table that is done, as the display takes it.</summary>
    private sealed class Share(IProgressDisplay display) : IProgress<double>
    {
        public void Report(double value) => display.Report(new FitProgress("measuring", value));
    }
}
