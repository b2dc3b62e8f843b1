using GpuConcord.Kernels;

namespace GpuConcord.Host.Devices;

/// <summary>Sees what goes into a launch on an accelerator and what comes out of it: for tests that compute the same in another way.</summary>
internal interface ILaunchWitness
{
    /// <summary>Called before a launch; what it returns is called once the launch has ended.</summary>
    Action Before<TKernel, TArguments>(int lanes, TArguments arguments)
        where TKernel : IKernel<TArguments>
        where TArguments : struct;
}
