using System.CommandLine;
using System.Globalization;
using GpuConcord.Cli.Explanations;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Figures;
using GpuConcord.Host.Models.Catalogue;
using GpuConcord.Host.Report;
using GpuConcord.Host.Report.Sweeps;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Host.Runs.Sweeps;
using GpuConcord.Host.Tables.Formats;

namespace GpuConcord.Cli.Commands;

/// <summary><c>gpuconcord report</c>: figures and report of a run that <c>fit --output</c> or <c>sweep --output</c> wrote; nothing is drawn anew.</summary>
internal static class ReportCommand
{
    /// <summary>Examples for its help.</summary>
    public static readonly CommandExample[] Examples =
    [
        new("gpuconcord report results", "results/report.html and results/figures/*.svg, from the folder of fit --output results"),
        new("gpuconcord report results --sensitivity", "and how much each area owes to the priors, from the draws in that folder"),
        new("gpuconcord report results --by MJD_START", "and residuals against a column of the table that was fitted"),
        new("gpuconcord report robust --beside plain --figure outliers.svg", "one figure of two runs of the same data: areas side by side, and what does not fit"),
    ];

    /// <summary>The command.</summary>
    /// <param name="terminal">Where to print.</param>
    /// <param name="models">The models that runs may be of.</param>
    /// <param name="formats">The formats of tables.</param>
    public static Command Create(Terminal terminal, ModelCatalogue models, TableFormats formats)
    {
        Argument<string> folder = new("RUN") { Description = "the folder of a run: what fit --output or sweep --output wrote" };
        Option<bool> sensitivity = new("--sensitivity") { Description = "Say how much each B and sigma owes to priors and data, from the draws on disk (as fit --sensitivity)." };
        Option<bool> overwrite = new("--overwrite") { Description = "Replace an earlier report." };
        Option<bool> quiet = new("--quiet") { Description = "Say nothing." };
        Option<string?> beside = new("--beside")
        {
            Description = "Another run of the same data: draw the areas of both in one figure, above the map of outliers of RUN. Takes "
            + "--figure.",
            HelpName = "RUN2"
        };
        Option<string?> figure = new("--figure") { Description = "The SVG file that --beside writes.", HelpName = "FILE" };
        Command command = new("report", "Draw the figures of a finished run and put them into one page (HTML) that prints well.") { folder, sensitivity, beside, figure,
            overwrite, quiet };
        SourceColumnOptions by = new(formats, "Draw residuals against a column of numbers, as a date or an off-axis angle.");
        by.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            string path = parsed.GetRequiredValue(folder);
            if (RunKind.Of(path) == RunKind.Sweep)
            {
                by.RequireNone(parsed, $"the sweep in {path}");
            }

            switch (parsed.GetValue(beside), parsed.GetValue(figure))
            {
                case ({ } other, { } file):
                    by.RequireNone(parsed, "--beside");
                    return BesideAsync(path, other, file, parsed.GetValue(overwrite), parsed.GetValue(quiet), terminal, models, cancellation);
                case (null, null):
                    return PageAsync(
                        path, parsed.GetValue(sensitivity), run => by.Read(parsed, run), parsed.GetValue(overwrite), parsed.GetValue(quiet), terminal, models, cancellation);
                case (null, _):
                    throw new UsageException("--figure: found without --beside; add --beside RUN2, the run to compare with, or leave it out");
                default:
                    throw new UsageException("--beside: found without --figure; add --figure FILE.svg, the file to write");
            }
        });
        return command;
    }

    private static async Task<int> PageAsync(
        string path, bool sensitivity, Func<FitRun, IReadOnlyList<NamedColumn>> columns, bool overwrite, bool quiet, Terminal terminal, ModelCatalogue models,
        CancellationToken cancellation)
    {
        ReportFiles.RequireFree(path, overwrite);
        RunKind? kind = RunKind.Of(path);
        if (kind == RunKind.Sbc)
        {
            throw DataException.In(path, "a run of gpuconcord sbc", "one of gpuconcord fit or sweep", $"{RankDifferences.FileName} there is its figure already");
        }

        IReadOnlyList<OutputFile> files;
        if (kind == RunKind.Sweep)
        {
            files = SweepPage.Add(await SweepAsync(path, sensitivity, models, cancellation), path, overwrite);
        }
        else
        {
            FitRun run = await RunAsync(path, sensitivity, models, cancellation);
            files = ReportFiles.Add(run, path, overwrite, [.. columns(run).Select(column => Numbers(column))]);
        }

        if (!quiet)
        {
            await terminal.Error.WriteLineAsync($"Wrote {Path.Combine(path, ReportFiles.Page)} and {files.Count - 1} figures beside it.");
        }

        return ExitCode.Success;
    }

    /// <summary>A column as numbers.</summary>
    /// <exception cref="UsageException">It holds words.</exception>
    private static NumberOfSource Numbers(NamedColumn column)
    {
        Dictionary<string, double> numbers = new(StringComparer.Ordinal);
        foreach ((string source, string entry) in column.Entries)
        {
            numbers[source] = entry.Length == 0 ? double.NaN : double.TryParse(entry, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number
                : throw new UsageException($"--by: found {column.Name} with '{entry}' in it, expected a column of numbers; gpuconcord explain RUN INSTRUMENT --by sorts by words");
        }

        return new NumberOfSource(column.Name, numbers);
    }

    private static async Task<FitRun> RunAsync(string path, bool sensitivity, ModelCatalogue models, CancellationToken cancellation)
    {
        FitRun run = await RunFolder.ReadAsync(path, PrintVersion.Version, models, cancellation);
        return sensitivity ? SensitivitySection.Complete(run, cancellation) : run;
    }

    private static Task<SweepRun> SweepAsync(string path, bool sensitivity, ModelCatalogue models, CancellationToken cancellation) => sensitivity
        ? throw new UsageException($"--sensitivity: found with the sweep in {path}, expected a run of gpuconcord fit; a sweep keeps no draws, and shows what other priors do "
            + "itself. Leave it out")
        : SweepFolder.ReadAsync(path, PrintVersion.Version, models, cancellation);

    private static async Task<int> BesideAsync(string path, string other, string file, bool overwrite, bool quiet, Terminal terminal, ModelCatalogue models,
        CancellationToken cancellation)
    {
        using PendingFiles files = new(overwrite);
        Func<Stream> open = files.Opener("--figure", file);
        FitRun run = await RunFolder.ReadAsync(path, PrintVersion.Version, models, cancellation);
        Figure figure = RunsBeside.Of(run, await RunFolder.ReadAsync(other, PrintVersion.Version, models, cancellation));
        using (Stream stream = open())
        {
            ReportFiles.WriteSvg(figure, stream);
        }

        files.Complete();
        if (!quiet)
        {
            await terminal.Error.WriteLineAsync($"Wrote {file}.");
        }

        return ExitCode.Success;
    }
}
