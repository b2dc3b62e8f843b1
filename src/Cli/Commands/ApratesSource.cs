using System.Globalization;
using System.Text.Json;
using GpuConcord.Cli.Options;
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
        (SourceWords words, bool json, DeviceChoice choice) = request;
        using Device device = open(choice);
        using Photometer photometer = new(device, new PhotometryRequest { Quantities = ApertureQuantities.All, Ciao = words.Rule });
        PosteriorSummary[] summaries = [.. ApertureQuantities.All.Select(quantity => photometer.Measure(words.Source, quantity))];
        string method = words.Rule is null ? "exact" : "ciao";
        if (double.IsNaN(summaries[0].Mode))
        {
            terminal.Error.WriteLine("no counts in either aperture: sigma is 0 and CIAO's method has no grid, every result is INDEF; --method exact has an answer");
        }

        if (words.OutFile is { } file)
        {
            using StreamWriter writer = new(file);
            ParameterFile.Write(writer, ApertureParameterFile.Lines(words.Source, summaries, method));
        }
        if (json)
        {
            WriteJson(summaries, method, words.Source.Confidence, terminal.Output);
        }
        else if (words.OutFile is null)
        {
            Print(summaries, words.Source.Confidence, new Page(terminal));
        }
    }

    private static void Print(PosteriorSummary[] summaries, double confidence, Page page)
    {
        page.Table(
            ["quantity", "mode", $"{100 * confidence:G6} % from", "to"],
            summaries.Select((s, q) => (string[])[ApertureQuantities.All[q].Name(), Text(s.Mode), Text(s.Low), Text(s.High)]));
        if (summaries[0].ModeAtZero && !double.IsNaN(summaries[0].Mode))
        {
            page.Paragraph("The most probable intensity is 0: there is no lower end, and the upper one is a credible bound.");
        }
        else if (summaries[0].ReachesZero)
        {
            page.Paragraph("The interval reaches 0: its upper end is a credible bound.");
        }
    }

    private static void WriteJson(PosteriorSummary[] summaries, string method, double confidence, Stream stream)
    {
        using Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        writer.WriteString("method", method);
        writer.WriteNumber("conf", confidence);
        for (int q = 0; q < summaries.Length; q++)
        {
            string name = ApertureQuantities.All[q].Name();
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
        writer.WriteEndObject();
        writer.Flush();
        stream.WriteByte((byte)'\n');
    }

    private static string Text(double value) => double.IsNaN(value) ? "INDEF" : value.ToString("g6", CultureInfo.InvariantCulture);
}
