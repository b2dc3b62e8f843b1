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

    private KeptParts(JobFolder folder, bool exists) => (Folder, Exists) = (folder, exists);

    /// <summary>Where they are, or will be once there is one.</summary>
    public JobFolder Folder { get; private set; }

    /// <summary>Whether there are any.</summary>
    public bool Exists { get; private set; }

    /// <summary>How many there are.</summary>
    public int Count => Exists ? Enumerable.Range(0, Folder.Plan.Shards).Count(Has) : 0;

    /// <summary>What is said where there are none.</summary>
    public const string Anew = "There is nothing to go on from: beginning anew.";

    /// <summary>What a run that goes on says of them.</summary>
    public string Begins => Exists ? $"Going on with {Count} of {Folder.Plan.Shards} parts." : Anew;

    /// <summary>What an interrupted run says of them.</summary>
    public string Said => $"{Count} of {Folder.Plan.Shards} parts are kept: repeat the command with --resume to go on.";

    /// <summary>What they say of themselves.</summary>
    public IReadOnlyList<RunPart> Records => Exists ? [.. Enumerable.Range(0, Folder.Plan.Shards).Where(Has).Select(Folder.Record)] : [];

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
            throw new UsageException($"--output: found {found.Count} of {found.Folder.Plan.Shards} parts of an interrupted run beside {output.Folder} ({path}), expected none; "
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

    /// <summary>Whether a part is there.</summary>
    public bool Has(int shard) => Exists && Folder.State(shard) is ShardState.Done;

    /// <summary>Begins to put a part away.</summary>
    /// <param name="shard">Its number.</param>
    public OutputFolder Begin(int shard)
    {
        if (!Exists)
        {
            Folder = JobFolder.Create(Folder.Path, Folder.Plan with { Inputs = JobInput.All(Deciding(Folder.Plan.Words)) });
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

        if (now.Count != then.Count || now.Shards != then.Shards)
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
