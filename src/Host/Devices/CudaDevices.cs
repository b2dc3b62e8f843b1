using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;

namespace GpuConcord.Host.Devices;

/// <summary>The NVIDIA GPUs of this machine, or why there are none.</summary>
internal static unsafe class CudaDevices
{
    private const int NoDevice = 100;

    /// <summary>One entry a GPU; one entry with a refusal when there is none.</summary>
    public static IReadOnlyList<DeviceEntry> List()
    {
        NativeLibraries.Register();
        int? status = null;
        if (NativeLibraries.TryLoad(NativeLibraries.Cuda, out nint library))
        {
            status = ((delegate* unmanaged<uint, int>)NativeLibrary.GetExport(library, "cuInit"))(0);
        }

        ImmutableArray<ILGPU.Runtime.Device> found = status == 0 ? CudaDevice.GetDevices(_ => true) : [];
        return found.IsEmpty
            ? [new DeviceEntry { Choice = "cuda", Kind = DeviceKind.Cuda, IsGpu = true, Refusal = Absence(status) }]
            : [.. found.Cast<CudaDevice>().Select(Entry)];
    }

    /// <summary>Why there is no GPU at all.</summary>
    /// <param name="status">What cuInit returned; null when there is no driver library.</param>
    internal static string Absence(int? status) => status switch
    {
        null => $"no NVIDIA driver ({string.Join(", ", NativeLibraries.Names(NativeLibraries.Cuda))} not found); install the NVIDIA driver, in a container start it with --gpus "
            + "all",
        0 or NoDevice => "the NVIDIA driver sees no GPU; check nvidia-smi and CUDA_VISIBLE_DEVICES, in a container start it with --gpus all",
        _ => $"the NVIDIA driver does not start (cuInit returned error {status}); check nvidia-smi, the kernel module and the driver library must have one version",
    };

    /// <summary>Why a GPU cannot be used, or null.</summary>
    /// <param name="architecture">Its compute capability, such as sm_90.</param>
    /// <param name="driver">The driver's CUDA version.</param>
    /// <param name="instructionSet">Whether driver and architecture have an instruction set that ILGPU writes.</param>
    internal static string? Refusal(string architecture, string driver, bool instructionSet) => instructionSet
        ? null
        : $"no PTX version suits both {architecture} and driver CUDA {driver}; install a newer NVIDIA driver";

    /// <summary>
    /// Multiply-adds of a multiprocessor in single precision to one in double precision; null for a compute capability that is not in the table (CUDA C++ Programming
    /// Guide, "Throughput of Native Arithmetic Instructions", results a clock).
    /// </summary>
    internal static int? SinglesADouble(int major, int minor) => (major, minor) switch
    {
        (6, 0) or (7, 0) or (8, 0) => 64 / 32,
        (6, 1) => 128 / 4,
        (7, 5) => 64 / 2,
        (8, 6) or (8, 7) or (8, 9) or (12, 0) => 128 / 2,
        (9, 0) or (10, 0) => 128 / 64,
        _ => null,
    };

    private static DeviceEntry Entry(CudaDevice device, int index)
    {
        string driver = $"{device.DriverVersion.Major}.{device.DriverVersion.Minor}";
        string architecture = device.Architecture is { } known ? $"sm_{known.Major}{known.Minor}" : "an unknown architecture";
        return new DeviceEntry
        {
            Choice = $"cuda:{index}",
            Kind = DeviceKind.Cuda,
            Name = device.Name,
            Driver = $"CUDA {driver}, {architecture}",
            MemoryBytes = device.MemorySize,
            Units = device.NumMultiprocessors,
            DoublePrecision = true,
            SinglesADouble = device.Architecture is { } table ? SinglesADouble(table.Major, table.Minor) : null,
            IsGpu = true,
            Refusal = Refusal(
                architecture,
                driver,
                device.InstructionSet is { } set && PTXCodeGenerator.SupportedInstructionSets.Contains(set)),
            Description = device,
        };
    }
}
