using System.Numerics;
using System.Runtime.Intrinsics;
using GpuConcord.Kernels.Samplers;
using MathNet.Numerics;

namespace GpuConcord.Host.Sampling.Independence;

/// <summary>One of the t distributions of a <see cref="Proposal"/>.</summary>
/// <param name="Weight">Its share.</param>
/// <param name="Mean">Its centre, N.</param>
/// <param name="Scale">Its scale matrix, N × N; the covariance is ν/(ν − 2) times that.</param>
/// <param name="Factor">Lower Cholesky factor of <paramref name="Scale"/>.</param>
internal sealed record TComponent(double Weight, double[] Mean, double[,] Scale, double[,] Factor);

/// <summary>A mixture of multivariate t distributions of one number of degrees of freedom: what the independence sampler proposes from.</summary>
/// <param name="Freedom">ν, a multiple of <see cref="TMixtureLayout.FreedomUnit"/>.</param>
/// <param name="Components">At least one; their shares sum to 1.</param>
internal sealed record Proposal(int Freedom, IReadOnlyList<TComponent> Components)
{
    private readonly double[] constants = [.. Components.Select(own => Constant(Freedom, own))];

    /// <summary>N.</summary>
    public int Dimension => Components[0].Mean.Length;

    /// <summary>ln of its density at a point.</summary>
    /// <param name="point">N numbers.</param>
    /// <param name="each">Receives ln of share × density of every component.</param>
    public double LogDensity(ReadOnlySpan<double> point, Span<double> each)
    {
        Distances(point, each);
        return LogDensityAt(each, each);
    }

    /// <summary>Squared Mahalanobis distance of a point from every component, by its covariance: the same for any degrees of freedom.</summary>
    public void Distances(ReadOnlySpan<double> point, Span<double> each)
    {
        int n = Dimension;
        Span<double> white = n <= 128 ? stackalloc double[n] : new double[n];
        for (int k = 0; k < each.Length; k++)
        {
            (double[] mean, double[,] factor) = (Components[k].Mean, Components[k].Factor);
            double square = 0;
            for (int i = 0; i < n; i++)
            {
                double rest = point[i] - mean[i];
                for (int j = 0; j < i; j++)
                {
                    rest -= factor[i, j] * white[j];
                }

                white[i] = rest / factor[i, i];
                square += white[i] * white[i];
            }

            each[k] = square * (Freedom - 2.0) / Freedom;
        }
    }

    /// <summary>ln of its density where its components are so far away.</summary>
    /// <param name="distances">What <see cref="Distances"/> finds.</param>
    /// <param name="each">Receives ln of share × density of every component; may be <paramref name="distances"/>.</param>
    public double LogDensityAt(ReadOnlySpan<double> distances, Span<double> each)
    {
        double highest = double.NegativeInfinity;
        for (int k = 0; k < each.Length; k++)
        {
            each[k] = constants[k] - (0.5 * (Freedom + Dimension) * Math.Log(1 + (distances[k] / (Freedom - 2.0))));
            highest = Math.Max(highest, each[k]);
        }

        if (each.Length == 1)
        {
            return highest;
        }

        double sum = 0;
        foreach (double own in each)
        {
            sum += Math.Exp(own - highest);
        }

        return highest + Math.Log(sum);
    }

    /// <summary>
    /// Its densities at eight points whose distances from its components are known, over that of <see cref="Reference"/>: by powers, since half the sum of degrees of
    /// freedom and dimensions is a multiple of one half, for what compares many proposals at many points.
    /// </summary>
    /// <param name="distances">Of every point from the first component, then from the second: what <see cref="Distances"/> finds.</param>
    /// <param name="points">Points a component.</param>
    /// <param name="first">The first of the eight.</param>
    /// <param name="shares">What <see cref="Shares"/> finds.</param>
    public Vector512<double> DensitiesAt(ReadOnlySpan<double> distances, int points, int first, ReadOnlySpan<double> shares)
    {
        int halves = Freedom + Dimension;
        Vector512<double> sum = default;
        for (int k = 0; k < shares.Length; k++)
        {
            Vector512<double> distance = Vector512.Create(distances[((k * points) + first)..]);
            Vector512<double> left = Vector512.Create(Typical) / (Vector512<double>.One + (distance / (Freedom - 2.0)));
            Vector512<double> power = halves % 2 == 0 ? Vector512<double>.One : Vector512.Sqrt(left);
            for (int exponent = halves / 2; exponent > 0; exponent >>= 1)
            {
                power = (exponent & 1) == 1 ? power * left : power;
                left *= left;
            }

            sum += shares[k] * power;
        }

        return sum;
    }

    /// <summary>Share × density of every component at a squared distance of N from it, where most of its points are, over e to the <paramref name="reference"/>.</summary>
    public double[] Shares(double reference) => Array.ConvertAll(constants, constant => Math.Exp(constant - Decline - reference));

    /// <summary>ln of what the first component has there: a reference that keeps densities in the range of a double in any dimension.</summary>
    public double Reference => constants[0] - Decline;

    private double Typical => 1 + (Dimension / (Freedom - 2.0));

    private double Decline => 0.5 * (Freedom + Dimension) * Math.Log(Typical);

    /// <summary>Lays it out as <see cref="TMixtureLayout"/> says.</summary>
    public void Write(Span<double> values)
    {
        int n = Dimension;
        values[TMixtureLayout.Components] = Components.Count;
        values[TMixtureLayout.Freedom] = Freedom;
        values[TMixtureLayout.FreedomPlace] = BitOperations.Log2((uint)(Freedom / TMixtureLayout.FreedomUnit));
        double cumulative = 0;
        for (int k = 0; k < Components.Count; k++)
        {
            TComponent own = Components[k];
            Span<double> row = values.Slice(TMixtureLayout.Head + (k * TMixtureLayout.ComponentLength(n)), TMixtureLayout.ComponentLength(n));
            cumulative += own.Weight;
            row[TMixtureLayout.Cumulative] = cumulative;
            row[TMixtureLayout.Constant] = constants[k];
            own.Mean.CopyTo(row[TMixtureLayout.Mean..]);
            int at = TMixtureLayout.Factor(n);
            for (int i = 0; i < n; i++)
            {
                row[TMixtureLayout.Reciprocal(n) + i] = 1 / own.Factor[i, i];
                for (int j = 0; j <= i; j++)
                {
                    row[at++] = own.Factor[i, j];
                }
            }
        }
    }

    private static double Constant(int freedom, TComponent own)
    {
        int n = own.Mean.Length;
        double constant = Math.Log(own.Weight) + SpecialFunctions.GammaLn(0.5 * (freedom + n)) - SpecialFunctions.GammaLn(0.5 * freedom)
            - (0.5 * n * Math.Log(freedom * Math.PI));
        for (int i = 0; i < n; i++)
        {
            constant -= Math.Log(own.Factor[i, i]);
        }

        return constant;
    }
}
