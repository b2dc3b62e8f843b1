using System.Globalization;

namespace GpuConcord.Host.Devices;

/// <summary>
/// What <c>--device auto</c> takes: the processor's widest vector registers, unless a GPU was measured at least twice as fast; of GPUs
/// the first, unless a later one is at least twice as fast as it.
/// </summary>
/// <remarks>
/// A factor of two makes a class: measurements differ from run to run by much less, so the choice, and with it the last digits of the
/// results, do not. An OpenCL driver for the processor itself is left alone, as its cores are the same.
/// </remarks>
internal static class AutomaticChoice
{
    /// <summary>How many times faster another device must be.</summary>
    public const double ClassWidth = 2.0;

    /// <summary>Measures the candidates and opens the one to take.</summary>
    /// <param name="entries">The machine's devices.</param>
    public static Device Open(IReadOnlyList<DeviceEntry> entries)
    {
        Dictionary<string, Device> open = [];
        try
        {
            DeviceEntry best = Pick(Throughput.Measure(entries, entry => IsCandidate(entry, entries), open), out string reason);
            if (!open.Remove(best.Choice, out Device? device))
            {
                device = best.Kind is DeviceKind.Simd ? Device.OpenSimd(best.LaneWidth) : Device.Open(best, reason);
            }

            device.Reason = reason;
            device.Gigaflops = best.Gigaflops;
            return device;
        }
        finally
        {
            foreach (Device other in open.Values)
            {
                other.Dispose();
            }
        }
    }

    /// <summary>The device to take, from measured ones, and why.</summary>
    /// <param name="entries">The machine's devices; a candidate that was not measured counts as slower than any other.</param>
    /// <param name="reason">What was measured of this and of every other candidate, and why the rest are none.</param>
    public static DeviceEntry Pick(IReadOnlyList<DeviceEntry> entries, out string reason)
    {
        DeviceEntry[] candidates = [.. entries.Where(entry => IsCandidate(entry, entries))];
        DeviceEntry best = candidates.Aggregate((chosen, next) => Speed(next) >= ClassWidth * Speed(chosen) ? next : chosen);
        string others = string.Join(" and ", candidates.Where(other => other != best).Select(other => Comparison(other, best)));
        reason = string.Join("; ", entries
            .Where(entry => entry.Kind is DeviceKind.Cuda or DeviceKind.OpenCL && !candidates.Contains(entry))
            .Select(entry => $"{entry.Choice}: {(entry.Refusal is null ? $"{entry.Name} is no GPU" : entry.Refusal.Split("; ")[0])}")
            .Prepend($"auto: {Measured(best)}, {(others.Length > 0 ? $"chosen over {others}" : "no GPU to compare with")}"));
        return best;
    }

    private static bool IsCandidate(DeviceEntry entry, IReadOnlyList<DeviceEntry> entries) => entry.Refusal is null && entry.Kind switch
    {
        DeviceKind.Simd => entry == entries.First(first => first.Kind is DeviceKind.Simd),
        DeviceKind.Cuda or DeviceKind.OpenCL => entry.IsGpu,
        _ => false,
    };

    private static double Speed(DeviceEntry entry) => entry.Gigaflops ?? 0.0;

    private static string Measured(DeviceEntry entry) => entry.Gigaflops is { } speed
        ? string.Create(CultureInfo.InvariantCulture, $"{(speed >= 9.95 ? Math.Round(speed) : Math.Round(speed, 1))} Gflop/s measured")
        : "not measured";

    private static string Comparison(DeviceEntry other, DeviceEntry best) =>
        $"{other.Choice} ({other.Name}, {Measured(other)}{(Speed(other) > Speed(best) ? ", less than twice as fast" : "")})";
}
