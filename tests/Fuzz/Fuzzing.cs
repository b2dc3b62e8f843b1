using System.Diagnostics;
using System.Globalization;
using System.Text;
using GpuConcord.Host.Devices;
using GpuConcord.Tests.Cli;

namespace GpuConcord.Tests.Fuzz;

/// <summary>What became of the cases of one kind.</summary>
/// <param name="Kind">Its name.</param>
/// <param name="Exits">Cases by exit code.</param>
/// <param name="Slowest">Seconds of the slowest case.</param>
/// <param name="Seconds">Seconds of all together.</param>
/// <param name="Faults">What must not be: the seed of each case, with what it did and the smallest file found that still does it.</param>
internal sealed record FuzzResult(string Kind, SortedDictionary<int, int> Exits, double Slowest, double Seconds, IReadOnlyList<string> Faults);

/// <summary>Runs the program, in this process, on damaged files.</summary>
internal static class Fuzzing
{
    /// <summary>Seconds after which a case counts as hung.</summary>
    public const double Hang = 10;

    /// <summary>Bytes of this process beyond which a case takes too much.</summary>
    public const long Memory = 2L << 30;

    private const int MostFaults = 5;
    private const int Shrinking = 200;

    // An internal error, in the program's own words; 0 to 127 but this are answers.
    private const int InternalError = 1;

    /// <summary>Runs cases <paramref name="first"/> to before <paramref name="end"/> of a kind; the number of a case is its seed.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="first">First case.</param>
    /// <param name="end">One past the last.</param>
    /// <param name="cancellation">Stops between cases.</param>
    public static async Task<FuzzResult> RunAsync(Kind kind, int first, int end, CancellationToken cancellation)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("gpuconcord-fuzz-");

        // One for all cases: to start a device takes longer than most of them.
        Device device = Device.OpenSimd();
        device.IsLent = true;
        try
        {
            Stopwatch clock = Stopwatch.StartNew();
            SortedDictionary<int, int> exits = [];
            List<string> faults = [];
            double slowest = 0;
            for (int seed = first; seed < end && faults.Count < MostFaults; seed++)
            {
                cancellation.ThrowIfCancellationRequested();
                byte[] file = Mutation.Of(kind, new Random(seed));
                double began = clock.Elapsed.TotalSeconds;
                (int code, string? fault) = await CaseAsync(kind, file, folder.FullName, device);
                slowest = Math.Max(slowest, clock.Elapsed.TotalSeconds - began);
                exits[code] = exits.GetValueOrDefault(code) + 1;
                if (fault is not null)
                {
                    byte[] small = await ShrinkAsync(kind, file, folder.FullName, device);
                    faults.Add($"{kind.Name}, case {seed}: {fault}\n{Shown(small)}");
                }
            }

            return new FuzzResult(kind.Name, exits, slowest, clock.Elapsed.TotalSeconds, faults);
        }
        finally
        {
            device.IsLent = false;
            device.Dispose();
            folder.Delete(true);
        }
    }

    /// <summary>The exit code of one file, and what is wrong with it, or null.</summary>
    public static async Task<(int Code, string? Fault)> CaseAsync(Kind kind, byte[] file, string folder, Device? device = null)
    {
        string path = Path.Combine(folder, "input" + kind.Extension);
        await File.WriteAllBytesAsync(path, file);
        Cli.Console console = new() { Devices = device is null ? null : _ => device };
        Task<int> run = Task.Run(() => console.RunAsync(CancellationToken.None, kind.Command(path)));
        if (await Task.WhenAny(run, Task.Delay(TimeSpan.FromSeconds(Hang))) != run)
        {
            return (-1, $"no answer after {Hang} s");
        }

        if (run.IsFaulted)
        {
            return (-2, run.Exception!.InnerException!.ToString());
        }

        int code = await run;
        string? fault = code == InternalError ? console.Error : Environment.WorkingSet > Memory ? $"{Environment.WorkingSet >> 20} MB taken" : null;
        return (code, fault);
    }

    /// <summary>Takes away what can go: a smaller file with the same exit code, by halves, quarters and so on (delta debugging; Zeller and Hildebrandt 2002).</summary>
    private static async Task<byte[]> ShrinkAsync(Kind kind, byte[] file, string folder, Device device)
    {
        (int wanted, _) = await CaseAsync(kind, file, folder, device);
        int left = wanted is -1 ? 0 : Shrinking;
        for (int length = Math.Max(1, file.Length / 2); length > 0; length /= 2)
        {
            for (int at = 0; at < file.Length && left > 0; left--)
            {
                byte[] shorter = [.. file[..at], .. file[Math.Min(file.Length, at + length)..]];
                (int code, string? fault) = await CaseAsync(kind, shorter, folder, device);
                if (code == wanted && fault is not null)
                {
                    file = shorter;
                }
                else
                {
                    at += length;
                }
            }
        }

        return file;
    }

    private static string Shown(byte[] file)
    {
        StringBuilder text = new();
        foreach (byte value in file.AsSpan(0, Math.Min(file.Length, 2000)))
        {
            text.Append(value is (>= 32 and < 127) or (byte)'\n' ? ((char)value).ToString() : string.Create(CultureInfo.InvariantCulture, $"\\x{value:x2}"));
        }

        return text.Append(CultureInfo.InvariantCulture, $"\n({file.Length} bytes)").ToString();
    }
}
