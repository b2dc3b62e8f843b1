using System.Diagnostics;
using System.Globalization;
using GpuConcord.Host.Devices;

namespace GpuConcord.Bench.Work;

/// <summary>
/// The commands <c>work …</c> of this program: what kernels of a job launch, on this processor with times, on a GPU or a driver that counts; their PTX. bench/gpu-model
/// asks for all three.
/// </summary>
internal static class KernelWork
{
    /// <summary>Prints a line a job: its name, a tab, its title.</summary>
    public static void List(TextWriter output)
    {
        foreach (KernelJob job in KernelJob.All)
        {
            output.WriteLine($"{job.Name}\t{job.Title}");
        }
    }

    /// <summary>
    /// Does a job on this processor and prints CSV, see <see cref="KernelTimes.Row"/>; of runs for so many seconds,
    /// after one that is not counted, each kernel's fastest.
    /// </summary>
    public static void Time(string name, int seconds, TextWriter output)
    {
        KernelJob job = Of(name);
        KernelTimes times = new();
        using Device device = Device.OpenSimd(times);
        times.InUse = () => device.MemoryLimit - device.FreeMemory;
        Dictionary<string, KernelTimes.Row> best = new(StringComparer.Ordinal);
        job.Run(device);
        for (Stopwatch clock = Stopwatch.StartNew(); best.Count == 0 || clock.Elapsed.TotalSeconds < seconds;)
        {
            times.Clear();
            job.Run(device);
            foreach ((string kernel, KernelTimes.Row row) in times.Rows)
            {
                if (!best.TryGetValue(kernel, out KernelTimes.Row known) || row.Seconds < known.Seconds)
                {
                    best[kernel] = row;
                }
            }
        }

        output.WriteLine("kernel,launches,lanes,units,bytes,seconds");
        foreach ((string kernel, KernelTimes.Row row) in best.OrderByDescending(pair => pair.Value.Seconds))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kernel},{row.Launches},{row.Lanes},{row.Units},{row.Bytes},{row.Seconds:R}"));
        }
    }

    /// <summary>Does a job once on any device.</summary>
    public static void Once(string name, string device)
    {
        using Device opened = DeviceChoice.Parse(device).Open();
        Of(name).Run(opened);
    }

    /// <summary>
    /// Does a job several times on any device, host's work and transfers included, and prints seconds of the first time, in which kernels are compiled, and of the fastest
    /// one after it, with a comma between them.
    /// </summary>
    public static void Wall(string name, string device, int runs, TextWriter output)
    {
        KernelJob job = Of(name);
        using Device opened = DeviceChoice.Parse(device).Open();
        double first = Seconds(), best = double.PositiveInfinity;
        for (int run = 0; run < runs; run++)
        {
            best = Math.Min(best, Seconds());
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{first:R},{best:R}"));

        double Seconds()
        {
            long start = Stopwatch.GetTimestamp();
            job.Run(opened);
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }

    /// <summary>Writes the PTX of every kernel that the jobs launch.</summary>
    public static void Texts(string folder)
    {
        KernelTexts texts = new();
        using (Device device = Device.OpenSimd(texts))
        {
            foreach (KernelJob job in KernelJob.All)
            {
                job.Run(device);
            }
        }

        texts.Write(folder);
    }

    private static KernelJob Of(string name) => KernelJob.All.FirstOrDefault(job => job.Name.Equals(name, StringComparison.Ordinal))
        ?? throw new ArgumentException($"found the job '{name}', expected one of {string.Join(", ", KernelJob.All.Select(job => job.Name))}", nameof(name));
}
