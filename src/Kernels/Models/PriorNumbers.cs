using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Kernels.Models;

/// <summary>The priors of one problem, all of its chains' alike, as a kernel reads them; see <see cref="PriorLayout"/>.</summary>
/// <param name="numbers">Where they start.</param>
/// <param name="instruments">N.</param>
internal readonly struct PriorNumbers(Strip numbers, int instruments)
{
    private readonly Strip numbers = numbers;
    private readonly int instruments = instruments;

    /// <summary>b_i.</summary>
    public T LogArea<T>(int i)
        where T : unmanaged, ILane<T> => T.LoadUniform(numbers, PriorLayout.LogArea(i));

    /// <summary>Element (i, k), k ≤ i, of T⁻¹.</summary>
    public T Precision<T>(int i, int k)
        where T : unmanaged, ILane<T> => T.LoadUniform(numbers, PriorLayout.Precision(instruments, i, k));

    /// <summary>Element (i, k) of T⁻¹, on either side of its diagonal.</summary>
    public T PrecisionOf<T>(int i, int k)
        where T : unmanaged, ILane<T> => i < k ? Precision<T>(k, i) : Precision<T>(i, k);

    /// <summary>α_i.</summary>
    public T Alpha<T>(int i)
        where T : unmanaged, ILane<T> => T.LoadUniform(numbers, PriorLayout.Alpha(instruments, i));

    /// <summary>β_i.</summary>
    public T Beta<T>(int i)
        where T : unmanaged, ILane<T> => T.LoadUniform(numbers, PriorLayout.Beta(instruments, i));
}
