using System.Diagnostics;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Faults;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Cli.Screen;

/// <summary>Single files: the earlier or the whole new one at every moment; what is no file is written to and never replaced.</summary>
public sealed class PendingFilesTests : IDisposable
{
    private static readonly string[] Source = ["aprates", "n=141", "m=9", "A_s=196.689", "A_b=4720.5", "alpha=0.953", "beta=0.029"];

    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void A_file_gets_its_name_when_all_are_complete()
    {
        File.WriteAllText(scratch["a"], "old");
        using PendingFiles files = new(overwrite: true);
        Put(files.Opener("--output", scratch["a"]), "new");
        Put(files.Opener("--fit", scratch["b"]), "more");
        Assert.Equal("old", File.ReadAllText(scratch["a"]));
        files.Complete();
        Assert.Equal("new", File.ReadAllText(scratch["a"]));
        Assert.Equal(["a", "b"], scratch.Entries());
    }

    [Fact]
    public void What_is_not_completed_vanishes()
    {
        using (PendingFiles files = new(overwrite: false))
        {
            Put(files.Opener("--output", scratch["a"]), "new");
        }

        Assert.Empty(scratch.Entries());
    }

    [Fact]
    public void A_link_stays_and_what_it_leads_to_is_replaced()
    {
        Directory.CreateDirectory(scratch["elsewhere"]);
        File.WriteAllText(scratch["elsewhere/a"], "old");
        File.CreateSymbolicLink(scratch["link"], "elsewhere/a");
        File.CreateSymbolicLink(scratch["nowhere"], "elsewhere/b");
        Assert.Throws<UsageException>(() => new PendingFiles(overwrite: false).Opener("--output", scratch["link"]));
        using PendingFiles files = new(overwrite: true);
        Put(files.Opener("--output", scratch["link"]), "new");
        Put(files.Opener("--fit", scratch["nowhere"]), "more");
        files.Complete();
        Assert.Equal("elsewhere/a", new FileInfo(scratch["link"]).LinkTarget);
        Assert.Equal("new", File.ReadAllText(scratch["elsewhere/a"]));
        Assert.Equal("more", File.ReadAllText(scratch["elsewhere/b"]));
        Assert.Equal(["a", "b"], scratch.Entries("elsewhere"));
    }

    [Fact]
    public void Two_outputs_of_one_name_are_refused_however_it_is_written()
    {
        Directory.CreateSymbolicLink(scratch["there"], scratch.Path);
        File.CreateSymbolicLink(scratch["link"], "a");
        using PendingFiles files = new(overwrite: true);
        files.Opener("--output", scratch["a"]);
        foreach (string same in new[] { "a", "./a", "there/a", "link" })
        {
            string message = Assert.Throws<UsageException>(() => files.Opener("--fit", scratch[same])).Message;
            Assert.StartsWith("--output and --fit: found outputs that both would be written to ", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_device_is_written_to_and_needs_no_overwrite()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /dev/null");
        using PendingFiles files = new(overwrite: false);
        Put(files.Opener("--output", "/dev/null"), "gone");
        files.Complete();
        Assert.Throws<UsageException>(() => new PendingFiles(overwrite: false).Beside("--output", "/dev/null", ".truth.json"));
    }

    [Fact]
    public async Task A_full_device_is_an_output_that_could_not_be_written()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        (int code, string error) = await OwnProcess.RunAsync(scratch.Path, [.. Source, "outfile=/dev/full"]);
        Assert.Equal(ExitCode.CannotWrite, code);
        Assert.Contains("No space left on device", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipe_gets_the_whole_and_stays()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs mkfifo");
        using (Process make = Process.Start("mkfifo", [scratch["pipe"]]))
        {
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Task<string> reading = Task.Run(() => File.ReadAllText(scratch["pipe"]));
        (int code, string error) = await OwnProcess.RunAsync(scratch.Path, [.. Source, "outfile=pipe"]);
        Assert.True(code == 0, error);
        await OwnProcess.RunAsync(scratch.Path, [.. Source, "outfile=file"]);
        Assert.Equal(File.ReadAllText(scratch["file"]), await reading);
        Assert.Equal(["file", "pipe"], scratch.Entries());
    }

    /// <summary>What a killed process left beside a file goes with the next one that is written there; the file is the old one until then.</summary>
    [Theory]
    [InlineData("fsync", 1)]
    [InlineData("rename", 1)]
    [InlineData("rmdir", 1)]
    public async Task Killed_at_a_system_call(string call, int number)
    {
        File.WriteAllText(scratch["a.par"], "old");
        string[] words = [.. Source, "outfile=a.par", "clobber=yes"];
        (int code, _) = await OwnProcess.RunUnderAsync(scratch.Path, OwnProcess.Strace(call, $"signal=KILL:when={number}"), words);
        Assert.Equal(OwnProcess.Killed, code);
        if (call is "fsync" or "rename")
        {
            Assert.Equal("old", File.ReadAllText(scratch["a.par"]));
            Assert.Equal(2, scratch.Entries().Count());
        }

        (code, string error) = await OwnProcess.RunAsync(scratch.Path, words);
        Assert.True(code == 0, error);
        Assert.Equal(["a.par"], scratch.Entries());
        Assert.StartsWith("n,i,h,141", File.ReadAllText(scratch["a.par"]), StringComparison.Ordinal);
    }

    /// <summary>A table of 20,000 rows, killed a hundred times.</summary>
    [Fact(Explicit = true)]
    public async Task Killed_at_random_moments_a_table_is_the_old_or_the_new()
    {
        const int Rows = 20_000;
        File.WriteAllLines(scratch["t.csv"], Enumerable.Range(0, Rows).Select(k => $"{k % 50},{k % 7},100,2000").Prepend("n,m,A_s,A_b"));
        string[] words = ["aprates", "t.csv", "--output", "a.csv", "--overwrite", "--device", "simd", "--quiet"];
        long started = Stopwatch.GetTimestamp();
        Assert.Equal(0, (await OwnProcess.RunAsync(scratch.Path, words)).Code);
        double whole = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        Random random = new(1);
        for (int k = 0; k < 100; k++)
        {
            using Process process = OwnProcess.Start(scratch.Path, words);
            await Task.Delay(TimeSpan.FromMilliseconds(whole * (0.4 + (0.7 * random.NextDouble()))), TestContext.Current.CancellationToken);
            process.Kill();
            await OwnProcess.EndAsync(process);
            Assert.Equal(Rows + 1, File.ReadAllLines(scratch["a.csv"]).Length);
        }

        Assert.Equal(0, (await OwnProcess.RunAsync(scratch.Path, words)).Code);
        Assert.Equal(["a.csv", "t.csv"], scratch.Entries());
    }

    private static void Put(Func<Stream> open, string text)
    {
        using TextWriter writer = PendingFiles.Text(open)();
        writer.Write(text);
    }
}
