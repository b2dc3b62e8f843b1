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
            + $"({ShardList.Of(Missing)}); {Absent}";

    private IReadOnlyList<int> Missing => [.. Enumerable.Range(0, Plan.Shards).Except(Records.Select(record => record.Shard))];

    /// <summary>What that means for those that are there. Rows are told by their place in the table, from 1; others have numbers of their own.</summary>
    private string Absent
    {
        get
        {
            if (Plan.Unit is not "row")
            {
                return "numbered as if there were no others";
            }

            List<JobRange> absent = [];
            foreach (int shard in Missing)
            {
                JobRange range = Plan.Range(shard);
                if (absent is [.., var last] && last.End == range.First)
                {
                    absent[^1] = last with { Count = last.Count + range.Count };
                }
                else
                {
                    absent.Add(range);
                }
            }

            return $"without rows {string.Join(", ", absent.Select(range => range.Count == 1 ? $"{range.End}" : $"{range.First + 1}-{range.End}"))}";
        }
    }
}

/// <summary>A long command whose options are read.</summary>
internal abstract class JobKind
{
    /// <summary>Whether its results are a folder; else they are a file.</summary>
    public virtual bool HasFolder => true;

    /// <summary>Reads its data and lays out what it consists of.</summary>
    public abstract ILongJob Prepare();

    /// <summary>Refuses what the merge was asked for and these results cannot be; called before anything is said or written.</summary>
    /// <param name="output">Where results go.</param>
    /// <exception cref="UsageException">There is no such thing.</exception>
    public abstract void Require(OutputRequest output);

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
