using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Options;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Data;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables.Formats;

namespace GpuConcord.Cli.Commands;

/// <summary><c>gpuconcord examples</c>: lists the built-in data sets, describes one, or copies its table and priors out.</summary>
internal static class ExamplesCommand
{
    /// <summary>Examples for its help.</summary>
    public static readonly CommandExample[] Examples =
    [
        new("gpuconcord examples", "what there is"),
        new("gpuconcord examples epic-hmxb", "what it is, what to cite, what to beware of"),
        new("gpuconcord examples epic-hmxb --output epic.csv", "its table, as a pattern for your own, and its priors: epic-priors.csv"),
    ];

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        Argument<string?> name = new("NAME") { Description = "one of them; all when left out", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> output = new("--output", "-o") { Description = "Write its table to this file, and its priors beside it, to NAME-priors.csv.", HelpName = "FILE" };
        Option<bool> overwrite = new("--overwrite") { Description = "Replace those files when they exist." };
        Option<bool> json = OutputOptions.JsonOption();
        Command command = new("examples", "List the data sets inside the program, describe one, or copy its table and priors out.") { name, output, overwrite, json };
        command.SetAction(parsed =>
        {
            Example? example = parsed.GetValue(name) is { } wanted ? Find(wanted) : null;
            if (parsed.GetValue(output) is { } file)
            {
                Copy(example ?? throw new UsageException($"--output: found without a name, expected one of {Names()} before it; write gpuconcord examples NAME --output {file}"),
                    file, parsed.GetValue(overwrite), terminal);
            }
            else if (parsed.GetValue(json))
            {
                WriteJson(example is null ? Host.Data.Examples.All : [example], terminal.Output);
            }
            else if (example is not null)
            {
                Describe(example, new Page(terminal));
            }
            else
            {
                List(new Page(terminal));
            }
        });
        return command;
    }

    private static Example Find(string name)
    {
        IEnumerable<string> names = Host.Data.Examples.All.Select(example => example.Name);
        return Host.Data.Examples.Find(name)
            ?? throw new UsageException($"{name}: found no such data set, expected one of {Names()}; {DidYouMean.Advice(name, names, "see gpuconcord examples")}");
    }

    private static string Names() => string.Join(", ", Host.Data.Examples.All.Select(example => example.Name));

    private static void List(Page page)
    {
        page.Line("A published catalogue:  gpuconcord fit 4xmm.fits --profile 4xmm   (gpuconcord profiles lists those that are known)");
        page.Line("A table of yours:       gpuconcord fit table.csv                  (or FITS, VOTable, ECSV, Parquet)");
        page.Line("To try it out, there is inside the program:");
        page.Blank();
        page.Table(
            ["name", "data", "shape"],
            Host.Data.Examples.All.Select(example => (string[])[example.Name, example.Simulated ? "simulated" : "real", Shape(example)]),
            textColumns: 3);
        foreach (Example example in Host.Data.Examples.All)
        {
            page.Blank();
            page.Heading(example.Name);
            page.Paragraph(example.Title, "  ");
            page.Paragraph(example.Citation, "  cite: ");
        }
        page.Blank();
        page.Line("Fit one:    gpuconcord fit NAME");
        page.Line("About one:  gpuconcord examples NAME");
        page.Line("Its table:  gpuconcord examples NAME --output FILE");
    }

    private static void Describe(Example example, Page page)
    {
        page.Heading($"{example.Name}: {example.Title}");
        page.Paragraph(example.Description, "  ");
        page.Paragraph(example.Citation, "  cite:   ");
        page.Paragraph(Shape(example), "  shape:  ");
        page.Paragraph($"tau {example.Priors.Tau}, alpha {example.Priors.Alpha}, beta {example.Priors.Beta}", "  priors: ");
        page.Paragraph($"gpuconcord fit {example.Name}", "  fit:    ");
    }

    private static string Shape(Example example)
    {
        IReadOnlyList<Observations> bands = TableReader.Read(example.Name).Bands;
        int[] sources = bands.Select(band => band.SourceCount).Distinct().ToArray();
        return $"{bands[0].InstrumentCount} instruments × {(sources.Length == 1 ? $"{sources[0]}" : $"{sources.Min()}–{sources.Max()}")} sources"
            + (bands.Count > 1 ? $", {bands.Count} bands" : "");
    }

    private static void Copy(Example example, string file, bool overwrite, Terminal terminal)
    {
        if (TableFormats.Standard.ForWriting("--output", file) != TableFormats.Standard.Text)
        {
            throw new UsageException($"--output: found {file}, expected a name that ends in .csv; an example is copied out as it is, in CSV");
        }

        using PendingFiles pending = new(overwrite);
        string priors = PriorsBeside(file);
        using (Stream from = example.Open())
        using (Stream to = pending.Opener("--output", file, PendingFiles.Several)())
        {
            from.CopyTo(to);
        }

        using (TextWriter to = PendingFiles.Text(pending.Opener("--output", priors))())
        {
            WritePriors(example, to);
        }

        pending.Complete();
        terminal.Error.WriteLine($"Wrote {file} and {priors}. Fit it as the built-in set is fitted: gpuconcord fit {Word(file)} --priors {Word(priors)}");
    }

    /// <summary>DIR/NAME-priors.csv beside DIR/NAME.csv.</summary>
    private static string PriorsBeside(string file) => Path.Combine(Path.GetDirectoryName(file) ?? "", $"{Path.GetFileNameWithoutExtension(file)}-priors.csv");

    private static string Word(string file) => file.Contains(' ', StringComparison.Ordinal) ? $"'{file}'" : file;

    private static void WritePriors(Example example, TextWriter to)
    {
        (double tau, double alpha, double beta) = example.Priors;
        to.WriteLine("instrument,tau,alpha,beta");
        foreach (string instrument in TableReader.Read(example.Name).Instruments)
        {
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{instrument},{tau:R},{alpha:R},{beta:R}"));
        }
    }

    private static void WriteJson(IReadOnlyList<Example> examples, Stream stream)
    {
        using (Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("examples");
            foreach (Example example in examples)
            {
                writer.WriteStartObject();
                writer.WriteString("name", example.Name);
                writer.WriteString("title", example.Title);
                writer.WriteString("description", example.Description);
                writer.WriteString("citation", example.Citation);
                writer.WriteBoolean("simulated", example.Simulated);
                writer.WriteNumber("tau", example.Priors.Tau);
                writer.WriteNumber("alpha", example.Priors.Alpha);
                writer.WriteNumber("beta", example.Priors.Beta);
                writer.WriteStartArray("bands");
                foreach (Observations band in TableReader.Read(example.Name).Bands)
                {
                    writer.WriteStartObject();
                    writer.WriteString("band", band.Band);
                    writer.WriteNumber("instruments", band.InstrumentCount);
                    writer.WriteNumber("sources", band.SourceCount);
                    writer.WriteNumber("observations", band.Count);
                    writer.WriteEndObject();
                }
                writer.WriteEndArray();
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        stream.WriteByte((byte)'\n');
    }
}
