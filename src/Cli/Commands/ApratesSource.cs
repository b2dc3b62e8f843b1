using System.Globalization;
using System.Text.Json;
using GpuConcord.Cli.Options.Aprates;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Photometry;
using GpuConcord.Host.Photometry.Apertures;

namespace GpuConcord.Cli.Commands;

/// <summary><c>gpuconcord aprates name=value …</c>: one source, to a parameter file, or to standard output without one.</summary>
internal static class ApratesSource
{
    /// <summary>Measures and prints.</summary>
    public static void Run(SourceRequest request, Terminal terminal, Func<DeviceChoice, Device> open)
    {
        (SourceWords words, bool json, DeviceChoice choice, IReadOnlyList<string> notes) = request;
        foreach (string note in notes)
        {
            terminal.Error.WriteLine($"note: {note}");
        }

        using Device device = open(choice);
        using Photometer photometer = new(device, new PhotometryRequest { Quantities = ApertureQuantities.All, Ciao = words.Rule });
        PosteriorSummary[] summaries = [.. ApertureQuantities.All.Select(quantity => photometer.Measure(words.Source, quantity))];
        string method = words.Rule is null ? "exact" : "ciao";
        if (double.IsNaN(summaries[0].Mode))
        {
            terminal.Error.WriteLine($"{(words.Source.N + words.Source.M == 0.0
                ? "no counts in either aperture: sigma is 0 and CIAO's method has no grid"
                : "apertures that cannot tell source from background: sigma is far above all counts and CIAO's method has no grid")}, every result is INDEF; --method exact "
                    + "has an answer");
        }

        if (words.OutFile is { } file)
        {
            // Whether it may be replaced was asked when the words were read.
            using PendingFiles files = new(overwrite: true);
            using (TextWriter writer = PendingFiles.Text(files.Opener("outfile", file))())
            {
                ParameterFile.Write(writer, ApertureParameterFile.Lines(words.Source, summaries, method));
            }

            files.Complete();
        }
        if (json)
        {
            WriteJson(words, summaries, method, terminal.Output);
        }
        else if (words.OutFile is null)
        {
            Print(words, summaries, new Page(terminal));
        }
    }

    private static void Print(SourceWords words, PosteriorSummary[] summaries, Page page)
    {
        page.Table(
            ["quantity", "unit", "mode", $"{100 * words.Source.Confidence:G6} % from", "to"],
            words.Quantities.Select(quantity => (quantity, summaries[(int)quantity])).Select(pair => (string[])
                [pair.quantity.Name(), pair.quantity.Unit(), Text(pair.Item2.Mode), Text(pair.Item2.Low), Text(pair.Item2.High)]),
            textColumns: 2);
        if (words.Source.Alike)
        {
            page.Paragraph(
                "The apertures cannot tell source from background: alpha·A_b/A_s is too near beta for these counts, which say no more than that the source has at most "
                    + "all of them.",
                alarming: true);
        }

        if (summaries[0].ModeAtZero && !double.IsNaN(summaries[0].Mode))
        {
            page.Paragraph("The most probable intensity is 0: there is no lower end, and the upper one is a credible bound.");
        }
        else if (summaries[0].ReachesZero)
        {
            page.Paragraph("The interval reaches 0: its upper end is a credible bound.");
        }
    }

    private static void WriteJson(SourceWords words, PosteriorSummary[] summaries, string method, Stream stream)
    {
        using Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        writer.WriteString("method", method);
        writer.WriteNumber("conf", words.Source.Confidence);
        foreach (ApertureQuantity quantity in words.Quantities)
        {
            string name = quantity.Name();
            int q = (int)quantity;
            foreach ((string key, double value) in (ReadOnlySpan<(string, double)>)[(name, summaries[q].Mode), ($"{name}_err_lo", summaries[q].Low),
                ($"{name}_err_up", summaries[q].High)])
            {
                if (double.IsNaN(value))
                {
                    writer.WriteNull(key);
                }
                else
                {
                    writer.WriteNumber(key, value);
                }
            }
        }
        writer.WriteBoolean("mode_at_zero", summaries[0].ModeAtZero);
        writer.WriteBoolean("interval_reaches_zero", summaries[0].ReachesZero);
        writer.WriteBoolean("apertures_alike", words.Source.Alike);
        writer.WriteStartObject("units");
        foreach (ApertureQuantity quantity in words.Quantities)
        {
            writer.WriteString(quantity.Name(), quantity.Unit());
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        stream.WriteByte((byte)'\n');
    }

    private static string Text(double value) => double.IsNaN(value) ? "INDEF" : value.ToString("g6", CultureInfo.InvariantCulture);
}
