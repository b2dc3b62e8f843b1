using System.Diagnostics;
using GpuConcord.Cli.Help;
using GpuConcord.Host.Jobs;
using GpuConcord.Host.Runs;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Cli;

/// <summary>However workers, merges and long runs are killed, what is finished stays, nothing half-written is taken for finished, and the end is that of one piece.</summary>
public sealed class KilledJobTests : IDisposable
{
    private const int Shards = 6;
    private static readonly string[] Sweep = ["sweep", "e0102-shape", "--tau", "0.02,0.03,0.05", "--beta-grid", "0.001,0.01", "--device", "simd"];

    private readonly ScratchFolder scratch = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => scratch.Dispose();

    [Fact]
    public Task Killed_a_few_times() => KillAsync(2);

    [Fact(Explicit = true)]
    public Task Killed_a_hundred_times() => KillAsync(100);

    private async Task KillAsync(int times)
    {
        await DoneAsync([.. Sweep, "--output", "plain", "--quiet"]);
        await DoneAsync(["plan", "run", .. Sweep, "--shards", $"{Shards}"]);
        JobFolder job = JobFolder.Open(scratch["run"], PrintVersion.Version);
        Random random = new(1);
        int finished = 0;
        for (int k = 0; k < times; k++)
        {
            // Two at once, of which one is killed; what is finished now and then is done again.
            using Process killed = OwnProcess.Start(scratch.Path, "work", "run", "--quiet");
            using Process other = OwnProcess.Start(scratch.Path, "work", "run", "--quiet", "--shard", $"{random.Next(Shards)}");
            await Task.Delay(random.Next(200, 2500), Stop);
            killed.Kill();
            await OwnProcess.EndAsync(killed);
            (int code, string error) = await OwnProcess.EndAsync(other);
            Assert.True(code is 0 or 74, error);
            JobStatus status = JobStatus.Of(job);
            finished += status.In(ShardState.Done).Count;
            foreach (int shard in status.In(ShardState.Done).Where(_ => random.Next(3) > 0))
            {
                Directory.Delete(job.Part(shard), recursive: true);
            }
        }

        Assert.True(times < 10 || finished > 0);
        await DoneAsync(["work", "run", "--quiet"]);
        Assert.True(JobStatus.Of(job).IsDone);
        for (int k = 0; k < times; k++)
        {
            using Process merge = OwnProcess.Start(scratch.Path, "merge", "run", "--output", "merged", "--overwrite", "--quiet");
            await Task.Delay(random.Next(200, 1500), Stop);
            merge.Kill();
            await OwnProcess.EndAsync(merge);
            if (File.Exists(scratch["merged/run.json"]))
            {
                Same();
            }
        }

        await DoneAsync(["merge", "run", "--output", "merged", "--overwrite", "--quiet"]);
        Same();
        Assert.Equal(["merged", "plain", "run"], scratch.Entries());
        Assert.DoesNotContain(scratch.Entries("run/parts"), name => name.StartsWith('.'));
    }

    /// <summary>A run that was killed goes on to the same bytes.</summary>
    [Fact(Explicit = true)]
    public async Task A_long_run_is_killed_and_goes_on()
    {
        string[] words =
        [
            "sweep", "epic-hmxb", "--tau", "0.01:0.1:0.001", "--beta-grid", "0.001,0.003,0.01,0.03", "--tuning", "quick", "--device", "simd",
        ];
        using (Process process = OwnProcess.Start(scratch.Path, [.. words, "--output", "merged", "--quiet"]))
        {
            while (!File.Exists(scratch[".merged.parts/parts/00001/run.json"]) && !process.HasExited)
            {
                await Task.Delay(20, Stop);
            }

            process.Kill();
            await OwnProcess.EndAsync(process);
        }

        Assert.True(Directory.Exists(scratch[".merged.parts"]));
        await DoneAsync([.. words, "--output", "merged", "--quiet", "--resume"]);
        await DoneAsync([.. words, "--output", "plain", "--quiet"]);
        Same();
        Assert.Equal(["merged", "plain"], scratch.Entries());
    }

    private async Task DoneAsync(string[] words)
    {
        (int code, string error) = await OwnProcess.RunAsync(scratch.Path, words);
        Assert.True(code is 0, error);
    }

    private void Same()
    {
        Assert.Equal(scratch.Entries("plain"), scratch.Entries("merged"));
        foreach (string file in scratch.Entries("plain").Where(file => file is not OutputFolder.Manifest))
        {
            Assert.Equal(File.ReadAllBytes(scratch[$"plain/{file}"]), File.ReadAllBytes(scratch[$"merged/{file}"]));
        }
    }
}
