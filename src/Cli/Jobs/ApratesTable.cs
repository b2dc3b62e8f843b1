using System.Text.Json;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Options.Aprates;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Models;
using GpuConcord.Host.Photometry;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Catalogues;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Tables.Formats;

namespace GpuConcord.Cli.Jobs;

/// <summary><c>gpuconcord aprates TABLE</c>: streams a table through the device; files appear when they are complete.</summary>
internal static class ApratesTable
{
    /// <summary>Measures a table.</summary>
    /// <param name="asked">What to do.</param>
    /// <param name="words">The whole command line.</param>
    /// <param name="tools">What it is made of; a model may fit the counts themselves.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task RunAsync(TableRequest asked, string[] words, JobTools tools, CancellationToken cancellation)
    {
        using PendingFiles files = new(asked.Overwrite || KeptParts.MayReplace(ApratesParts.OutputOf(asked)));
        CatalogueRequest request = Writing(asked, files, tools);
        using ApratesJob job = new(asked, tools);
        DeviceRecord device = job.Device;
        using ApratesParts? parts = ApratesParts.Of(asked, job, words, tools.Terminal);
        request = parts is null ? request : request with { Parts = parts, PartEnds = parts.Ends };
        try
        {
            await WriteAsync(asked, request, files, job.Open(), device, tools, cancellation);
        }
        catch (OperationCanceledException) when (parts is not null)
        {
            await tools.Terminal.Error.WriteLineAsync(parts.Said);
            throw;
        }

        parts?.Remove();
    }

