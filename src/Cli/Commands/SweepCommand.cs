using System.CommandLine;
using System.Diagnostics;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Options;
using GpuConcord.Cli.Pages;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Prior;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.Catalogue;
using GpuConcord.Host.Report;
using GpuConcord.Host.Report.Sweeps;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Runs.Sweeps;
using GpuConcord.Host.Sweeps;
using GpuConcord.Host.Tables.Formats;

namespace GpuConcord.Cli.Commands;

/// <summary><c>gpuconcord sweep</c>: fits tables under many priors, or without each instrument or source in turn.</summary>
internal static class SweepCommand
{
    /// <summary>Most problems of one sweep.</summary>
    private const int MostProblems = 1_000_000;

    /// <summary>Examples for its help.</summary>
    public static readonly CommandExample[] Examples =
    [
        new("gpuconcord sweep epic-hmxb --tau 0.025,0.05", "how much the answer leans on the prior: the slides' tables"),
        new("gpuconcord sweep xcal-shape --tau 0.01:0.1:0.005 --output results", "a range of tau; every number to files"),
        new("gpuconcord sweep e0102-shape --tau 0.025,0.05,0.1 --output results --report", "areas under several priors side by side: results/report.html"),
        new("gpuconcord sweep 2xmm-shape xcal-shape --tau-scale 0.5,1,2 --beta-grid 0.001,0.01", "several tables; tau and beta crossed"),
        new("gpuconcord sweep epic-hmxb --leave-one-out instruments", "which instrument decides"),
    ];

