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
            IsGpu = true,
            Refusal = Refusal(
                architecture,
                driver,
                device.InstructionSet is { } set && PTXCodeGenerator.SupportedInstructionSets.Contains(set)),
            Description = device,
        };
    }
}
