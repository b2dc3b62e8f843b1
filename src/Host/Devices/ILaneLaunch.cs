using GpuConcord.Kernels;

namespace GpuConcord.Host.Devices;

/// <summary>Runs kernels on this processor with one lane type.</summary>
internal interface ILaneLaunch
{
    /// <summary>Lanes one kernel index computes.</summary>
    int LaneWidth { get; }

    /// <summary>Runs <typeparamref name="TKernel"/> over <paramref name="lanes"/> lanes on at most <paramref name="cores"/> cores.</summary>
    void Run<TKernel, TArguments>(int lanes, int cores, TArguments arguments)
        where TKernel : IKernel<TArguments>
        where TArguments : struct;
}
