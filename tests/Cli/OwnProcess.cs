using System.Diagnostics;
using GpuConcord.Cli;
using Xunit;

namespace GpuConcord.Tests.Cli;

/// <summary>The program as a process of its own, which may be killed, or watched by strace.</summary>
internal static class OwnProcess
{
    /// <summary>How a process ended that was killed, as a shell tells it.</summary>
    public const int Killed = 128 + 9;

    /// <summary>Starts the program in a folder.</summary>
    public static Process Start(string folder, params string[] arguments) => Start(folder, [], arguments);

    /// <summary>Starts it under another program, whose words come first.</summary>
    public static Process Start(string folder, IReadOnlyList<string> under, IReadOnlyList<string> arguments)
    {
        string[] words = [.. under, "dotnet", typeof(Shell).Assembly.Location, .. arguments];
        ProcessStartInfo start = new(words[0], words[1..])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return Process.Start(start)!;
    }

    /// <summary>Waits for the end, and gives how it ended and what it said.</summary>
    public static async Task<(int Code, string Error)> EndAsync(Process process)
    {
        (int code, _, string error) = await FinishAsync(process);
        return (code, error);
    }

    /// <summary>The same, and what it printed.</summary>
    public static async Task<(int Code, string Output, string Error)> FinishAsync(Process process)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation);
        string error = await process.StandardError.ReadToEndAsync(cancellation);
        string printed = await output;
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, printed, error);
    }

    /// <summary>Runs the program to its end.</summary>
    public static Task<(int Code, string Error)> RunAsync(string folder, params string[] arguments) => RunUnderAsync(folder, [], arguments);

    /// <summary>The same under another program.</summary>
    public static async Task<(int Code, string Error)> RunUnderAsync(string folder, IReadOnlyList<string> under, IReadOnlyList<string> arguments)
    {
        using Process process = Start(folder, under, arguments);
        return await EndAsync(process);
    }

    /// <summary>Sends a signal.</summary>
    public static async Task SignalAsync(Process process, string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The words of strace that do something to a system call; the test is skipped where strace cannot be had.</summary>
    /// <param name="call">The system call.</param>
    /// <param name="effect">What happens, as in signal=KILL:when=2.</param>
    /// <param name="paths">Files that it has to do with; all when empty.</param>
    public static IReadOnlyList<string> Strace(string call, string effect, params string[] paths)
    {
        if (!OperatingSystem.IsLinux() || !CanTrace.Value)
        {
            Assert.Skip("strace is absent, or may not trace");
        }

        return ["strace", "-f", "-qq", "-o", "/dev/null", .. paths.SelectMany(path => new[] { "-P", path }), "-e", $"trace={call},renameat2", "-e", $"inject={call}:{effect}"];
    }

    private static readonly Lazy<bool> CanTrace = new(() =>
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("strace", ["-f", "-o", "/dev/null", "true"]) { UseShellExecute = false, RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    });
}
