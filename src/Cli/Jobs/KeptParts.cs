using GpuConcord.Cli.Help;
using GpuConcord.Cli.Options;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Jobs;
using GpuConcord.Host.Runs;

namespace GpuConcord.Cli.Jobs;

/// <summary>Finished parts of a run, in a hidden folder beside its output until that is complete.</summary>
internal sealed class KeptParts
{
    // What is said of output and of progress decides no number.
    private static readonly string[] Indifferent = ["--resume", "--overwrite", "--quiet", "--json", "--strict", "--report", Explanation.DebugOption];

    // Nobody else writes here while this run does: what was there at its beginning, and what it puts away.
    private readonly SortedDictionary<int, RunPart> parts = [];

    private KeptParts(JobFolder folder, bool exists)
    {
        (Folder, Exists) = (folder with { Joined = true }, exists);
        for (int shard = 0; exists && shard < Folder.Plan.Shards;)
        {
            shard += Folder.IsDone(shard) ? Note(shard) : 1;
        }
    }

    /// <summary>Where they are, or will be once there is one.</summary>
    public JobFolder Folder { get; private set; }

    /// <summary>Whether there are any.</summary>
    public bool Exists { get; private set; }

    /// <summary>How many items are done, of how many, in words.</summary>
    private string Share => $"{parts.Values.Sum(record => record.Count)} of {Folder.Plan.Count} {Folder.Plan.Unit}s";

    /// <summary>What is said where there are none.</summary>
    public const string Anew = "There is nothing to go on from: beginning anew.";

    /// <summary>What a run that goes on says of them.</summary>
    public string Begins => Exists ? $"Going on with {Share}." : Anew;

    /// <summary>What an interrupted run says of them.</summary>
    public string Said => $"{Share} are kept: repeat the command with --resume to go on.";

    /// <summary>What they say of themselves.</summary>
    public IReadOnlyList<RunPart> Records => [.. parts.Values];

    /// <summary>The parts that a run may go on from; with none of them it begins anew.</summary>
    /// <param name="job">The run.</param>
    /// <param name="piece">Items of a part, or one less.</param>
    /// <param name="words">The whole command line.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="UsageException">There are parts and nothing is said of them, or they are of another run.</exception>
    /// <exception cref="DataException">There are parts of another version.</exception>
    public static KeptParts Of(ILongJob job, long piece, string[] words, OutputRequest output, DateTimeOffset now)
    {
        string path = output.Folder is null ? "" : Beside(output.Folder);
        bool exists = output.Folder is not null && File.Exists(Path.Combine(path, JobPlan.FileName));
        if (exists && output.Overwrite && !output.Resume)
        {
            Directory.Delete(path, recursive: true);
            exists = false;
        }

        JobPlan plan = new()
        {
            Version = PrintVersion.Version,
            Words = words,
            Unit = job.Unit,
            Count = job.Count,
            Shards = (int)((job.Count + piece - 1) / piece),
            Seed = job.Seed,

            // Files are looked at only when there is something to keep: few runs are so long.
            Inputs = exists ? JobInput.All(Deciding(words)) : [],
            Directory = Environment.CurrentDirectory,
            Made = now,
        };
        if (!exists)
        {
            return new KeptParts(new JobFolder(path, plan), exists: false);
        }

        KeptParts found = new(JobFolder.Open(path, PrintVersion.Version), exists: true);
        if (!output.Resume)
        {
            throw new UsageException($"--output: found {found.Share} of an interrupted run beside {output.Folder} ({path}), expected none; "
                + "add --resume to go on with it, or --overwrite to begin anew");
        }

        found.Require(plan, job.Device);
        return found;
    }

    /// <summary>Whether the run that is gone on with was allowed to replace its output.</summary>
    public static bool MayReplace(OutputRequest output)
    {
        string path = output.Folder is null ? "" : Beside(output.Folder);
        return output.Resume && output.Folder is not null && File.Exists(Path.Combine(path, JobPlan.FileName))
            && JobPlan.Read(path, PrintVersion.Version).Words.Contains("--overwrite", StringComparer.Ordinal);
    }

    /// <summary>Whether there is a part that begins with this shard.</summary>
    public bool Has(int shard) => parts.ContainsKey(shard);

    /// <summary>What a part says of itself, and how many shards it holds.</summary>
    /// <param name="shard">The shard that it begins with.</param>
    public (RunPart Record, int Shards) Part(int shard) => (parts[shard], Folder.Shards(parts[shard])!.Value);

    /// <summary>Takes note of a part that is put away.</summary>
    /// <param name="shard">The shard that it begins with.</param>
    /// <returns>How many shards it holds.</returns>
    public int Note(int shard)
    {
        parts[shard] = Folder.Record(shard);
        return Part(shard).Shards;
    }

    /// <summary>How many shards from one on may be done together: up to <paramref name="most"/>, none of which is there.</summary>
    /// <param name="shard">The first, which is not there.</param>
    /// <param name="most">How many are wanted.</param>
    public int Free(int shard, int most)
    {
        int shards = 1;
        while (shards < most && shard + shards < Folder.Plan.Shards && !Has(shard + shards))
        {
            shards++;
        }

        return shards;
    }

    /// <summary>Begins to put a part away.</summary>
    /// <param name="shard">Its number.</param>
    public OutputFolder Begin(int shard)
    {
        if (!Exists)
        {
            Folder = JobFolder.Create(Folder.Path, Folder.Plan with { Inputs = JobInput.All(Deciding(Folder.Plan.Words)) }) with { Joined = true };
            Exists = true;
        }

        return OutputFolder.Open(Folder.Part(shard), overwrite: true);
    }

    /// <summary>Removes them: the output is complete.</summary>
    public void Remove()
    {
        if (Exists)
        {
            Directory.Delete(Folder.Path, recursive: true);
            Exists = false;
            parts.Clear();
        }
    }

    /// <summary>The folder of parts of a run that goes to <paramref name="output"/>.</summary>
    internal static string Beside(string output)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(output));
        return Path.Combine(Path.GetDirectoryName(full) ?? full, $".{Path.GetFileName(full)}.parts");
    }

    private static IEnumerable<string> Deciding(IEnumerable<string> words) => words.Where(word => !Indifferent.Contains(word, StringComparer.Ordinal));

    /// <summary>Refuses parts of another run.</summary>
    private void Require(JobPlan now, DeviceRecord device)
    {
        JobPlan then = Folder.Plan;
        if (!Deciding(then.Words).SequenceEqual(Deciding(now.Words), StringComparer.Ordinal))
        {
            throw Another($"of the command gpuconcord {string.Join(' ', Deciding(then.Words))}");
        }

        if (now.Inputs.Except(then.Inputs).FirstOrDefault() is { } changed)
        {
            throw Another($"made of other content of {changed.Path}");
        }

        if (now.Count != then.Count)
        {
            throw Another($"of {then.Count} {then.Unit}s, where there are {now.Count} now");
        }

        if (Records.FirstOrDefault(record => !record.Device.Kind.Equals(device.Kind, StringComparison.Ordinal)) is { } other)
        {
            throw Another($"that were done on {other.Device.Kind}, where this is {device.Kind}");
        }
    }

    private UsageException Another(string what) => new(
        $"--resume: found parts {what}, expected those of this command ({Folder.Path}); repeat that command, or say --overwrite in place of --resume to begin anew");
}
