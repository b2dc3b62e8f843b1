using System.CommandLine;
using GpuConcord.Cli.Explanations;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Options;
using GpuConcord.Cli.Pages;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Explanations;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models.Catalogue;
using GpuConcord.Host.Report;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Tables.Formats;

namespace GpuConcord.Cli.Commands;

/// <summary><c>gpuconcord explain</c>: which sources an instrument's area owes its offset to, from the draws of a finished fit.</summary>
internal static class ExplainCommand
{
    private const int Usual = 10;

    /// <summary>Examples for its help.</summary>
    public static readonly CommandExample[] Examples =
    [
        new("gpuconcord explain results pn", "who drives pn's offset, in every band: single sources, and faint against bright ones"),
        new("gpuconcord explain results pn --band 2.0-4.5 --figure pn.svg", "one band, and a figure of it"),
        new("gpuconcord explain results pn --by MJD_START", "does the offset depend on a column of the table that was fitted"),
        new("gpuconcord explain results pn --by class --table classes.csv", "or of another that names the sources"),
    ];

    /// <summary>The command.</summary>
    /// <param name="terminal">Where to print.</param>
    /// <param name="models">The models that runs may be of.</param>
    /// <param name="formats">The formats of tables.</param>
    public static Command Create(Terminal terminal, ModelCatalogue models, TableFormats formats)
    {
        Argument<string> folder = new("RUN") { Description = "the folder of a finished fit" };
        Argument<string> instrument = new("INSTRUMENT") { Description = "one of its instruments" };
        Option<string?> band = new("--band") { Description = "One band of several.", HelpName = "BAND" };
        SourceColumnOptions by = new(formats, "Sort sources by a column, and say whether the offset depends on it: quarters of a column of numbers, else one group a value.");
        Option<string?> figure = new("--figure") { Description = "An SVG file to draw it in; of several bands, name one with --band.", HelpName = "FILE" };
        Option<int> most = Declare.Whole("--most", Usual, 0, "it counts", "How many sources to list.");
        Option<bool> overwrite = Declare.Flag("--overwrite", "Replace an earlier figure.");
        Option<bool> json = OutputOptions.JsonOption();
        Command command = new("explain", "Say which sources, and what kind of sources, an instrument's offset comes from.")
        {
            folder, instrument, band, figure, most, json, overwrite,
        };
        by.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            string path = parsed.GetRequiredValue(folder);
            using PendingFiles files = new(parsed.GetValue(overwrite));
            Func<Stream>? open = parsed.GetValue(figure) is { } file ? files.Opener("--figure", file) : null;
            FitRun run = await RunFolder.ReadAsync(path, PrintVersion.Version, models, cancellation);
            Fit[] fits = Chosen(run, path, parsed.GetRequiredValue(instrument), parsed.GetValue(band), open is not null);
            IReadOnlyList<NamedColumn> columns = by.Read(parsed, run);
            List<AreaExplanation> found = [];
            await using (IProgressDisplay progress = ProgressDisplay.For(terminal, parsed.GetValue(json)))
            {
                foreach (Fit fit in fits)
                {
                    progress.Begin(fit.Observations.Band ?? run.Data.Name);
                    found.Add(AreaExplanation.Of(
                        fit, Array.IndexOf(fit.Observations.Instruments, parsed.GetRequiredValue(instrument)), Groupings(fit, columns),
                        share => progress.Report(new FitProgress("sources", share)), cancellation));
                }
            }

            if (parsed.GetValue(json))
            {
                ExplanationJson.Write(path, found, terminal.Output);
            }
            else
            {
                Write(found, parsed.GetValue(most), new Page(terminal));
            }

            if (open is not null)
            {
                using (Stream stream = open())
                {
                    ReportFiles.WriteSvg(ExplanationFigure.Of(fits[0], found[0]), stream);
                }

                files.Complete();
                await terminal.Error.WriteLineAsync($"Wrote {parsed.GetValue(figure)}.");
            }
        });
        return command;
    }

    private static void Write(List<AreaExplanation> found, int listed, Page page)
    {
        if (found.Count > 1)
        {
            page.Table(
                ["band", "n", "area, % [95 %]", "most changed without"],
                found.Select(own => (string[])
                [
                    own.Band ?? "", $"{own.Seen}",
                    ExplanationPage.Cell(own.All),
                    own.Sources.FirstOrDefault(source => source.Without.IsSeen)?.Name ?? Figures.None,
                ]));
            page.Blank();
        }

        foreach (AreaExplanation explanation in found)
        {
            ExplanationPage.Write(explanation, listed, page);
        }

        ExplanationPage.WriteKey(page);
    }

    /// <summary>The bands that have the instrument, or the one that was asked for.</summary>
    private static Fit[] Chosen(FitRun run, string path, string instrument, string? band, bool one)
    {
        Fit[] having = [.. run.Fits.Where(fit => fit.Observations.Instruments.Contains(instrument, StringComparer.Ordinal))];
        if (having.Length == 0)
        {
            throw new UsageException($"INSTRUMENT: found {instrument}, expected one of the instruments of {path}; "
                + DidYouMean.Advice(instrument, run.Instruments, $"they are {string.Join(", ", run.Instruments)}"));
        }

        string[] bands = [.. having.Select(fit => fit.Observations.Band ?? "")];
        Fit[] chosen = band is null ? having : [.. having.Where(fit => band.Equals(fit.Observations.Band, StringComparison.Ordinal))];
        return chosen.Length == 0
            ? throw new UsageException($"--band: found {band}, expected {(bands is [""] ? $"no band: {path} has none" : $"one of {string.Join(", ", bands)}")}")
            : one && chosen.Length > 1
                ? throw new UsageException($"--figure: found {chosen.Length} bands, expected one; add --band, one of {string.Join(", ", bands)}")
                : chosen;
    }

    private static SourceGrouping[] Groupings(Fit fit, IReadOnlyList<NamedColumn> columns) =>
    [
        .. columns.Select(column => SourceGrouping.By(column.Name, Array.ConvertAll(fit.Observations.Sources, source => column.Entries[source])) ?? throw new UsageException(
            $"--by: found {column.Name}, which is the same, or unknown, for (nearly) all sources, expected a column that sorts them into groups")),
    ];
}
