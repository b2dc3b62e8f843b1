using GpuConcord.Tests.Cli;

namespace GpuConcord.Tests.Fuzz;

/// <summary>A job in parts, all of them done, one of whose files is damaged.</summary>
internal sealed class Jobs
{
    private readonly string job = Path.Combine(Directory.CreateTempSubdirectory("gpuconcord-fuzz-job-").FullName, "job");

    /// <summary>Plans it and does its parts.</summary>
    public Jobs()
    {
        foreach (string[] words in new string[][] { ["plan", job, "sweep", "epic-hmxb", "--band", "1.0-2.0", "--tau", "0.025,0.05", "--shards", "2"], ["work", job, "--quiet"] })
        {
            Cli.Console console = new();
            int code = console.RunAsync(CancellationToken.None, words).GetAwaiter().GetResult();
            if (code != 0)
            {
                throw new InvalidOperationException(console.Error);
            }
        }
    }

    /// <summary>Its plan.</summary>
    public byte[] Plan => File.ReadAllBytes(Path.Combine(job, PlanFile));

    /// <summary>What its second part says of itself.</summary>
    public byte[] Shard => File.ReadAllBytes(Path.Combine(job, ShardFile));

    /// <summary>The problems of its second part.</summary>
    public byte[] Problems => File.ReadAllBytes(Path.Combine(job, ProblemsFile));

    private const string PlanFile = "plan.json", ShardFile = "parts/00001/shard.json", ProblemsFile = "parts/00001/problems.parquet";

    /// <summary>How far the job with this plan is.</summary>
    public string[] Status(string file) => ["status", With(file, PlanFile)];

    /// <summary>The parts put together, one with this shard.json.</summary>
    public string[] MergeShard(string file) => Merge(file, ShardFile);

    /// <summary>The parts put together, one with these problems.</summary>
    public string[] MergeProblems(string file) => Merge(file, ProblemsFile);

    private string[] Merge(string file, string inside) =>
        ["merge", With(file, inside), "--output", Path.Combine(Path.GetDirectoryName(file)!, "merged"), "--overwrite", "--quiet"];

    /// <summary>A copy of the job, beside the file, with the file in it.</summary>
    private string With(string file, string inside)
    {
        string folder = Path.Combine(Path.GetDirectoryName(file)!, "job");
        if (!Directory.Exists(folder))
        {
            foreach (string from in Directory.EnumerateFiles(job, "*", SearchOption.AllDirectories))
            {
                string to = Path.Combine(folder, Path.GetRelativePath(job, from));
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Copy(from, to);
            }
        }

        File.Copy(file, Path.Combine(folder, inside), overwrite: true);
        return folder;
    }
}
