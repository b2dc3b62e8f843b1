using ILGPU;

namespace GpuConcord.Kernels.Lanes;

/// <summary>
/// A place in device memory, resolved once by <see cref="ILane{T}.At"/>: a sub-view for a GPU thread, a raw address for a
/// CPU vector. (Indexing an <see cref="ArrayView{T}"/> outside a launched kernel costs 2–3 ns an access; an address does not.)
/// </summary>
public readonly struct Strip
{
    internal readonly ArrayView<double> View;
    internal readonly long Address;

    internal Strip(ArrayView<double> view)
    {
        View = view;
        Address = 0;
    }

    internal Strip(long address)
    {
        View = default;
        Address = address;
    }
}
