using System.Diagnostics;
using System.Globalization;
using GpuConcord.Cli;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Simulation;
using GpuConcord.Host.Tables.Formats;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Cli;

/// <summary>The program as a process of its own, stopped as Ctrl-C stops it.</summary>
public sealed class InterruptTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task An_interrupt_ends_the_process_with_130_and_leaves_no_file()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("signals are sent with kill, which Windows lacks");
        }

        SkipWhereInterruptsAreIgnored();

        CancellationToken cancellation = TestContext.Current.CancellationToken;
        // Ten million iterations: the fit would take hours.
        using Process process = Process.Start(new ProcessStartInfo("dotnet",
            [typeof(Shell).Assembly.Location, "fit", "e0102-shape", "--device", "simd", "--chains", "2", "--warmup", "0", "--draws", "1000", "--thin", "10000000", "--output",
                scratch["out"]])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        // The folder is claimed when the device is open and sampling is about to begin.
        while (!Directory.Exists(scratch["out"]) && !process.HasExited)
        {
            await Task.Delay(20, cancellation);
        }

        using (Process kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync(cancellation);
        }

        string error = await process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        Assert.Equal("Interrupted; no file was written.\n", error);
        Assert.Equal(130, process.ExitCode);
        Assert.Empty(scratch.Entries());
    }

    [Fact]
    public async Task An_interrupt_during_a_long_check_does_the_same()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("signals are sent with kill, which Windows lacks");
        }

        SkipWhereInterruptsAreIgnored();

        CancellationToken cancellation = TestContext.Current.CancellationToken;
        string table = scratch["many.csv"];
        Assert.Equal(0, await new Console().RunAsync("simulate", "--model", "counts", "--sources", "3000", "--output", table));

        // A quick fit whose check, which counts photons for every source and draw, takes half a minute and says so before it begins.
        ProcessStartInfo start = new("dotnet",
            [typeof(Shell).Assembly.Location, "fit", table, "--check", "--device", "simd", "--chains", "32", "--warmup", "4", "--draws", "8", "--output",
                scratch["out"]])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_PROCESSOR_COUNT"] = "2";
        using Process process = Process.Start(start)!;
        string? notice;
        do
        {
            notice = await process.StandardError.ReadLineAsync(cancellation);
        }
        while (notice is not null && !notice.StartsWith("Checking 9,000 observations takes about ", StringComparison.Ordinal));

        Assert.NotNull(notice);
        using (Process kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync(cancellation);
        }

        string error = await process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        Assert.EndsWith("Interrupted; no file was written.\n", error, StringComparison.Ordinal);
        Assert.Equal(130, process.ExitCode);
        Assert.Equal(["many.csv", "many.csv.truth.json"], scratch.Entries());
    }

    /// <summary>A pipe without a writer holds the program in the call that opens it: nothing unwinds, and it ends all the same.</summary>
    [Theory]
    [InlineData("HUP")]
    [InlineData("TERM")]
    public async Task A_signal_ends_a_process_that_waits_for_a_pipe_within_a_second(string signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs mkfifo");
        Assert.SkipWhen(signal is "HUP" && HangUpsAreIgnored(), "these tests run under nohup or the like, and so does what they start");
        using (Process make = Process.Start("mkfifo", [scratch["pipe"]]))
        {
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        using Process process = OwnProcess.Start(scratch.Path, "fit", "pipe", "--output", "out");
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        long sent = Stopwatch.GetTimestamp();
        await OwnProcess.SignalAsync(process, signal);
        (int code, string error) = await OwnProcess.EndAsync(process);
        // The second is measured on an idle machine; this one runs other tests.
        Assert.InRange(Stopwatch.GetElapsedTime(sent).TotalSeconds, 0.1, 3);
        Assert.Equal((130, "Interrupted; no file was written.\n"), (code, error));
        Assert.Equal(["pipe"], scratch.Entries());
    }

    /// <summary>Whether this process was started so that a hang-up does nothing: bit 0 of the signals that it ignores.</summary>
    private static bool HangUpsAreIgnored() => File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))[^1] is var last
        && (Convert.ToInt32($"{last}", 16) & 1) != 0;

    /// <summary>A shell starts its background jobs deaf to SIGINT, and they hand that on: a process would then run to its end, hours away.</summary>
    private static void SkipWhereInterruptsAreIgnored()
    {
        const string Status = "/proc/self/status", Ignored = "SigIgn:";
        const ulong Interrupt = 1UL << 1;
        string? line = File.Exists(Status) ? File.ReadLines(Status).FirstOrDefault(text => text.StartsWith(Ignored, StringComparison.Ordinal)) : null;
        if (line is not null && (ulong.Parse(line[Ignored.Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & Interrupt) != 0)
        {
            Assert.Skip("SIGINT is ignored where the tests run, as in a background job of a shell");
        }
    }
}
