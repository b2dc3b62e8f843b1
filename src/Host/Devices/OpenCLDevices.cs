using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ILGPU.Runtime.OpenCL;

namespace GpuConcord.Host.Devices;

/// <summary>The OpenCL devices of this machine, or why there are none.</summary>
internal static unsafe class OpenCLDevices
{
    // A driver that another thread has just begun to load shows no devices yet.
    private static readonly Lock Gate = new();

    /// <summary>One entry a device; one entry with a refusal when there is none.</summary>
    public static IReadOnlyList<DeviceEntry> List()
    {
        lock (Gate)
        {
            return ListAlone();
        }
    }

    private static DeviceEntry[] ListAlone()
    {
        NativeLibraries.Register();
        int? platforms = null;
        if (NativeLibraries.TryLoad(NativeLibraries.OpenCL, out nint library))
        {
            uint count = 0;
            int status = ((delegate* unmanaged<uint, void*, uint*, int>)NativeLibrary.GetExport(library, "clGetPlatformIDs"))(0, null, &count);
            platforms = status == 0 ? (int)count : 0;
        }

        ImmutableArray<ILGPU.Runtime.Device> found = platforms > 0 ? CLDevice.GetDevices(_ => true) : [];
        return found.IsEmpty
            ? [new DeviceEntry { Choice = "opencl", Kind = DeviceKind.OpenCL, Refusal = Absence(platforms) }]
            : [.. found.Cast<CLDevice>().Select(Entry)];
    }

    /// <summary>Why there is no device at all.</summary>
    /// <param name="platforms">Number of vendors' drivers; null when there is no loader library.</param>
    internal static string Absence(int? platforms) => platforms switch
    {
        null => $"no OpenCL loader ({string.Join(", ", NativeLibraries.Names(NativeLibraries.OpenCL))} not found); install it (Debian, Ubuntu: ocl-icd-libopencl1) and the GPU "
            + "vendor's OpenCL driver",
        0 => "the OpenCL loader is there but no vendor's driver; install one (it leaves a file in /etc/OpenCL/vendors)",
        _ => "the OpenCL drivers offer no device; check clinfo, and that this user may open /dev/dri (Linux: group render)",
    };

    /// <summary>Why a device cannot be used, or null.</summary>
    /// <param name="version">The OpenCL C version it compiles.</param>
    /// <param name="atLeast2">Whether that is 2.0 or later.</param>
    /// <param name="genericAddresses">Whether it has the generic address space (optional from OpenCL C 3.0 on).</param>
    /// <param name="doubles">Whether it has double precision (cl_khr_fp64).</param>
    internal static string? Refusal(string version, bool atLeast2, bool genericAddresses, bool doubles)
    {
        if (!doubles)
        {
            return "it has no double precision (cl_khr_fp64), which every kernel needs; only another device helps";
        }

        if (!atLeast2)
        {
            return $"its OpenCL C is {version}, kernels need 2.0 or later; install a newer driver";
        }

        return genericAddresses
            ? null
            : "it has no generic address space, which ILGPU's kernels need; install a newer driver (PoCL: 6 or later)";
    }

    private static DeviceEntry Entry(CLDevice device, int index) => new()
    {
        Choice = $"opencl:{index}",
        Kind = DeviceKind.OpenCL,
        Name = device.Name.Trim(),
        Driver = $"{device.PlatformName.Trim()}, {device.DeviceVersion}",
        MemoryBytes = device.MemorySize,
        Units = device.NumMultiprocessors,
        DoublePrecision = device.Capabilities.Float64,
        IsGpu = device.DeviceType.HasFlag(CLDeviceType.CL_DEVICE_TYPE_GPU),
        Refusal = Refusal(
            device.DeviceVersion.ToString(),
            device.DeviceVersion >= CLDeviceVersion.CL20,
            device.Capabilities.GenericAddressSpace,
            device.Capabilities.Float64),
        Description = device,
    };
}
