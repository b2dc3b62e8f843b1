using System.Runtime.Intrinsics;
using MathNet.Numerics.LinearAlgebra;

namespace GpuConcord.Host.Models.LogT;

/// <summary>Where θ = (B − b, ln σ²) is looked for: an ellipsoid about the mode that holds all of the posterior but a share that no number of draws would show.</summary>
/// <param name="Centre">The mode, D.</param>
/// <param name="Precision">Minus the Hessian there.</param>
/// <param name="Shares">Weight of each instrument in the mean of B that fluxes move along with, N, of sum 1.</param>
/// <param name="Known">σ² where it is known.</param>
internal sealed record CollapsedRegion(double[] Centre, Matrix<double> Precision, double[] Shares, double? Known)
{
    // Standard deviations beyond the √D at which most of a normal distribution lies.
    private const double Beyond = 5;
    private const double Outskirts = 2;

    private readonly Matrix<double> covariance = Precision.Inverse();

    /// <summary>N.</summary>
    public int Areas => Shares.Length;

    /// <summary>D.</summary>
    public int Dimension => Centre.Length;

    /// <summary>The normal approximation's covariance.</summary>
    public double[,] Covariance => covariance.ToArray();

    /// <summary>Its radius in standard deviations.</summary>
    public double Radius => Math.Sqrt(Dimension) + Beyond;

    /// <summary>σ² of an instrument at a θ.</summary>
    public double Scale(IReadOnlyList<double> theta, int instrument) =>
        Known ?? Math.Exp(theta[Areas + (Dimension == Areas + 1 ? 0 : instrument)]);

    /// <summary>The least σ² in it.</summary>
    public double LeastScale => Enumerable.Range(0, Areas).Min(i => Scales(i).Least);

    /// <summary>The least and the largest σ² of an instrument in it.</summary>
    public (double Least, double Most) Scales(int instrument)
    {
        int k = Dimension == Areas + 1 ? Areas : Areas + instrument;
        return Known is { } known ? (known, known) : (Math.Exp(Centre[k] - Spread(k)), Math.Exp(Centre[k] + Spread(k)));
    }

    /// <summary>How far B, less its mean shift, gets from the centre.</summary>
    public double Shift(int instrument)
    {
        Vector<double> along = Vector<double>.Build.Dense(Dimension, k => k < Areas ? (k == instrument ? 1 : 0) - Shares[k] : 0);
        return Radius * Math.Sqrt(Math.Max(0, along * covariance * along));
    }

    /// <summary>Its quadratic form at a θ.</summary>
    public double Form(ReadOnlySpan<double> theta)
    {
        double form = 0;
        for (int i = 0; i < Dimension; i++)
        {
            for (int k = 0; k < Dimension; k++)
            {
                form += (theta[i] - Centre[i]) * Precision[i, k] * (theta[k] - Centre[k]);
            }
        }

        return form;
    }

    /// <summary>The centre, and eight points on the posterior's outskirts in as many directions that are at right angles, or as good as.</summary>
    public RulePoints Points()
    {
        Matrix<double> factor = covariance.Cholesky().Factor;
        double each = (Math.Sqrt(Dimension) + Outskirts) / Math.Sqrt(Dimension);
        double[][] point = [.. Enumerable.Range(0, Vector512<double>.Count).Select(t =>
        {
            // Signs of a Walsh function.
            Vector<double> white = Vector<double>.Build.Dense(Dimension, k => (int.PopCount((k + 1) & ((2 * t) + 1)) & 1) == 0 ? each : -each);
            return (factor * white).Select((away, k) => Centre[k] + away).ToArray();
        })];
        return new RulePoints(
            Centre[..Areas],
            [.. Enumerable.Range(0, Areas).Select(i => Scale(Centre, i))],
            [.. Enumerable.Range(0, Areas).Select(i => Together(theta => theta[i] - Enumerable.Range(0, Areas).Sum(k => Shares[k] * (theta[k] - Centre[k]))))],
            [.. Enumerable.Range(0, Areas).Select(i => Together(theta => Scale(theta, i)))]);

        Vector512<double> Together(Func<double[], double> of) => Vector512.Create([.. point.Select(of)]);
    }

    private double Spread(int k) => Radius * Math.Sqrt(covariance[k, k]);
}
