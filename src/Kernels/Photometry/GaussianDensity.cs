using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;

namespace GpuConcord.Kernels.Photometry;

/// <summary>The density aprates puts in the posterior's place at large counts: exp(−½ ((x − centre)/σ)²).</summary>
/// <typeparam name="T">The lane type.</typeparam>
internal readonly struct GaussianDensity<T> : IDensity<T>
    where T : unmanaged, ILane<T>
{
    private readonly T centre;
    private readonly T inverse;

    public GaussianDensity(T centre, T sigma)
    {
        this.centre = centre;
        inverse = T.Of(1.0) / sigma;
    }

    /// <inheritdoc/>
    public T Shape(T x)
    {
        T z = (x - centre) * inverse;
        return Exponential.Exp(T.Of(-0.5) * z * z);
    }

    /// <inheritdoc/>
    public T Factor(T x) => T.Of(1.0);

    /// <inheritdoc/>
    public T Ratio(T step) => T.Of(1.0);

    /// <inheritdoc/>
    public T SumOfEight(T x, T step, T ratio)
    {
        T sum = Shape(x);
        for (int i = 1; i < 8; i++)
        {
            x += step;
            sum += Shape(x);
        }

        return sum;
    }
}
