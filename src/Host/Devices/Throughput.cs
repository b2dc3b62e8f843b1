using System.Collections.Concurrent;
using System.Diagnostics;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.SelfTest;
using ILGPU;
using ILGPU.Runtime;

namespace GpuConcord.Host.Devices;

/// <summary>
/// How fast a device multiplies and adds in double precision, measured. A number of cores or of multiprocessors does not tell: most
/// consumer GPUs compute doubles at 1/32 or 1/64 of their advertised rate, below a processor's vector registers.
/// </summary>
internal static class Throughput
{
    private const double LaunchSeconds = 1e-3;
    private const int Repetitions = 3;
    private const int MostIterations = 1 << 22;

    // A device is measured once a process. What stops one is remembered too.
    private static readonly ConcurrentDictionary<string, DeviceEntry> Known = new(StringComparer.Ordinal);

    /// <summary>
    /// The list with <see cref="DeviceEntry.Gigaflops"/> of every device that <paramref name="which"/> names and that can be used. One that
    /// does not start, or does not compile, is refused with what it says.
    /// </summary>
    /// <param name="entries">The machine's devices.</param>
    /// <param name="which">Which to measure.</param>
    /// <param name="open">Receives the devices that were started, by <see cref="DeviceEntry.Choice"/>; null closes them at once.</param>
    public static DeviceEntry[] Measure(
        IReadOnlyList<DeviceEntry> entries, Func<DeviceEntry, bool> which, Dictionary<string, Device>? open = null) => [.. entries.Select(entry =>
            entry.Refusal is null && which(entry) ? Known.GetOrAdd(entry.Choice, _ => Measure(entry, open)) : entry)];

    /// <summary>Multiply-adds in 10⁹ floating-point operations a second: the best of a few launches of about a millisecond.</summary>
    public static double Gigaflops(Device device)
    {
        // On a processor sixteen strips a core, on a GPU as many threads as a multiprocessor holds.
        int lanes = device.Kind is DeviceKind.Simd or DeviceKind.Cpu
            ? 16 * Tiles.Width * device.Units
            : 64 * Tiles.Width * device.Units;
        using Memory sums = device.Allocate(lanes);
        double[] ones = new double[lanes];
        Array.Fill(ones, 1.0);
        sums.CopyFrom(ones);
        Seconds(device, sums, lanes, 1);
        int iterations = 64;
        double seconds = Seconds(device, sums, lanes, iterations);
        while (seconds < LaunchSeconds && iterations < MostIterations)
        {
            iterations *= 2;
            seconds = Seconds(device, sums, lanes, iterations);
        }

        for (int repetition = 1; repetition < Repetitions; repetition++)
        {
            seconds = Math.Min(seconds, Seconds(device, sums, lanes, iterations));
        }

        return 1e-9 * MultiplyAddProbe.Operations * lanes * iterations / seconds;
    }

    private static double Seconds(Device device, Memory sums, int lanes, int iterations)
    {
        long start = Stopwatch.GetTimestamp();
        device.Launch<MultiplyAddProbe, MultiplyAddProbeArguments>(lanes, new MultiplyAddProbeArguments(sums.View, iterations));
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static DeviceEntry Measure(DeviceEntry entry, Dictionary<string, Device>? open)
    {
        Device? device = null;
        try
        {
            device = entry.Kind is DeviceKind.Simd ? Device.OpenSimd(entry.LaneWidth) : Device.Open(entry, "");
            DeviceEntry measured = entry with { Gigaflops = Gigaflops(device) };
            if (open is not null)
            {
                open.Add(entry.Choice, device);
                device = null;
            }

            return measured;
        }
        catch (Exception fault) when (fault is DeviceException or AcceleratorException or InternalCompilerException)
        {
            return entry with { Refusal = $"it is listed but computes nothing ({fault.Message.ReplaceLineEndings(" ")}); run gpuconcord selftest --device {entry.Choice}" };
        }
        finally
        {
            device?.Dispose();
        }
    }
}
