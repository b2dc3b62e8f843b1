using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
using GpuConcord.Kernels.Random;
using ILGPU;

namespace GpuConcord.Kernels.Models;

/// <summary>
/// A density whose logarithm is a polynomial about a normal one: ln p(θ) = −|z|²/2 + Σ c_i z_i + Σ c_ij z_i z_j + … up to the fourth power, z = Lᵀ(θ − θ̂), within |z|² ≤ R², and
/// p = 0 outside. It stands for a density that costs a pass over all sources, where it is found to be the same.
/// </summary>
/// <param name="numbers">R², θ̂ (D), L packed, then the coefficients, each followed by those of its index's products with the same or later ones: c_1, c_11, c_111, …</param>
/// <param name="dimension">D.</param>
/// <param name="degree">Highest power, 1 to 4.</param>
public readonly struct PolynomialModel(ArrayView<double> numbers, int dimension, int degree) : ICollapsedModel<PolynomialModel>
{
    private readonly ArrayView<double> numbers = numbers;
    private readonly int dimension = dimension;
    private readonly int degree = degree;

    /// <summary>First number of L.</summary>
    public static int Factor(int dimension) => 1 + dimension;

    /// <summary>First coefficient.</summary>
    public static int Coefficients(int dimension) => Factor(dimension) + Cholesky.Length(dimension);

    /// <summary>D.</summary>
    public static int Instruments(in PolynomialModel model) => model.dimension;

    /// <inheritdoc/>
    public static int Scratch(in PolynomialModel model) => model.dimension;

    /// <summary>ln p, and in place of its gradient that of the normal density.</summary>
    public static T Evaluate<T>(in PolynomialModel model, int problem, in Strip eta, in Strip gradient, in Strip scratch, bool density)
        where T : unmanaged, ILane<T>
    {
        int n = model.dimension;
        Strip own = T.At(model.numbers, 0);
        Whiten<T>(n, own, eta, scratch);
        for (int i = 0; i < n; i++)
        {
            T sum = T.Of(0.0);
            for (int k = 0; k <= i; k++)
            {
                sum -= T.LoadUniform(own, Factor(n) + Cholesky.Length(i) + k) * T.Load(scratch, k * Tiles.Width);
            }

            T.Store(gradient, i * Tiles.Width, sum);
        }

        return density ? Density<T>(model, problem, eta, scratch) : T.Of(0.0);
    }

    /// <inheritdoc/>
    public static T Density<T>(in PolynomialModel model, int problem, in Strip eta, in Strip scratch)
        where T : unmanaged, ILane<T>
    {
        int n = model.dimension;
        Strip own = T.At(model.numbers, 0);
        T square = Whiten<T>(n, own, eta, scratch);
        int at = Coefficients(n);
        T sum = T.Of(0.0);
        for (int i = 0; i < n; i++)
        {
            T first = T.LoadUniform(own, at++);
            for (int j = i; j < n && model.degree > 1; j++)
            {
                T second = T.LoadUniform(own, at++);
                for (int k = j; k < n && model.degree > 2; k++)
                {
                    T third = T.LoadUniform(own, at++);
                    for (int l = k; l < n && model.degree > 3; l++)
                    {
                        third = T.MultiplyAdd(T.LoadUniform(own, at++), T.Load(scratch, l * Tiles.Width), third);
                    }

                    second = T.MultiplyAdd(third, T.Load(scratch, k * Tiles.Width), second);
                }

                first = T.MultiplyAdd(second, T.Load(scratch, j * Tiles.Width), first);
            }

            sum = T.MultiplyAdd(first, T.Load(scratch, i * Tiles.Width), sum);
        }

        T value = T.MultiplyAdd(T.Of(-0.5), square, sum);
        return T.Select(T.LessOrEqual(square, T.LoadUniform(own, 0)), value, T.Of(double.NegativeInfinity));
    }

    /// <summary>θ itself: there is nothing left to draw.</summary>
    public static void DrawAreas<T>(
        in PolynomialModel model, int problem, in Strip eta, in Strip scratch, in Stream<T> stream, long site, in Strip areas)
        where T : unmanaged, ILane<T>
    {
        for (int i = 0; i < model.dimension; i++)
        {
            T.Store(areas, i * Tiles.Width, T.Load(eta, i * Tiles.Width));
        }
    }

    /// <summary>θ itself, known.</summary>
    public static void AreaMoments<T>(
        in PolynomialModel model, int problem, in Strip eta, in Strip scratch, in Strip means, in Strip variances)
        where T : unmanaged, ILane<T>
    {
        for (int i = 0; i < model.dimension; i++)
        {
            T.Store(means, i * Tiles.Width, T.Load(eta, i * Tiles.Width));
            T.Store(variances, i * Tiles.Width, T.Of(0.0));
        }
    }

    /// <summary>z into <paramref name="white"/>; returns |z|².</summary>
    private static T Whiten<T>(int n, in Strip numbers, in Strip eta, in Strip white)
        where T : unmanaged, ILane<T>
    {
        T square = T.Of(0.0);
        for (int k = 0; k < n; k++)
        {
            T sum = T.Of(0.0);
            for (int i = k; i < n; i++)
            {
                T away = T.Load(eta, i * Tiles.Width) - T.LoadUniform(numbers, 1 + i);
                sum = T.MultiplyAdd(T.LoadUniform(numbers, Factor(n) + Cholesky.Length(i) + k), away, sum);
            }

            T.Store(white, k * Tiles.Width, sum);
            square = T.MultiplyAdd(sum, sum, square);
        }

        return square;
    }
}
