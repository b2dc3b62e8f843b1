using GpuConcord.Host.Data;

namespace GpuConcord.Host.Devices;

/// <summary>What --device asks for: <c>auto | simd | simd:8 | simd:4 | simd:1 | cpu | cuda[:i] | opencl[:i]</c>.</summary>
/// <param name="Kind">How kernels run; null for auto.</param>
/// <param name="Number">Lane width after simd, device number after cuda and opencl; null when left out.</param>
public readonly record struct DeviceChoice(DeviceKind? Kind, int? Number)
{
    /// <summary>Reads the text of the option.</summary>
    /// <exception cref="UsageException">The text is none of the choices.</exception>
    public static DeviceChoice Parse(string text)
    {
        string[] parts = text.Split(':');
        int? number = null;
        if (parts.Length == 2 && int.TryParse(parts[1], System.Globalization.NumberStyles.None, provider: null, out int value))
        {
            number = value;
        }

        return (parts[0], parts.Length, number) switch
        {
            ("auto", 1, _) => default,
            ("simd", 1, _) => new DeviceChoice(DeviceKind.Simd, null),
            ("simd", 2, { } width) when Device.LaneWidths.Contains(width) => new DeviceChoice(DeviceKind.Simd, width),
            ("cpu", 1, _) => new DeviceChoice(DeviceKind.Cpu, null),
            ("cuda", 1, _) or ("cuda", 2, not null) => new DeviceChoice(DeviceKind.Cuda, number),
            ("opencl", 1, _) or ("opencl", 2, not null) => new DeviceChoice(DeviceKind.OpenCL, number),
            _ => throw new UsageException(
                $"--device: found '{text}', expected auto, simd, simd:8, simd:4, simd:1, cpu, cuda, cuda:N, opencl or opencl:N. 'gpuconcord devices' lists what this machine has."),
        };
    }

    /// <summary>
    /// Opens the device. <c>auto</c> takes the first CUDA device, else the first OpenCL GPU, else vector registers, and
    /// <see cref="Device.Reason"/> says why; anything else opens exactly what was asked for.
    /// </summary>
    /// <exception cref="DeviceException">What was asked for is not there or does not start.</exception>
    public Device Open()
    {
        if (Kind is DeviceKind.Simd)
        {
            return Device.OpenSimd(Number);
        }

        DeviceEntry entry = Pick(DeviceCatalogue.Read(), out string reason);
        return entry.Kind is DeviceKind.Simd ? Device.OpenSimd(entry.LaneWidth, reason: reason) : Device.Open(entry, reason);
    }

    /// <summary>The entry of a device list that this choice means, and why.</summary>
    /// <exception cref="DeviceException">The list has no such device, or it was refused.</exception>
    public DeviceEntry Pick(IReadOnlyList<DeviceEntry> entries, out string reason)
    {
        if (Kind is not { } kind)
        {
            return Best(entries, out reason);
        }

        reason = "asked for";
        string name = kind.ToString().ToLowerInvariant();
        List<DeviceEntry> candidates = [.. entries.Where(entry => entry.Kind == kind)];
        if (candidates is [{ Name: "", Refusal: { } absence }])
        {
            throw new DeviceException($"{name}: {absence}. Or use --device simd, the processor.");
        }

        DeviceEntry? chosen = Number is { } number
            ? candidates.ElementAtOrDefault(number)
            : candidates.Find(entry => entry.Refusal is null) ?? candidates.FirstOrDefault();
        if (chosen is null)
        {
            string found = string.Join(", ", candidates.Select(entry => $"{entry.Choice} ({entry.Name})"));
            throw new DeviceException($"{name}:{Number}: there is no such device; found {found}. Use one of these, or --device simd.");
        }

        return chosen.Refusal is null
            ? chosen
            : throw new DeviceException($"{chosen.Choice} ({chosen.Name}): {chosen.Refusal}. Or use --device simd, the processor.");
    }

    private static DeviceEntry Best(IReadOnlyList<DeviceEntry> entries, out string reason)
    {
        DeviceEntry? gpu = First(entries, DeviceKind.Cuda) ?? First(entries, DeviceKind.OpenCL);
        if (gpu is not null)
        {
            reason = gpu.Kind is DeviceKind.Cuda ? "auto: the first CUDA device" : $"auto: the first OpenCL GPU; {Why(entries, DeviceKind.Cuda)}";
            return gpu;
        }

        reason = $"auto: the processor's vector registers; {Why(entries, DeviceKind.Cuda)}; {Why(entries, DeviceKind.OpenCL)}";
        return entries.First(entry => entry.Kind is DeviceKind.Simd);
    }

    private static DeviceEntry? First(IReadOnlyList<DeviceEntry> entries, DeviceKind kind) =>
        entries.FirstOrDefault(entry => entry.Kind == kind && entry.IsGpu && entry.Refusal is null);

    private static string Why(IReadOnlyList<DeviceEntry> entries, DeviceKind kind) => string.Join("; ", entries
        .Where(entry => entry.Kind == kind)
        .Select(entry => $"{entry.Choice}: {(entry.Refusal is null ? $"{entry.Name} is no GPU" : entry.Refusal.Split("; ")[0])}"));
}
