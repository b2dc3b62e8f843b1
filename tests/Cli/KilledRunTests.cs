using System.Diagnostics;
using Xunit;

namespace GpuConcord.Tests.Cli;

/// <summary>However a run is killed, its folder holds the earlier run or the new one, what is not a run's stays, and the next run works.</summary>
public sealed class KilledRunTests
{
    // Where a file system cannot exchange two folders, and where a folder is a mount, files are replaced one by one: as if the call were missing.
    private const string NoExchange = "inject=renameat2:error=EINVAL";

    /// <summary>A system call each at which the process is killed, of the ways to replace a folder.</summary>
    public static TheoryData<string, int, bool> Calls => new()
    {
        { "renameat2", 1, true },
        { "unlink", 4, true },
        { "rename", 3, false },
        { "rename", 12, false },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Killed_at_a_system_call(string call, int number, bool exchange)
    {
        using KilledRun run = KilledRun.Fit();
        await run.PrepareAsync();
        Assert.True(await KillAsync(run, call, number, exchange));
        await run.RunAsync();
    }

    /// <summary>Every system call that changes names or brings something to disk, one after the other until none is left.</summary>
    [Theory(Explicit = true)]
    [InlineData("mkdir", true)]
    [InlineData("openat", true)]
    [InlineData("fsync", true)]
    [InlineData("link", true)]
    [InlineData("renameat2", true)]
    [InlineData("unlink", true)]
    [InlineData("rmdir", true)]
    [InlineData("mkdir", false)]
    [InlineData("openat", false)]
    [InlineData("fsync", false)]
    [InlineData("rename", false)]
    [InlineData("unlink", false)]
    [InlineData("rmdir", false)]
    public async Task Killed_at_every_system_call(string call, bool exchange)
    {
        using KilledRun run = KilledRun.Fit();
        await run.PrepareAsync();
        int number = 1;
        while (await KillAsync(run, call, number, exchange))
        {
            await run.RunAsync();
            number++;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"killed at {number - 1} calls of {call}");
        Assert.True(number > 1);
    }

    [Fact]
    public async Task Killed_at_a_few_random_moments() => await KillAtRandomAsync(2, "fit", "t.csv", "--variances", "known", "--device", "simd", "--quiet");

    [Theory(Explicit = true)]
    [InlineData("fit t.csv --device simd --quiet --chains 2 --draws 100 --warmup 100")]
    [InlineData("sweep t.csv --device simd --quiet --tau 0.01,0.1,1")]
    public async Task Killed_at_a_hundred_random_moments(string words) => await KillAtRandomAsync(100, words.Split(' '));

    private static async Task KillAtRandomAsync(int times, params string[] words)
    {
        using KilledRun run = new(words);
        await run.PrepareAsync();
        long started = Stopwatch.GetTimestamp();
        await run.RunAsync();
        double whole = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        // Halfway to the end nothing is written yet.
        Random random = new(1);
        for (int k = 0; k < times; k++)
        {
            using Process process = OwnProcess.Start(run.Path, run.Next());
            await Task.Delay(TimeSpan.FromMilliseconds(whole * (0.4 + (0.7 * random.NextDouble()))), TestContext.Current.CancellationToken);
            process.Kill();
            await OwnProcess.EndAsync(process);
            run.Check();
            await run.RunAsync();
        }
    }

    /// <summary>Kills a run; false when it ended before.</summary>
    private static async Task<bool> KillAsync(KilledRun run, string call, int number, bool exchange)
    {
        string[] staged = ["lock", "owner", "new", "old", "commit.draft", "new/run.json", "new/summary.csv", "new/draws.parquet"];
        string[] paths = call is "openat" ? [run["run"], run[".run.gpuconcord"], run.Path, .. staged.Select(name => run[$".run.gpuconcord/{name}"])] : [];
        IReadOnlyList<string> strace = OwnProcess.Strace(call, $"signal=KILL:when={number}", paths);
        string[] without = exchange ? [] : ["-e", NoExchange];
        (int code, string error) = await OwnProcess.RunUnderAsync(run.Path, [.. strace, .. without], run.Next());
        Assert.True(code is 0 or OwnProcess.Killed, error);
        if (!exchange)
        {
            // A reader completes what the journal decided; so would the next run.
            await OwnProcess.RunAsync(run.Path, "compare", "run", "run");
        }

        run.Check();
        return code != 0;
    }
}
