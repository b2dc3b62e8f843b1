using GpuConcord.Cli.Options;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Jobs;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Words;

namespace GpuConcord.Cli.Jobs;

/// <summary>The parts of a job that is to be put together, in order.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Folders">Where each part is.</param>
/// <param name="Records">What each says of itself.</param>
internal readonly record struct JobParts(JobPlan Plan, IReadOnlyList<string> Folders, IReadOnlyList<RunPart> Records)
{
    /// <summary>What is missing, in a sentence for a person; null where all parts are there.</summary>
    public string? Lack => Folders.Count == Plan.Shards ? null
        : $"PARTIAL: {Records.Sum(record => record.Count)} of {Plan.Count} {Plan.Unit}s, as {Plan.Shards - Folders.Count} of {Plan.Shards} parts are missing "
            + $"({ShardList.Of([.. Enumerable.Range(0, Plan.Shards).Except(Records.Select(record => record.Shard))])}); numbered as if there were no others";
}

/// <summary>A long command whose options are read.</summary>
internal abstract class JobKind
{
    /// <summary>Whether its results are a folder; else they are a file.</summary>
    public virtual bool HasFolder => true;

    /// <summary>Reads its data and lays out what it consists of.</summary>
    public abstract ILongJob Prepare();

    /// <summary>Puts parts together and writes what the command would have written.</summary>
    /// <param name="parts">The parts.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="folder">The folder of results, open; null where none was asked for, or results are no folder.</param>
    /// <param name="cancellation">Stops it; nothing is then put into place.</param>
    /// <returns>The exit code.</returns>
    public abstract Task<int> MergeAsync(JobParts parts, OutputRequest output, OutputFolder? folder, CancellationToken cancellation);

    /// <summary>Reads every part.</summary>
    protected static async Task<T[]> ReadAsync<T>(JobParts parts, Func<string, RunPart, Task<T>> read)
    {
        T[] all = new T[parts.Folders.Count];
        for (int k = 0; k < all.Length; k++)
        {
            try
            {
                all[k] = await read(parts.Folders[k], parts.Records[k]);
            }
            catch (DataException fault)
            {
                throw new DataException($"{fault.Message}; do part {parts.Records[k].Shard} again: rm -r {ShellWords.Quoted(parts.Folders[k])}, then gpuconcord work");
            }
        }

        return all;
    }
}
