namespace GpuConcord.Host.Devices;

/// <summary>The ways to run a kernel.</summary>
public enum DeviceKind
{
    /// <summary>Directly on vector registers over all cores: the processor at full width.</summary>
    Simd,

    /// <summary>ILGPU's CPU accelerator: the same compilation route as a GPU, for debugging.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU.</summary>
    Cuda,

    /// <summary>An OpenCL device.</summary>
    OpenCL,
}
