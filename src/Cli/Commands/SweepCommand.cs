using System.CommandLine;
using GpuConcord.Cli.Delivery;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Jobs;
using GpuConcord.Cli.Options;

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
        OutputRequest output = job.Request.Output;
        return await PartByPart.RunAsync(
            new SweepKind(job.Request, words, tools), job, words, output, () => ReportFile.For(output, job.Name, "sweep"), tools.Terminal, cancellation);
    }
}
