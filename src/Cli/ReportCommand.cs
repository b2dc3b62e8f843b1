using System.CommandLine;
using GpuConcord.Host.Data;
using GpuConcord.Host.Report;
using GpuConcord.Host.Report.Sweeps;

namespace GpuConcord.Cli;

/// <summary><c>gpuconcord report</c>: figures and report of a run that <c>fit --output</c> or <c>sweep --output</c> wrote; nothing is drawn anew.</summary>
internal static class ReportCommand
{
    /// <summary>Examples for its help.</summary>
    public static readonly CommandExample[] Examples =
    [
        new("gpuconcord report results", "results/report.html and results/figures/*.svg, from the folder of fit --output results"),
        new("gpuconcord report results --sensitivity", "and how much each area owes to the priors, from the draws in that folder"),
    ];

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var folder = new Argument<string>("RUN") { Description = "the folder of a run: what fit --output or sweep --output wrote" };
        var sensitivity = new Option<bool>("--sensitivity") { Description = "Say how much each B and sigma owes to priors and data, from the draws on disk (as fit --sensitivity)." };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace an earlier report." };
        var quiet = new Option<bool>("--quiet") { Description = "Say nothing." };
        var command = new Command("report", "Draw the figures of a finished run and put them into one page (HTML) that prints well.") { folder, sensitivity, overwrite, quiet };
        command.SetAction((parsed, cancellation) =>
            RunAsync(parsed.GetRequiredValue(folder), parsed.GetValue(sensitivity), parsed.GetValue(overwrite), parsed.GetValue(quiet), terminal, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string path, bool sensitivity, bool overwrite, bool quiet, Terminal terminal, CancellationToken cancellation)
    {
        ReportFiles.RequireFree(path, overwrite);
        var files = SweepFolder.IsSweep(path)
            ? SweepPage.Add(await SweepAsync(path, sensitivity, cancellation), path, overwrite)
            : ReportFiles.Add(await RunAsync(path, sensitivity, cancellation), path, overwrite);
        if (!quiet)
            await terminal.Error.WriteLineAsync($"Wrote {Path.Combine(path, ReportFiles.Page)} and {files.Count - 1} figures beside it.");
        return ExitCode.Success;
    }

    private static async Task<ReportRun> RunAsync(string path, bool sensitivity, CancellationToken cancellation)
    {
        var run = await RunFolder.ReadAsync(path, PrintVersion.Version, cancellation);
        return sensitivity ? SensitivitySection.Complete(run, cancellation) : run;
    }

    private static Task<ReportSweep> SweepAsync(string path, bool sensitivity, CancellationToken cancellation) => sensitivity
        ? throw new UsageException($"--sensitivity: found with the sweep in {path}, expected a run of gpuconcord fit; a sweep keeps no draws, and shows what other priors do itself. Leave it out")
        : SweepFolder.ReadAsync(path, PrintVersion.Version, cancellation);
}
