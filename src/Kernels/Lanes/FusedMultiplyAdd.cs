using ILGPU.Frontend.Intrinsic;

namespace GpuConcord.Kernels.Lanes;

/// <summary>
/// Teaches ILGPU <see cref="Math.FusedMultiplyAdd(double, double, double)"/>, which its front end does not know, as a product
/// and a sum. ILGPU leaves their rounding open, so CUDA's assembler fuses them (inline PTX would do so too, but ILGPU returns
/// its result through local memory); OpenCL compilers may.
/// </summary>
public static class FusedMultiplyAdd
{
    private static readonly Lock Gate = new();
    private static bool registered;

    /// <summary>Registers the mapping once a process; must run before a kernel is compiled.</summary>
    public static void Register()
    {
        lock (Gate)
        {
            if (registered)
            {
                return;
            }

            RemappedIntrinsics.AddRemapping(
                typeof(Math), typeof(OnDevice), nameof(Math.FusedMultiplyAdd), typeof(double), typeof(double), typeof(double));
            registered = true;
        }
    }

    private static class OnDevice
    {
        public static double FusedMultiplyAdd(double x, double y, double z) => (x * y) + z;
    }
}
