using ILGPU;
using ILGPU.Runtime;

namespace GpuConcord.Host.Devices;

/// <summary>
/// Into how large groups of threads the lanes of a kernel's launch are parted: the smallest of 32, 64 and 128 at which a multiprocessor holds
/// as many threads as there are for it, or as many as it can.
/// </summary>
/// <remarks>
/// A group never leaves its multiprocessor, so small groups spread few lanes over all of them: 256 chains are eight groups of 32 on eight
/// multiprocessors, and one group on one where the group is chosen for occupancy alone. A multiprocessor holds only so many groups (16 to 32) and
/// registers (65,536), so groups of 32 may leave it part empty where lanes are many; then they are larger. Beyond 128 nothing is gained, as
/// kernels share nothing within a group. A device with wider warps begins with a warp; ILGPU's CPU accelerator has groups of one.
/// </remarks>
internal sealed class LaunchGroups
{
    private const int Warp = 32;
    private const int Largest = 128;
    private readonly int units;
    private readonly (int Size, int Resident)[] choices;

    /// <param name="units">Multiprocessors of the device.</param>
    /// <param name="choices">Sizes a group may have, smallest first, and the threads of groups of that size that a multiprocessor holds at once.</param>
    internal LaunchGroups(int units, (int Size, int Resident)[] choices)
    {
        this.units = units;
        this.choices = choices;
    }

    /// <summary>The groups of a kernel, by what the device's driver says of its registers.</summary>
    public static LaunchGroups Of(Accelerator accelerator, Kernel kernel)
    {
        int largest = accelerator.EstimateGroupSize(kernel);
        int smallest = Math.Min(largest, Math.Max(Warp, accelerator.WarpSize));
        List<(int Size, int Resident)> sizes = [];
        for (int size = smallest; size == smallest || size <= Math.Min(largest, Largest); size *= 2)
        {
            sizes.Add((size, size * accelerator.EstimateMaxActiveGroupsPerMultiprocessor(kernel, size)));
        }

        return new LaunchGroups(accelerator.NumMultiprocessors, [.. sizes]);
    }

    /// <summary>Threads of a group where a launch has so many lanes.</summary>
    public int Size(int lanes)
    {
        int share = (int)(((long)lanes + units - 1) / units);
        int needed = Math.Min(share, choices.Max(choice => choice.Resident));
        return choices.First(choice => choice.Resident >= needed).Size;
    }

    /// <summary>Groups, and threads of each, that cover so many lanes.</summary>
    public KernelConfig For(int lanes)
    {
        int size = Size(lanes);
        return new KernelConfig((int)(((long)lanes + size - 1) / size), size);
    }
}
