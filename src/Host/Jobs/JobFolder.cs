using System.Globalization;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Runs;

namespace GpuConcord.Host.Jobs;

/// <summary>How far a part is.</summary>
public enum ShardState
{
    /// <summary>Nobody has done it.</summary>
    Missing,

    /// <summary>Somebody is at it.</summary>
    Running,

    /// <summary>It failed when it was last tried.</summary>
    Failed,

    /// <summary>It is there, complete.</summary>
    Done,
}

/// <summary>
/// The folder of a job: plan.json, parts/00017/ (a finished part, put into place in one step), failed/00017.json (why it is not there). Parts know of no
/// other part, so that any number of machines may work in it at once.
/// </summary>
/// <param name="Path">The folder.</param>
/// <param name="Plan">What is to be done.</param>
public sealed record JobFolder(string Path, JobPlan Plan)
{
    /// <summary>The folder of the logs of a cluster's jobs.</summary>
    public const string Logs = "logs";

    /// <summary>The folder of finished parts.</summary>
    public const string Parts = "parts";

    /// <summary>The file in which a part says what it is.</summary>
    public const string PartFile = "shard.json";

    private readonly string id = Plan.Id();

    /// <summary>
    /// Whether a part may hold the shards behind its own, too: one machine that does all of them in order puts away as many at a time as its pace suggests. A part
    /// of a plan that several machines share is one shard.
    /// </summary>
    public bool Joined { get; init; }

    /// <summary>Opens a job.</summary>
    /// <exception cref="DataException">It is none, or of another version.</exception>
    public static JobFolder Open(string path, string version) => new(path, JobPlan.Read(path, version));

    /// <summary>Makes a job's folder with its plan.</summary>
    public static JobFolder Create(string path, JobPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        Replace(System.IO.Path.Combine(path, JobPlan.FileName), plan.Bytes());
        return new JobFolder(path, plan);
    }

    /// <summary>Where a part is, or will be.</summary>
    public string Part(int shard) => System.IO.Path.Combine(Path, Parts, Name(shard));

    /// <summary>What a part says of itself.</summary>
    /// <exception cref="DataException">It belongs to another plan, or is damaged.</exception>
    public RunPart Record(int shard)
    {
        string file = System.IO.Path.Combine(Part(shard), PartFile);
        RunPart found = JobJson.Read<RunPart>(file, File.ReadAllBytes(file), "the record of a part as gpuconcord work writes it", "remove that part's folder and do it again");
        return found.Plan.Equals(id, StringComparison.Ordinal) && found.Shard == shard && found.First == Plan.Range(shard).First && Shards(found) is { } shards
            && (shards == 1 || Joined)
            ? found
            : throw DataException.In(
                file, $"part {found.Shard} of another plan", $"part {shard} of {System.IO.Path.Combine(Path, JobPlan.FileName)}", "remove that part's folder and do it again");
    }

    /// <summary>How many shards a part holds; null where it does not end with one.</summary>
    /// <param name="part">What it says of itself.</param>
    public int? Shards(RunPart part)
    {
        ArgumentNullException.ThrowIfNull(part);
        int next = part.Shard;
        while (next < Plan.Shards && Plan.Range(next).End < part.First + part.Count)
        {
            next++;
        }

        return next < Plan.Shards && Plan.Range(next).End == part.First + part.Count ? next + 1 - part.Shard : null;
    }

    /// <summary>Writes into a part what it is.</summary>
    /// <param name="part">The part, before it is put into place.</param>
    /// <param name="shard">Its number.</param>
    /// <param name="device">What did it.</param>
    /// <param name="seconds">In how many seconds.</param>
    /// <param name="shards">How many shards it holds, see <see cref="Joined"/>.</param>
    public void Sign(OutputFolder part, int shard, DeviceRecord device, double seconds, int shards = 1)
    {
        ArgumentNullException.ThrowIfNull(part);
        JobRange range = Plan.Range(shard, shards);
        using FileStream file = part.Create(PartFile);
        file.Write(JobJson.Bytes(new RunPart(id, shard, range.First, range.Count, device, Environment.MachineName, seconds)));
    }

    /// <summary>How far a part is. One that is of another plan, or whose record is damaged, is missing: it is done again.</summary>
    public ShardState State(int shard)
    {
        if (IsDone(shard))
        {
            return ShardState.Done;
        }

        return OutputFolder.IsBusy(Part(shard)) ? ShardState.Running : File.Exists(FailureFile(shard)) ? ShardState.Failed : ShardState.Missing;
    }

    /// <summary>Whether a part is there, complete.</summary>
    public bool IsDone(int shard)
    {
        try
        {
            return File.Exists(System.IO.Path.Combine(Part(shard), OutputFolder.Manifest)) && Record(shard).Shard == shard;
        }
        catch (Exception fault) when (fault is DataException or FileNotFoundException)
        {
            return false;
        }
    }

    /// <summary>
    /// Removes what workers that were killed left beside parts that are there; nobody else comes by, as these are not done again. What a living process
    /// holds stays, and so does what may not be removed.
    /// </summary>
    public void Tidy()
    {
        string parts = System.IO.Path.Combine(Path, Parts);
        if (!Directory.Exists(parts))
        {
            return;
        }

        foreach (string part in OutputFolder.Unfinished(parts))
        {
            if (int.TryParse(System.IO.Path.GetFileName(part), NumberStyles.None, CultureInfo.InvariantCulture, out int shard) && shard < Plan.Shards
                && part.Equals(Part(shard), StringComparison.Ordinal) && IsDone(shard))
            {
                OutputFolder.Tidy(part);
            }
        }
    }

    /// <summary>The numbers of the parts that are not there.</summary>
    public IReadOnlyList<int> Missing() => [.. Enumerable.Range(0, Plan.Shards).Where(shard => State(shard) is not ShardState.Done)];

    /// <summary>Why a part failed; null when nothing is known.</summary>
    public ShardFailure? Failure(int shard) => File.Exists(FailureFile(shard))
        ? JobJson.Read<ShardFailure>(FailureFile(shard), File.ReadAllBytes(FailureFile(shard)), "the reason of a failure", "remove it")
        : null;

    /// <summary>Notes why a part failed.</summary>
    public void Fail(int shard, ShardFailure failure)
    {
        Replace(FailureFile(shard), JobJson.Bytes(failure));
    }

    /// <summary>Forgets why a part failed: it is done.</summary>
    public void Forgive(int shard)
    {
        if (File.Exists(FailureFile(shard)))
        {
            File.Delete(FailureFile(shard));
        }
    }

    /// <summary>Puts a small file into place in one step, in a folder that is made where absent.</summary>
    private static void Replace(string file, byte[] bytes)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        string partial = $"{file}.{Guid.NewGuid():N}";
        File.WriteAllBytes(partial, bytes);
        File.Move(partial, file, overwrite: true);
    }

    private static string Name(int shard) => shard.ToString("D5", CultureInfo.InvariantCulture);

    private string FailureFile(int shard) => System.IO.Path.Combine(Path, "failed", $"{Name(shard)}.json");
}
