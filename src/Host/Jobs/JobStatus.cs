namespace GpuConcord.Host.Jobs;

/// <summary>How far a job is.</summary>
public sealed class JobStatus
{
    private readonly ILookup<ShardState, int> shards;

    private JobStatus(JobFolder folder, ILookup<ShardState, int> shards)
    {
        (Folder, this.shards) = (folder, shards);
        double[] seconds = [.. In(ShardState.Done).Select(shard => folder.Record(shard).Seconds).Order()];
        SecondsAPart = seconds.Length == 0 ? null : seconds[seconds.Length / 2];
        Failures =
        [
            .. In(ShardState.Failed).GroupBy(shard => folder.Failure(shard)?.Message ?? "it is not known why", StringComparer.Ordinal)
                .Select(group => (group.Key, (IReadOnlyList<int>)[.. group])),
        ];
    }

    /// <summary>The job.</summary>
    public JobFolder Folder { get; }

    /// <summary>Median seconds of the parts that are done; null when none is.</summary>
    public double? SecondsAPart { get; }

    /// <summary>Why parts failed, each reason once, with the parts.</summary>
    public IReadOnlyList<(string Message, IReadOnlyList<int> Shards)> Failures { get; }

    /// <summary>Whether every part is there.</summary>
    public bool IsDone => In(ShardState.Done).Count == Folder.Plan.Shards;

    /// <summary>Seconds to go with as many workers as there are now, or one; null when no part is done.</summary>
    public double? SecondsToGo
    {
        get
        {
            int running = In(ShardState.Running).Count;
            int left = Folder.Plan.Shards - In(ShardState.Done).Count;
            return SecondsAPart * Math.Ceiling((double)left / Math.Max(running, 1));
        }
    }

    /// <summary>Looks at every part.</summary>
    public static JobStatus Of(JobFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return new JobStatus(folder, Enumerable.Range(0, folder.Plan.Shards).ToLookup(folder.State));
    }

    /// <summary>The parts in a state.</summary>
    public IReadOnlyList<int> In(ShardState state) => [.. shards[state]];
}

/// <summary>Numbers of parts as ranges.</summary>
public static class ShardList
{
    private const int MostRanges = 12;

    /// <summary>"0-3, 7, 9-199"; after a dozen ranges an ellipsis.</summary>
    /// <param name="shards">Numbers, ascending.</param>
    public static string Of(IReadOnlyList<int> shards)
    {
        ArgumentNullException.ThrowIfNull(shards);
        List<string> ranges = [];
        for (int k = 0; k < shards.Count;)
        {
            int end = k;
            while (end + 1 < shards.Count && shards[end + 1] == shards[end] + 1)
            {
                end++;
            }

            ranges.Add(end == k ? $"{shards[k]}" : $"{shards[k]}-{shards[end]}");
            k = end + 1;
        }

        return string.Join(", ", ranges.Take(MostRanges)) + (ranges.Count > MostRanges ? ", …" : "");
    }
}
