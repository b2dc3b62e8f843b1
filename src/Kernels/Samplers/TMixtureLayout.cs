using GpuConcord.Kernels.Mathematics;

namespace GpuConcord.Kernels.Samplers;

/// <summary>
/// How a mixture of multivariate t distributions of N dimensions and one number of degrees of freedom ν lies in memory: K, ν and its place among those that
/// standard points are made for, then K components, each its
/// share and those before it; ln of share and normalising constant, ln c = ln w + ln Γ((ν+N)/2) − ln Γ(ν/2) − (N/2) ln(νπ) − ln|L|; mean (N); 1/L_ii (N); the factor L
/// of its scale matrix, a packed lower triangle.
/// </summary>
public static class TMixtureLayout
{
    /// <summary>Number of components.</summary>
    public const int Components = 0;

    /// <summary>Degrees of freedom, a multiple of <see cref="FreedomUnit"/>.</summary>
    public const int Freedom = 1;

    /// <summary>χ²_ν is −2 ln of a product of ν/2 uniforms, which come in threes.</summary>
    public const int FreedomUnit = 6;

    /// <summary>Where ν is among those of <see cref="StandardPoint.Freedom"/>.</summary>
    public const int FreedomPlace = 2;

    /// <summary>First component.</summary>
    public const int Head = 3;

    /// <summary>Within a component: its share and those before it.</summary>
    public const int Cumulative = 0;

    /// <summary>Within a component: ln c.</summary>
    public const int Constant = 1;

    /// <summary>Within a component: first of N means.</summary>
    public const int Mean = 2;

    /// <summary>Within a component: first of N reciprocals 1/L_ii.</summary>
    public static int Reciprocal(int dimension) => Mean + dimension;

    /// <summary>Within a component: first of the packed L.</summary>
    public static int Factor(int dimension) => Mean + (2 * dimension);

    /// <summary>Doubles of a component.</summary>
    public static int ComponentLength(int dimension) => Factor(dimension) + Cholesky.Length(dimension);

    /// <summary>Doubles of a mixture of so many components.</summary>
    public static int Length(int dimension, int components) => Head + (components * ComponentLength(dimension));
}
