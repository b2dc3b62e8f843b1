using System.Text;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Jobs;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Host.Jobs;

/// <summary>What is planned: ranges that are all items, files that must stay as they are, words of one version.</summary>
public sealed class JobPlanTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(60, 7)]
    [InlineData(1000, 200)]
    [InlineData(long.MaxValue, 3)]
    public void Parts_are_all_items_and_differ_by_one(long count, int shards)
    {
        JobPlan plan = Plan() with { Count = count, Shards = shards };
        long next = 0;
        for (int shard = 0; shard < shards; shard++)
        {
            JobRange range = plan.Range(shard);
            Assert.Equal(next, range.First);
            Assert.InRange(range.Count, count / shards, (count / shards) + 1);
            next = range.End;
        }

        Assert.Equal(count, next);
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.Range(shards));
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.Range(-1));
    }

    [Fact]
    public void A_plan_comes_back_and_has_the_same_name()
    {
        JobPlan plan = Plan();
        File.WriteAllBytes(scratch[JobPlan.FileName], plan.Bytes());
        JobPlan read = JobPlan.Read(scratch.Path, "0.1.0");
        Assert.Equal(plan.Id(), read.Id());
        Assert.Equal(plan.Words, read.Words);
        Assert.Equal(plan.Seed, read.Seed);
        Assert.NotEqual(plan.Id(), (plan with { Shards = 4 }).Id());
    }

    [Fact]
    public void What_is_no_plan_is_refused_with_the_reason()
    {
        Refused("found no plan.json", "0.1.0");
        File.WriteAllBytes(scratch[JobPlan.FileName], Plan().Bytes());
        Refused("found a plan of version 0.1.0, expected one of this program's, 0.2.0", "0.2.0");
        File.WriteAllText(scratch[JobPlan.FileName], """{"words": ["sweep"]}""");
        Refused("found other content", "0.1.0");
        File.WriteAllText(scratch[JobPlan.FileName], "");
        Refused("found other content", "0.1.0");
        File.WriteAllText(scratch[JobPlan.FileName], Encoding.UTF8.GetString(Plan().Bytes()).Replace("\"shards\": 3", "\"shards\": 0", StringComparison.Ordinal));
        Refused("in 0 shards", "0.1.0");
    }

    [Fact]
    public void Files_are_found_wherever_a_word_names_them_and_must_stay_as_they_are()
    {
        File.WriteAllText(scratch["a.csv"], "a");
        File.WriteAllText(scratch["b.csv"], "b");
        IReadOnlyList<JobInput> inputs = JobInput.All([scratch["a.csv"], $"--priors={scratch["b.csv"]}", "--tau", "0.05", $"{scratch["a.csv"]},x"]);
        Assert.Equal([scratch["a.csv"], scratch["b.csv"]], inputs.Select(input => input.Path));
        JobPlan plan = Plan() with { Inputs = inputs };
        plan.RequireInputs();
        File.WriteAllText(scratch["b.csv"], "c");
        Assert.Contains("its SHA-256 differs", Assert.Throws<DataException>(plan.RequireInputs).Message, StringComparison.Ordinal);
        File.Delete(scratch["b.csv"]);
        Assert.Contains("found no such file", Assert.Throws<DataException>(plan.RequireInputs).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new int[0], "")]
    [InlineData(new[] { 3 }, "3")]
    [InlineData(new[] { 0, 1, 2, 7, 9, 10 }, "0-2, 7, 9-10")]
    [InlineData(new[] { 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24 }, "0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, …")]
    public void Numbers_of_parts_are_told_as_ranges(int[] shards, string expected) => Assert.Equal(expected, ShardList.Of(shards));

    [Fact]
    public void Scripts_quote_what_a_shell_would_read_otherwise()
    {
        JobPlan plan = Plan() with { Words = ["sweep", "it's a table.csv", "--where", "a > 1\nrm -rf x"], Directory = "/data/of mine" };
        string script = SlurmScript.Array("run", plan, "/opt/gpu concord/gpuconcord");
        Assert.Contains("--array=0-2 ", script, StringComparison.Ordinal);
        Assert.Contains("cd '/data/of mine' || exit 74", script, StringComparison.Ordinal);
        Assert.Contains("'it'\\''s a table.csv'", script, StringComparison.Ordinal);
        Assert.Contains("exec \"${GPUCONCORD:-/opt/gpu concord/gpuconcord}\" work run --shard env", script, StringComparison.Ordinal);
        Assert.DoesNotContain(script.Split('\n'), line => line.StartsWith("rm", StringComparison.Ordinal));
        Assert.Contains("merge run --output run/merged --overwrite", SlurmScript.Merge("run", plan, "gpuconcord"), StringComparison.Ordinal);
    }

    private static JobPlan Plan() => new()
    {
        Version = "0.1.0",
        Words = ["sweep", "epic-hmxb", "--tau", "0.05"],
        Unit = "problem",
        Count = 10,
        Shards = 3,
        Seed = ulong.MaxValue,
        Inputs = [],
        Directory = "/data",
        Made = new DateTimeOffset(2026, 11, 29, 10, 0, 0, TimeSpan.Zero),
    };

    private void Refused(string expected, string version) =>
        Assert.Contains(expected, Assert.Throws<DataException>(() => JobPlan.Read(scratch.Path, version)).Message, StringComparison.Ordinal);
}
