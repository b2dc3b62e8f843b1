using GpuConcord.Host.Faults;

namespace GpuConcord.Host.Devices;

/// <summary>What --device asks for: <c>auto | simd | simd:8 | simd:4 | simd:1 | cpu | cuda[:i] | opencl[:i]</c>.</summary>
/// <param name="Kind">How kernels run; null for auto.</param>
/// <param name="Number">Lane width after simd, device number after cuda and opencl; null when left out.</param>
public readonly record struct DeviceChoice(DeviceKind? Kind, int? Number)
{
    /// <summary>Most bytes of the device's memory to take at one time; null for all that is free.</summary>
    public long? MemoryLimit { get; init; }

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

    /// <summary>Opens the device: what <see cref="AutomaticChoice"/> finds for <c>auto</c>, else exactly what was asked for.</summary>
    /// <exception cref="DeviceException">What was asked for is not there or does not start.</exception>
    public Device Open()
    {
        Device device = Kind switch
        {
            null => AutomaticChoice.Open(DeviceCatalogue.Read()),
            DeviceKind.Simd => Device.OpenSimd(Number),
            _ => Device.Open(Pick(DeviceCatalogue.Read(), out string reason), reason),
        };
        device.MemoryLimit = MemoryLimit ?? long.MaxValue;
        return device;
    }

    /// <summary>The entry of a device list that this choice means, and why.</summary>
    /// <exception cref="DeviceException">The list has no such device, or it was refused.</exception>
    public DeviceEntry Pick(IReadOnlyList<DeviceEntry> entries, out string reason)
    {
        if (Kind is not { } kind)
        {
            return AutomaticChoice.Pick(entries, out reason);
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
}
