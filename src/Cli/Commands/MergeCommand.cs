using System.CommandLine;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Jobs;
using GpuConcord.Cli.Options;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Jobs;
using GpuConcord.Host.Runs;

namespace GpuConcord.Cli.Commands;

/// <summary><c>gpuconcord merge</c>: puts the parts of a job together to what one machine would have written.</summary>
internal static class MergeCommand
{
    /// <summary>Examples for its help.</summary>
    public static readonly CommandExample[] Examples =
    [
        new("gpuconcord merge run --output results", "the folder that one machine would have written, to the byte, but for run.json"),
        new("gpuconcord merge run --output results --report", "and the report"),
        new("gpuconcord merge run --partial --output so-far", "what is there of a job that is not done"),
    ];

    /// <summary>The command.</summary>
    /// <param name="tools">What long commands are made of.</param>
    public static Command Create(JobTools tools)
    {
        Argument<string> folder = new("RUN") { Description = "folder that gpuconcord plan made" };
        Option<bool> partial = Declare.Flag("--partial", "Take the parts that are there, and say so; else missing parts are an error.");
        Option<bool> mixed = Declare.Flag("--mixed-devices", "Take parts of several kinds of devices, whose last digits may differ.");
        OutputOptions output = new("what the planned command writes, and run.json", "DATA-report.html or DATA-sweep.html", "the command would have",
            "Those that other commands read are written in any case.", draws: true, resumes: false);
        Command command = new("merge", "Put the parts of a planned job together: the page and the files that one machine would have written.") { folder, partial, mixed };
        foreach (Option option in output.All)
        {
            command.Add(option);
        }

        command.SetAction((parsed, cancellation) => RunAsync(
            JobFolder.Open(parsed.GetRequiredValue(folder), PrintVersion.Version), parsed.GetValue(partial), parsed.GetValue(mixed), output.Read(parsed), tools, cancellation));
        return command;
    }

    private static bool IsAmongParts(string output, string job)
    {
        string whole = Path.TrimEndingDirectorySeparator(Path.GetFullPath(output)), own = Path.TrimEndingDirectorySeparator(Path.GetFullPath(job));
        string parts = Path.Combine(own, JobFolder.Parts);
        return whole.Equals(own, StringComparison.Ordinal) || whole.Equals(parts, StringComparison.Ordinal)
            || whole.StartsWith(parts + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }

    private static async Task<int> RunAsync(JobFolder job, bool partial, bool mixed, OutputRequest output, JobTools tools, CancellationToken cancellation)
    {
        if (output.Folder is not null && IsAmongParts(output.Folder, job.Path))
        {
            throw new UsageException($"--output: found {output.Folder}, which is the job's own folder or one of its parts, expected another; name another");
        }

        job.Plan.RequireInputs();
        JobKind kind = new JobKinds(tools).Of(job.Plan.Words);
        kind.Require(output);
        job.Tidy();
        JobStatus status = JobStatus.Of(job);
        IReadOnlyList<int> done = status.In(ShardState.Done);
        int[] missing = [.. Enumerable.Range(0, job.Plan.Shards).Except(done)];
        if (done.Count == 0 || (missing.Length > 0 && !partial))
        {
            throw DataException.In(
                job.Path, $"{done.Count} of {job.Plan.Shards} parts (missing: {ShardList.Of(missing)})", partial ? "one at least" : "all of them",
                $"do the rest with gpuconcord work {job.Path}; gpuconcord status {job.Path} says what failed{(partial ? "" : "; --partial takes what is there")}");
        }

        RunPart[] records = [.. done.Select(job.Record)];
        string[] kinds = [.. records.Select(record => record.Device.Kind).Distinct(StringComparer.Ordinal)];
        if (kinds.Length > 1 && !mixed)
        {
            throw DataException.In(job.Path, $"parts of several kinds of devices ({string.Join(", ", kinds)}), whose last digits may differ", "one kind",
                "do parts again with one --device, or add --mixed-devices");
        }

        using OutputFolder? folder = output.Folder is not null && kind.HasFolder ? OutputFolder.Open(output.Folder, output.Overwrite) : null;
        JobParts parts = new(job.Plan, [.. done.Select(job.Part)], records);
        if (parts.Lack is { } lack)
        {
            await tools.Terminal.Error.WriteLineAsync($"{lack}.");
        }

        return await kind.MergeAsync(parts, output, folder, cancellation);
    }
}
