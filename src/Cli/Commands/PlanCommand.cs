using System.CommandLine;
using System.Text;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Jobs;
using GpuConcord.Cli.Options;
using GpuConcord.Cli.Pages;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Jobs;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Words;

namespace GpuConcord.Cli.Commands;

/// <summary><c>gpuconcord plan</c>: divides a long command into parts that any number of machines may do.</summary>
internal static class PlanCommand
{
    /// <summary>Examples for its help.</summary>
    public static readonly CommandExample[] Examples =
    [
        new("gpuconcord plan run sweep xcal-shape --tau 0.01:0.1:0.001 --beta-grid 0.001,0.01 --shards 20", "a sweep in 20 parts: run/plan.json, run/slurm.sh, run/merge.sh"),
        new("gpuconcord plan calibration sbc --replicates 10000 --shards 50", "simulation-based calibration"),
        new("gpuconcord plan by-band fit 4xmm.fits --profile 4xmm --shards 5", "a catalogue, an energy band a part"),
        new("sbatch --dependency=afterany:$(sbatch --parsable run/slurm.sh) run/merge.sh", "on a Slurm cluster: the parts, and then the merge"),
        new("gpuconcord work run && gpuconcord merge run --output results", "or here, one part after the other"),
    ];

    /// <summary>The command.</summary>
    /// <param name="words">The whole command line.</param>
    /// <param name="tools">What long commands are made of.</param>
    public static Command Create(string[] words, JobTools tools)
    {
        Argument<string> folder = new("RUN") { Description = "folder of the job, new or empty" };
        Argument<string[]> rest = new("COMMAND")
        {
            Description = $"the command and its words: {string.Join(", ", new JobKinds(tools).Names)}, without --output, which merge has",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<int> shards = Declare.Whole(JobKinds.Shards, null, 1, "something must be done", "Parts, required; their sizes differ by one at most.");
        Command command = new("plan", "Divide a long command into parts that any number of machines may do, again if need be: sweep, sbc, fit of many bands, aprates.")
        {
            folder, rest, shards,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(shards), [.. Behind(words)], tools));
        return command;
    }

    /// <summary>The words behind "plan", as they stand, but for its own options.</summary>
    private static IEnumerable<string> Behind(string[] words)
    {
        for (int k = Array.IndexOf(words, "plan") + 1; k < words.Length; k++)
        {
            if (words[k] is JobKinds.Shards)
            {
                k++;
            }
            else if (words[k] is not Explanation.DebugOption && !words[k].StartsWith($"{JobKinds.Shards}=", StringComparison.Ordinal))
            {
                yield return words[k];
            }
        }
    }

    private static async Task<int> RunAsync(int shards, string[] words, JobTools tools)
    {
        string path = words[0];
        string[] own = words[1..];
        if (path.StartsWith('-'))
        {
            throw new UsageException($"plan: found {path}, expected the job's folder before the command; write gpuconcord plan RUN {string.Join(' ', own)}");
        }

        if (own is [['-', ..] option, ..])
        {
            string advice = DidYouMean.Advice(option, [JobKinds.Shards, "--help"], "options of the command that is planned stand behind its name");
            throw new UsageException($"{option.Split('=')[0]}: gpuconcord plan has no such option; {advice}");
        }

        if (path.Length == 0 || path.AsSpan().IndexOfAny('\n', '"', '%') >= 0)
        {
            throw new UsageException($"plan: found '{path.ReplaceLineEndings(" ")}', expected a name for the job's folder without quotes, % and line "
                + "breaks, which Slurm reads otherwise; name another");
        }

        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
        {
            throw new UsageException($"plan: found files in {path}, expected a new or empty folder for the job; name another, or remove it");
        }

        JobKind kind = new JobKinds(tools).Of(own);
        if (shards == 0)
        {
            throw new UsageException($"{JobKinds.Shards}: found none, expected the number of parts; add {JobKinds.Shards} 20");
        }

        using ILongJob job = kind.Prepare();
        if (shards > job.Count)
        {
            string there = $"there {(job.Count == 1 ? "is" : "are")} {Figures.Of(job.Count, job.Unit)}";
            throw new UsageException($"{JobKinds.Shards}: found {shards}, expected at most {job.Count}: {there}; take fewer");
        }

        JobPlan plan = new()
        {
            Version = PrintVersion.Version,
            Words = own,
            Unit = job.Unit,
            Count = job.Count,
            Shards = shards,
            Seed = job.Seed,
            Inputs = JobInput.All(own.Where((_, k) => k == 0 || own[k - 1] is not "--fit")),
            Directory = Environment.CurrentDirectory,
            Made = tools.Terminal.Clock.GetLocalNow(),
        };
        using OutputFolder folder = OutputFolder.Open(path, overwrite: false);
        string program = Environment.ProcessPath is { } process && Path.GetFileNameWithoutExtension(process) is not "dotnet" ? process : "gpuconcord";
        await WriteAsync(folder, JobPlan.FileName, plan.Bytes());
        await WriteAsync(folder, SlurmScript.ArrayName, Encoding.UTF8.GetBytes(SlurmScript.Array(path, plan, program)));
        await WriteAsync(folder, SlurmScript.MergeName, Encoding.UTF8.GetBytes(SlurmScript.Merge(path, plan, program)));
        folder.Commit();
        Directory.CreateDirectory(Path.Combine(path, JobFolder.Logs));
        Page page = new(tools.Terminal);
        string said = ShellWords.Quoted(path), array = ShellWords.Quoted(Path.Combine(path, SlurmScript.ArrayName));
        page.Heading($"{path}: {Figures.Of(plan.Count, plan.Unit)} in {Figures.Of(shards, "part")} of {Sizes(plan)}");
        page.Blank();
        page.Heading("What next");
        page.Table(["", ""], (string[][])
        [
            ["on a Slurm cluster", $"sbatch --dependency=afterany:$(sbatch --parsable {array}) {ShellWords.Quoted(Path.Combine(path, SlurmScript.MergeName))}"],
            ["part by part, anywhere", $"gpuconcord work {said} --shard 0"],
            ["all that is missing, here", $"gpuconcord work {said}"],
            ["how far it is", $"gpuconcord status {said}"],
            ["the results", $"gpuconcord merge {said} --output {plan.Results}"],
        ], textColumns: 2);
        return ExitCode.Success;
    }

    private static string Sizes(JobPlan plan)
    {
        long least = plan.Count / plan.Shards;
        return plan.Count % plan.Shards == 0 ? $"{least}" : $"{least} or {least + 1}";
    }

    private static async Task WriteAsync(OutputFolder folder, string name, byte[] bytes)
    {
        await using FileStream file = folder.Create(name);
        await file.WriteAsync(bytes);
    }
}
