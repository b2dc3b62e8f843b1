using GpuConcord.Host.Faults;
using GpuConcord.Host.Hashing;

namespace GpuConcord.Host.Jobs;

/// <summary>Numbers First, First + 1, … First + Count − 1 of a job's items.</summary>
public readonly record struct JobRange(long First, long Count)
{
    /// <summary>The number behind the last.</summary>
    public long End => First + Count;
}

/// <summary>
/// A long command that is done in parts: what to do, with which files, in how many shards. A shard is a function of the plan and its number: whoever does
/// it, whenever and however often, gets the same.
/// </summary>
public sealed record JobPlan
{
    /// <summary>The file's name in a job's folder.</summary>
    public const string FileName = "plan.json";

    /// <summary>gpuconcord.</summary>
    public string Program { get; init; } = "gpuconcord";

    /// <summary>Version of the program, which must do every part.</summary>
    public required string Version { get; init; }

    /// <summary>The command and its words.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>What it consists of, in the singular: problem, replicate, band, row.</summary>
    public required string Unit { get; init; }

    /// <summary>How many of them.</summary>
    public required long Count { get; init; }

    /// <summary>Into how many parts they are divided.</summary>
    public required int Shards { get; init; }

    /// <summary>Seed of every random number; null where there are none.</summary>
    public ulong? Seed { get; init; }

    /// <summary>The files that are read.</summary>
    public required IReadOnlyList<JobInput> Inputs { get; init; }

    /// <summary>The folder in which it was made: file names are relative to it.</summary>
    public required string Directory { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Made { get; init; }

    /// <summary>What the merge on a cluster is called: a folder, or of photometry a table.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Merged => Unit is "row" ? "merged.csv" : "merged";

    /// <summary>What results may be called, likewise.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Results => Unit is "row" ? "results.csv" : "results";

    /// <summary>SHA-256 of the plan's text: what its parts say they belong to.</summary>
    public string Id() => Checksum.Of(Bytes());

    /// <summary>The plan's text.</summary>
    public byte[] Bytes() => JobJson.Bytes(this);

    /// <summary>The items of a shard. Sizes differ by one at most, and together they are all.</summary>
    /// <param name="shard">Its number, from 0.</param>
    public JobRange Range(int shard)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(shard);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(shard, Shards);
        long first = (long)((Int128)Count * shard / Shards);
        return new JobRange(first, (long)((Int128)Count * (shard + 1) / Shards) - first);
    }

    /// <summary>The items of shards that follow each other.</summary>
    /// <param name="shard">Number of the first, from 0.</param>
    /// <param name="shards">How many.</param>
    public JobRange Range(int shard, int shards)
    {
        long first = Range(shard).First;
        return new JobRange(first, Range(shard + shards - 1).End - first);
    }

    /// <summary>Refuses files that have changed.</summary>
    /// <exception cref="DataException">One is absent, or is another now.</exception>
    public void RequireInputs()
    {
        foreach (JobInput input in Inputs)
        {
            input.Require(Directory);
        }
    }

    /// <summary>Reads a plan back.</summary>
    /// <param name="folder">The job's folder.</param>
    /// <param name="version">Version of the program that is to go on with it.</param>
    /// <exception cref="DataException">There is none, or it is of another version.</exception>
    public static JobPlan Read(string folder, string version)
    {
        string file = Path.Combine(folder, FileName);
        const string Expected = "a folder that gpuconcord plan made";
        if (!File.Exists(file))
        {
            throw DataException.In(folder, System.IO.Directory.Exists(folder) ? $"no {FileName}" : "no such folder", Expected, "check the name, or make it with gpuconcord plan");
        }

        JobPlan plan = JobJson.Read<JobPlan>(file, File.ReadAllBytes(file), "a plan as gpuconcord plan writes it", "plan anew");
        return !plan.Version.Equals(version, StringComparison.Ordinal)
            ? throw DataException.In(file, $"a plan of version {plan.Version}", $"one of this program's, {version}", $"use gpuconcord {plan.Version}, or plan anew")
            : plan.Words.Count == 0 || plan.Shards < 1 || plan.Count < plan.Shards
                ? throw DataException.In(file, $"{plan.Count} {plan.Unit}s in {plan.Shards} shards of {plan.Words.Count} words", "a plan as gpuconcord plan writes it", "plan anew")
                : plan;
    }
}
