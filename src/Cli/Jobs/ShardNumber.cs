using System.Globalization;
using GpuConcord.Host.Faults;

namespace GpuConcord.Cli.Jobs;

/// <summary>The number of a part, as said or as a cluster's scheduler gives it.</summary>
internal static class ShardNumber
{
    /// <summary>
    /// Variables that hold the number of a task of an array, the first that is set wins: Slurm, Kubernetes, and last our own (HTCondor sets it from $(Process)), which a
    /// shell may hand on to every task.
    /// </summary>
    public static readonly string[] Variables = ["SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX", "GPUCONCORD_SHARD"];

    private const string Given = "env";

    /// <summary>Reads it.</summary>
    /// <param name="text">A number, or env.</param>
    /// <param name="shards">How many parts there are.</param>
    /// <param name="variable">The environment.</param>
    /// <exception cref="UsageException">It is none.</exception>
    public static int Parse(string text, int shards, Func<string, string?> variable)
    {
        string said = "--shard";
        if (text is Given)
        {
            string? name = Variables.FirstOrDefault(one => !string.IsNullOrEmpty(variable(one)));
            if (name is null)
            {
                throw new UsageException($"--shard env: found none of {string.Join(", ", Variables)} in the environment, expected the number of a part; "
                    + "set GPUCONCORD_SHARD, or write --shard NUMBER");
            }

            (said, text) = ($"--shard env ({name})", variable(name)!);
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int shard) && shard < shards
            ? shard
            : throw new UsageException($"{said}: found '{text}', expected a whole number from 0 to {shards - 1}, or env; gpuconcord status says which parts are missing");
    }
}