    /// <summary>The command.</summary>
    /// <param name="words">The whole command line, for the record.</param>
    /// <param name="terminal">Where to print.</param>
    /// <param name="models">The models there are: the default one is swept, or the one that fits counts where the tables give them.</param>
    /// <param name="formats">The formats of tables.</param>
    /// <param name="open">Opens the device that <c>--device</c> names.</param>
    public static Command Create(string[] words, Terminal terminal, ModelCatalogue models, TableFormats formats, Func<DeviceChoice, Device> open)
    {
        SweepArguments arguments = new(models);
        Command command = new("sweep", "Fit tables under many priors, or without each instrument or source in turn, all at once.");
        arguments.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(arguments.Read(parsed), words, terminal, formats, open, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        SweepRequest request, string[] words, Terminal terminal, TableFormats formats, Func<DeviceChoice, Device> open,
        CancellationToken cancellation)
    {
        DateTimeOffset started = terminal.Clock.GetLocalNow();
        Stopwatch watch = Stopwatch.StartNew();
        DataSet[] data = [.. request.Data.Select(name => TableReader.Read(name, request.Reading, formats))];
        request = request.For(data);
        IBatchModel model = (IBatchModel)request.Model;
        SweepProblem[] problems = Problems(request, data, model, formats, out IReadOnlyList<string> notes);
        IReadOnlyList<string> warnings = [.. SweepConflicts.Of(problems)];
        double readSeconds = watch.Elapsed.TotalSeconds;
        using Device device = open(request.Device);
        using OutputFolder? folder = request.Output.Folder is null ? null : OutputFolder.Open(request.Output.Folder, request.Output.Overwrite);
        using ReportFile? report = request.Output.Report && folder is null
            ? new ReportFile(string.Join('-', data.Select(set => set.Name)), request.Output.Overwrite, "sweep") : null;
        SweepResult result = await SweepAsync(request, model, problems, device, terminal, cancellation);
        SweepRun run = new()
        {
            Version = PrintVersion.Version,
            Arguments = words,
            Started = started,
            Data = [.. data.Select(DataOrigin.Of)],
            Device = DeviceRecord.Of(device),
            Options = request.Options,
            ReadSeconds = readSeconds,
            Model = model,
            Problems = [.. problems.Zip(result.Posteriors, SweptProblem.Of)],
            Timing = result.Timing,
            Notes = notes,
            Warnings = warnings,
        };
        if (folder is not null)
        {
            IReadOnlyList<OutputFile> files = await SweepFiles.WriteAsync(
                run, folder, cancellation, request.Output.Report ? into => SweepPage.Write(run, into) : null, request.Output.Formats);
            if (!request.Output.Quiet)
            {
                await terminal.Error.WriteLineAsync($"Wrote {files.Count + 1} files to {request.Output.Folder}; README.txt there explains "
                    + $"them{(request.Output.Report ? $", {ReportFiles.Page} shows them" : "")}.");
            }
        }
        report?.Write(stream => SweepPage.Write(run, SweepFigures.Of(run), stream));
        if (report is not null && !request.Output.Quiet)
        {
            await terminal.Error.WriteLineAsync($"Wrote {report.Name}; open it in a browser.");
        }

        if (request.Output.Json)
        {
            SweepJson.WriteAll(run, terminal.Output);
        }
        else
        {
            SweepReport.Write(run, new Page(terminal), request.Output.Folder);
        }
        if (!request.Output.Strict || run.NotConverged.Count == 0)
        {
            return ExitCode.Success;
        }

        await terminal.Error.WriteLineAsync($"Not converged: {run.NotConverged.Count} of {Figures.Of(problems.Length, "problem")}. Draw more (--warmup, --draws), or tune as a "
            + "fit does (--tuning fit).");
        return ExitCode.NotConverged;
    }

    private static SweepProblem[] Problems(SweepRequest request, DataSet[] data, IModel model, TableFormats formats, out IReadOnlyList<string> notes)
    {
        SweepGrid grid = request.Grid with
        {
            TauRows = request.TauGrid is null ? null
                : TauGridFile.Read(request.TauGrid, [.. data.SelectMany(set => set.Instruments).Distinct(StringComparer.Ordinal)], formats),
        };
        List<string> said = [.. request.Notes];
        List<SweepProblem> problems = [];
        foreach (DataSet set in data)
        {
            PriorSpecification given = PriorSpecification.Read([], [], [], request.Priors, set.Example?.Priors ?? PriorDefaults.Standard, formats);
            IReadOnlyList<Priors> priors = given.Resolve(
                set, set.Example is null && grid.Beta.Count == 0 ? band => ScatterRule.Of(model, band) : null, out IReadOnlyList<string> priorNotes);
            said.AddRange(set.Notes.Concat(priorNotes));
            said.AddRange(set.Bands.Zip(priors).Where(pair => pair.Second.Scatter is not null).Select(pair =>
                $"{set.Name}{(pair.First.Band is { } band ? $" {band}" : "")}: β = {pair.Second.Scatter!.Beta} = {pair.Second.Scatter.Origin}"));
            said.AddRange(priors.Select(prior => prior.Scatter?.Warning).OfType<string>());
            int first = problems.Count;
            foreach (SweepProblem problem in grid.Problems(set, priors, said))
            {
                if (problems.Count == MostProblems)
                {
                    throw new UsageException($"sweep: found more than {MostProblems} problems, expected at most {MostProblems}; take coarser grids, or sweep in parts");
                }

                problems.Add(problem);
            }

            // The widest τ of the sweep is what is meant to be possible.
            foreach (IGrouping<Observations, SweepProblem> band in problems.Skip(first).Where(problem => problem.LeftOut is null).GroupBy(problem => problem.Observations))
            {
                InstrumentLevels.Require(set, band.Key, [.. band.Key.Instruments.Select((_, i) => band.Max(problem => problem.Priors.Tau[i]))], given.GivesAreas);
            }
        }
        notes = [.. said.Distinct(StringComparer.Ordinal)];
        return [.. problems];
    }

    private static async Task<SweepResult> SweepAsync(
        SweepRequest request, IBatchModel model, SweepProblem[] problems, Device device, Terminal terminal, CancellationToken cancellation)
    {
        await using IProgressDisplay progress = ProgressDisplay.For(terminal, request.Output.Quiet);
        progress.Begin("sweep");
        return model.Sweep(problems, request.Options, device, progress, cancellation);
    }
}