    /// <summary>Writes what <see cref="RunAsync"/> would have written of results that were computed in parts.</summary>
    /// <param name="asked">What to do.</param>
    /// <param name="kept">Files of the results, in the order of the rows.</param>
    /// <param name="parts">What they say of themselves; rows of parts that are missing are left out.</param>
    /// <param name="tools">What it is made of.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task MergeAsync(
        TableRequest asked, IReadOnlyList<string> kept, JobParts parts, JobTools tools, CancellationToken cancellation)
    {
        using PendingFiles files = new(asked.Overwrite);
        CatalogueRequest request = Writing(asked, files, tools) with
        {
            Kept = kept,
            Rows = parts.Lack is null ? null : [.. parts.Records.Select(record => (record.First, record.Count))],
        };
        await WriteAsync(asked, request, files, null, parts.Records[0].Device, tools, cancellation, parts.Lack);
    }

    /// <summary>What is asked of a table, but for what is written.</summary>
    internal static CatalogueRequest Reading(TableRequest asked, TableFormats formats) => new()
    {
        Table = asked.Table,
        Formats = formats,
        Fit = asked.FitOptions,
        Renamed = asked.Renamed,
        Roles = asked.Roles,
        Where = asked.Where,
        Confidence = asked.Confidence,
        Measure = asked.Measure,
    };

    private static CatalogueRequest Writing(TableRequest asked, PendingFiles files, JobTools tools) => Reading(asked, tools.Formats) with
    {
        Output = asked.Output is not null ? files.Opener("--output", asked.Output, asked.Skip ? PendingFiles.Several : "leave --output out to have the table on standard output")
            : asked.Json || asked.Fit is not null ? null
            : () => new Uncloseable(tools.Terminal.Output),
        OutputFormat = asked.Output is null ? tools.Formats.Text : tools.Formats.ForWriting("--output", asked.Output),
        FitFormat = asked.Fit is null ? null : tools.Formats.ForWriting("--fit", asked.Fit),
        FitTable = asked.Fit is null ? null : files.Opener("--fit", asked.Fit),
        RejectsFile = asked.Skip ? PendingFiles.Text(files.Beside("--output", asked.Output!, ".rejects.csv")) : null,
    };

    private static async Task WriteAsync(
        TableRequest asked, CatalogueRequest request, PendingFiles files, Device? device, DeviceRecord record, JobTools tools, CancellationToken cancellation,
        string? lack = null)
    {
        // Its SHA-256 is known when it was read, which is when the outputs are written.
        request = request with { Provenance = RunProvenance.Of(PrintVersion.Version, [new DataOrigin(asked.Table, asked.Table, "")], null, record, lack) };
        CatalogueReport report;
        await using (IProgressDisplay progress = ProgressDisplay.For(tools.Terminal, asked.Quiet))
        {
            progress.Begin(Path.GetFileName(asked.Table));
            report = await CatalogueRun.RunAsync(request, device, new Share(progress), cancellation);
        }

        files.Complete();
        IReadOnlyList<string> notes = [.. asked.Notes, .. report.Notes, .. Faint(report, asked, tools.Models.OfCounts) is { } faint ? (string[])[faint] : []];
        if (asked.Json)
        {
            WriteJson(report, lack is null ? notes : [lack, .. notes], record, request.Measure, tools.Terminal.Output);
        }

        if (!asked.Quiet)
        {
            Note(report, notes, asked.Output, asked.Fit, request.Measure.Hardness is not null, tools.Terminal.Error);
        }
    }

    /// <summary>That the table for the fit misleads about faint sources, and what does not; null where there are none, or no model fits counts.</summary>
    private static string? Faint(CatalogueReport report, TableRequest asked, ModelKind? ofCounts)
    {
        if (report.FaintForFit == 0 || ofCounts is null)
        {
            return null;
        }

        string names = asked.Renamed.Count > 0 || asked.FitOptions.Instrument is not null ? ", once its columns have aprates' names and one is called instrument" : "";
        return $"{report.FaintForFit} of {report.Rows} sources have fewer than {CatalogueReport.FewCounts} net counts: a mean and a standard deviation of ln S do not "
            + $"describe them, and a fit of those is biased; gpuconcord fit {asked.Table} {string.Join(' ', ofCounts.Words)} fits the counts themselves{names}";
    }

    private static void Note(CatalogueReport report, IReadOnlyList<string> notes, string? output, string? fit, bool hardness, TextWriter writer)
    {
        foreach (string note in notes)
        {
            writer.WriteLine($"note: {note}");
        }

        writer.WriteLine(
            $"{report.Rows} sources in {report.TotalSeconds:F2} s (reading {report.ReadSeconds:F2} s, computing {report.ComputeSeconds:F2} s, writing {report.WriteSeconds:F2} "
                + "s, side by side)"
            + (hardness ? "" : $"; mode at 0: {report.ModeAtZero}, interval reaches 0: {report.ReachesZero}"));
        if (report.Alike > 0)
        {
            writer.WriteLine(
                $"note: {report.Alike} of the sources have apertures that cannot tell source from background (column apertures_alike): alpha·A_b/A_s is too near beta "
                    + "for their counts, which say no more than that the source has at most all of them");
        }

        if (report.Rejected > 0)
        {
            writer.WriteLine($"{report.Rejected} {(report.Rejected == 1 ? "row" : "rows")} at fault, with reasons: {output}.rejects.csv");
        }

        if (fit is not null)
        {
            string orAlike = report.Alike > 0 ? ", or of apertures that cannot tell them from background," : "";
            writer.WriteLine($"{report.LeftOutOfFit} sources of mode 0{orAlike} left out of {fit}: 0 has no logarithm. Next: gpuconcord fit {fit}");
        }
    }

    private static void WriteJson(CatalogueReport report, IReadOnlyList<string> notes, DeviceRecord device, PhotometryRequest measure, Stream stream)
    {
        using Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        writer.WriteStartObject("device");
        DeviceJson.Identity(writer, device);
        writer.WriteString("reason", device.Reason);
        writer.WriteEndObject();
        writer.WriteString("method", measure.Ciao is null ? "exact" : "ciao");
        writer.WriteBoolean("hardness", measure.Hardness is not null);
        writer.WriteNumber("rows", report.Rows);
        writer.WriteNumber("rejected", report.Rejected);
        writer.WriteStartArray("quantities");
        foreach (ApertureQuantity quantity in report.Quantities)
        {
            writer.WriteStringValue(quantity.Name());
        }

        writer.WriteEndArray();
        if (measure.Hardness is null)
        {
            writer.WriteStartObject("flags");
            writer.WriteNumber("mode_at_zero", report.ModeAtZero);
            writer.WriteNumber("interval_reaches_zero", report.ReachesZero);
            writer.WriteNumber("apertures_alike", report.Alike);
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
        foreach (string note in notes)
        {
            writer.WriteStringValue(note);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        stream.WriteByte((byte)'\n');
    }

    /// <summary>The share of the table that is done, as the display takes it.</summary>
    internal sealed class Share(IProgressDisplay display) : IProgress<double>
    {
        public void Report(double value) => display.Report(new FitProgress("measuring", value));
    }
}
