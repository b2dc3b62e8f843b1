using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace GpuConcord.Tests.Kernels.Assembly;

/// <summary>NVIDIA's assembler, which makes PTX into machine code without a GPU, and says what a kernel occupies.</summary>
/// <param name="Path">The program.</param>
internal sealed partial record Ptxas(string Path)
{
    private const string Fetched = "artifacts/nvidia-cuda-toolkit-11.8/ptxas";

    /// <summary>Why there is none, and the cure.</summary>
    public const string Absence = "no ptxas: $PTXAS names none; tests/data/ptxas/fetch.sh fetches it (84 MB)";

    /// <summary>What $PTXAS names, else what fetch.sh fetched; null when there is neither.</summary>
    public static Ptxas? Find()
    {
        if (Environment.GetEnvironmentVariable("PTXAS") is { Length: > 0 } named)
        {
            return File.Exists(named)
                ? new Ptxas(named)
                : throw new FileNotFoundException($"$PTXAS names {named}, which is not there; tests/data/ptxas/fetch.sh prints a path that is");
        }

        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = System.IO.Path.Combine(folder.FullName, Fetched);
            if (File.Exists(path))
            {
                return new Ptxas(path);
            }
        }

        return null;
    }

    /// <summary>Assembles one kernel.</summary>
    /// <param name="ptx">Its text.</param>
    /// <param name="architecture">What it is for: "sm_90".</param>
    public Footprint Assemble(string ptx, string architecture)
    {
        string source = System.IO.Path.GetTempFileName();
        string code = System.IO.Path.GetTempFileName();
        try
        {
            File.WriteAllText(source, ptx);
            using Process process = Process.Start(new ProcessStartInfo(Path, [$"-arch={architecture}", "-v", "-o", code, source])
            {
                UseShellExecute = false,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            })!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            string report = process.StandardError.ReadToEnd() + output.Result;
            process.WaitForExit();
            return process.ExitCode == 0
                ? Read(report)
                : throw new InvalidOperationException($"{Path} -arch={architecture} refuses the kernel:\n{report}");
        }
        finally
        {
            File.Delete(source);
            File.Delete(code);
        }
    }

    /// <summary>What the assembler's report (-v) says of one kernel.</summary>
    public static Footprint Read(string report)
    {
        Match frame = Frame().Match(report);
        Match registers = Registers().Match(report);
        return frame.Success && registers.Success
            ? new Footprint(Number(registers, "registers"), Number(frame, "stack"), Number(frame, "stores"), Number(frame, "loads"))
            : throw new FormatException($"expected ptxas to report a stack frame, spills and registers, found:\n{report}");
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<stack>\d+) bytes stack frame, (?<stores>\d+) bytes spill stores, (?<loads>\d+) bytes spill loads", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Frame();

    [GeneratedRegex(@"Used (?<registers>\d+) registers", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Registers();
}
