using GpuConcord.Host.Words;

namespace GpuConcord.Host.Jobs;

/// <summary>The scripts that bring a job onto a Slurm cluster: an array of its parts, and a job that merges them.</summary>
public static class SlurmScript
{
    /// <summary>The array's name in a job's folder.</summary>
    public const string ArrayName = "slurm.sh";

    /// <summary>The merging job's name.</summary>
    public const string MergeName = "merge.sh";

    /// <summary>A task a part, requeued after a lost node and safe to repeat: a part that is there is not done again.</summary>
    /// <param name="folder">The job's folder.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="program">The program, as a shell finds it.</param>
    public static string Array(string folder, JobPlan plan, string program)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return $"""
            #!/bin/sh
            # gpuconcord {ShellWords.Quoted(plan.Words).ReplaceLineEndings(" ")}
            # {plan.Count} {plan.Unit}s in {plan.Shards} parts, one a task. Submit with: sbatch {ShellWords.Quoted(Path.Combine(folder, ArrayName))}
            # Set partition, time and GPUs for your cluster in the next line; for a GPU: --gres=gpu:1 here, and --device cuda behind "work" below.
            #SBATCH --time=04:00:00 --cpus-per-task=4 --mem=8G
            #SBATCH --job-name=gpuconcord --array=0-{plan.Shards - 1} --requeue --open-mode=append
            #SBATCH --output="{Path.GetFullPath(Path.Combine(folder, JobFolder.Logs))}/%A_%a.log"
            cd {ShellWords.Quoted(plan.Directory)} || exit 74
            exec {Program(program)} work {ShellWords.Quoted(folder)} --shard env

            """;
    }

    /// <summary>What follows the array, however it ended: the merge itself refuses when parts are missing.</summary>
    /// <param name="folder">The job's folder.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="program">The program, as a shell finds it.</param>
    public static string Merge(string folder, JobPlan plan, string program)
    {
        ArgumentNullException.ThrowIfNull(plan);
        string array = ShellWords.Quoted(Path.Combine(folder, ArrayName));
        return $"""
            #!/bin/sh
            # Puts the parts together. Submit with: sbatch --dependency=afterany:$(sbatch --parsable {array}) {ShellWords.Quoted(Path.Combine(folder, MergeName))}
            #SBATCH --time=01:00:00 --cpus-per-task=4 --mem=16G
            #SBATCH --job-name=gpuconcord-merge --requeue --open-mode=append
            #SBATCH --output="{Path.GetFullPath(Path.Combine(folder, JobFolder.Logs))}/merge_%j.log"
            cd {ShellWords.Quoted(plan.Directory)} || exit 74
            exec {Program(program)} merge {ShellWords.Quoted(folder)} --output {ShellWords.Quoted(Path.Combine(folder, plan.Merged))} --overwrite

            """;
    }

    /// <summary>The environment may name another program.</summary>
    private static string Program(string program) => $"\"${{GPUCONCORD:-{program}}}\"";
}
