using System.CommandLine;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Jobs;
using GpuConcord.Cli.Options;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Jobs;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Runs.Sweeps;

namespace GpuConcord.Cli.Commands;

/// <summary><c>gpuconcord sweep</c>: fits tables under many priors, or without each instrument or source in turn.</summary>
internal static class SweepCommand
{
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
    /// <param name="tools">What it is made of; the default model is swept, or the one that fits counts where the tables give them.</param>
    public static Command Create(string[] words, JobTools tools)
    {
        SweepArguments arguments = new(tools.Models);
        Command command = new("sweep", "Fit tables under many priors, or without each instrument or source in turn, all at once.");
        arguments.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(arguments.Read(parsed), words, tools, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(SweepRequest request, string[] words, JobTools tools, CancellationToken cancellation)
    {
        using SweepJob job = SweepJob.Prepare(request, words, tools);
        request = job.Request;
        _ = job.Open();
        using OutputFolder? folder = request.Output.Folder is null ? null : OutputFolder.Open(request.Output.Folder, request.Output.Overwrite);
        using ReportFile? report = request.Output.Report && folder is null ? new ReportFile(job.Name, request.Output.Overwrite, "sweep") : null;
        SweepRun run;
        await using (IProgressDisplay progress = ProgressDisplay.For(tools.Terminal, request.Output.Quiet))
        {
            progress.Begin("sweep");
            run = job.Draw(new JobRange(0, job.Count), progress, cancellation);
        }

        return await SweepJob.DeliverAsync(run, request.Output, folder, report, tools.Terminal, cancellation);
    }
}
