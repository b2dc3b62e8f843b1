using System.Runtime.CompilerServices;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;

namespace GpuConcord.Kernels.Models.LogT;

/// <summary>The terms of a source's integral over its log flux; see <see cref="FluxRule"/>.</summary>
/// <param name="twiceShape">2k.</param>
internal readonly struct SourceTerms<T>(double twiceShape)
    where T : unmanaged, ILane<T>
{
    // Powers up to this are multiplied out.
    private const double MostMultiplied = 64.0;

    private readonly double twiceShape = twiceShape;

    public static SourceTerms<T> Of(in Strip law) => new(T.LoadNumber(law, CollapsedLaw.TwiceShape));

    /// <summary>Their sum.</summary>
    public T Integral(in Strip law, in Strip source, int members, int count, in LogTRowsOfSource rows)
    {
        T sum = T.Of(0.0);
        for (int m = 0; m < count; m++)
        {
            sum += Term(law, source, m, members, rows);
        }

        return sum;
    }

    /// <summary>The term of one node.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public T Term(in Strip law, in Strip source, int m, int members, in LogTRowsOfSource rows)
    {
        Strip nodes = T.Skip(source, FluxRule.Nodes(members));
        int at = m * FluxRule.Node(members);
        T here = T.LoadUniform(nodes, at);
        T product = T.LoadUniform(nodes, at + FluxRule.Scale);
        T bessel = T.LoadUniform(nodes, at + FluxRule.Weight);
        for (int a = 0; a < members; a++)
        {
            T r = T.Load(rows.Residual, a * Tiles.Width) - here;
            T q = T.MultiplyAdd(r, r, T.Load(rows.Square, a * Tiles.Width));
            product *= q;
            int kappa = (int)T.LoadNumber(nodes, at + FluxRule.Polynomial + a);
            T slope = T.LoadUniform(law, kappa + KappaLayout.Slope);
            T t = T.MultiplyAdd(T.Sqrt(q), slope, T.LoadUniform(law, kappa + KappaLayout.Offset));
            int first = kappa + KappaLayout.Constant;
            int last = first + (int)T.LoadNumber(law, kappa + KappaLayout.Degree);
            T value = T.LoadUniform(law, last);
            for (int c = last - 1; c >= first; c--)
            {
                value = T.MultiplyAdd(value, t, T.LoadUniform(law, c));
            }

            bessel *= value;
        }

        return bessel * Power(product);
    }

    /// <summary>The term of one node, and E[1/ψ | r] s² of every member given its flux there into <see cref="LogTRowsOfSource.Member"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public T Node(in Strip law, in Strip source, int m, int members, in LogTRowsOfSource rows)
    {
        Strip nodes = T.Skip(source, FluxRule.Nodes(members));
        int at = m * FluxRule.Node(members);
        T here = T.LoadUniform(nodes, at);
        T product = T.LoadUniform(nodes, at + FluxRule.Scale);
        T bessel = T.LoadUniform(nodes, at + FluxRule.Weight);
        T twice = T.Of(twiceShape);
        for (int a = 0; a < members; a++)
        {
            T r = T.Load(rows.Residual, a * Tiles.Width) - here;
            T q = T.MultiplyAdd(r, r, T.Load(rows.Square, a * Tiles.Width));
            product *= q;
            T root = T.Sqrt(q);
            int kappa = (int)T.LoadNumber(nodes, at + FluxRule.Polynomial + a);
            T slope = T.LoadUniform(law, kappa + KappaLayout.Slope);
            T t = T.MultiplyAdd(root, slope, T.LoadUniform(law, kappa + KappaLayout.Offset));
            int first = kappa + KappaLayout.Constant;
            int last = first + (int)T.LoadNumber(law, kappa + KappaLayout.Degree);
            T value = T.LoadUniform(law, last);
            T derivative = T.Of(0.0);
            for (int c = last - 1; c >= first; c--)
            {
                derivative = T.MultiplyAdd(derivative, t, value);
                value = T.MultiplyAdd(value, t, T.LoadUniform(law, c));
            }

            // −2 d ln(q^(−k) κ)/dq.
            T.Store(rows.Member, a * Tiles.Width, (twice - (derivative * slope * root / value)) / q);
            bessel *= value;
        }

        return bessel * Power(product);
    }

    /// <summary>z^(−k).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T Power(T z)
    {
        int whole = (int)twiceShape;
        return whole == twiceShape && twiceShape <= MostMultiplied ? Multiplied(z, whole) : Any(z);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Multiplied(T z, int twice)
    {
        T inverse = T.Of(1.0) / z;
        T power = (twice & 1) == 1 ? T.Sqrt(inverse) : T.Of(1.0);
        for (int left = twice >> 1; left > 0; left >>= 1)
        {
            power = (left & 1) == 1 ? power * inverse : power;
            inverse *= inverse;
        }

        return power;
    }

    private T Any(T z) => Exponential.Exp(T.Of(-0.5 * twiceShape) * Logarithm.Log(z));
}
