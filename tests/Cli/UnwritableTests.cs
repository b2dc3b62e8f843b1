using System.Diagnostics;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Writing;
using Xunit;

namespace GpuConcord.Tests.Cli;

/// <summary>Output that cannot be written: exit code 74, and the earlier run is there as before.</summary>
public sealed class UnwritableTests
{
    [Theory]
    [InlineData("pwrite64", "error=ENOSPC", "No space left on device")]
    [InlineData("pwrite64", "error=EDQUOT", "quota")]
    [InlineData("fsync", "error=EIO", "/output error")]
    public async Task A_disk_that_fails(string call, string effect, string said)
    {
        using KilledRun run = KilledRun.Fit();
        await run.PrepareAsync();
        IReadOnlyList<string> strace = OwnProcess.Strace(
            call, effect, [.. new[] { "summary.csv", "draws.parquet", "fluxes.csv", "README.txt", "run.json" }.Select(name => run[$".run.gpuconcord/new/{name}"])]);
        (int code, string error) = await OwnProcess.RunUnderAsync(run.Path, strace, run.Next());
        Assert.True(code == ExitCode.CannotWrite, $"{code}: {error}");
        Assert.Contains(said, error, StringComparison.OrdinalIgnoreCase);
        run.Check();
        await run.RunAsync();
    }

    /// <summary>A folder that is a mount cannot be exchanged: it is filled from inside, and a full one keeps its earlier run.</summary>
    [Fact]
    public async Task A_small_disk_that_is_full()
    {
        using KilledRun run = KilledRun.Fit();
        Directory.CreateDirectory(run["run"]);
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && await CallAsync("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", run["run"]),
            "only root may mount a small disk, and not everywhere");
        try
        {
            await run.PrepareAsync();
            await run.RunAsync();
            // What somebody else put there fills it.
            int bytes = (1 << 20) - (40 << 10) - Directory.EnumerateFiles(run["run"]).Sum(file => (int)(new FileInfo(file).Length + 4095) / 4096 * 4096);
            await File.WriteAllBytesAsync(run["run/notes/big"], new byte[bytes], TestContext.Current.CancellationToken);
            (int code, string error) = await OwnProcess.RunAsync(run.Path, run.Next());
            Assert.True(code == ExitCode.CannotWrite, $"{code}: {error}");
            run.Check();
            File.Delete(run["run/notes/big"]);
            await run.RunAsync();
        }
        finally
        {
            await CallAsync("umount", run["run"]);
        }
    }

    /// <summary>A shell stays in the folder that it is in.</summary>
    [Fact]
    public async Task The_working_folder_is_filled_and_not_exchanged()
    {
        using KilledRun run = KilledRun.Fit();
        await run.PrepareAsync();
        string[] words = run.Next();
        words[1] = run["t.csv"];
        words[Array.IndexOf(words, "--output") + 1] = ".";
        FileIdentity? folder = Unix.Status(run["run"])?.Identity;
        (int code, string error) = await OwnProcess.RunAsync(run["run"], words);
        Assert.True(code == 0, error);
        Assert.Equal(folder, Unix.Status(run["run"])?.Identity);
        run.Check();
        await run.RunAsync();
    }

    private static async Task<bool> CallAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode == 0;
    }
}
