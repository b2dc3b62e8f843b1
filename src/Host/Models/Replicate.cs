using GpuConcord.Host.Data;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sbc;
using GpuConcord.Host.Simulation;
using GpuConcord.Kernels.Random;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;

namespace GpuConcord.Host.Models;

/// <summary>A truth drawn from the prior, and data drawn from the truth.</summary>
/// <param name="Number">Number of the replicate: the problem whose random streams its fit uses.</param>
/// <param name="Data">The data, with the variances that the fit is told.</param>
/// <param name="LogArea">True B_i.</param>
/// <param name="Variance">True v_i; log-t: σ_i².</param>
/// <remarks>
/// G has a flat prior and cannot be drawn from it. It is 0: posterior and truth move together when a source brightens, so that the
/// rank of G_j among its draws is uniform whatever G_j is.
/// </remarks>
internal sealed record Replicate(int Number, Observations Data, double[] LogArea, double[] Variance)
{
    private const int AreaSite = 0;
    private const int VarianceSite = 1;
    private const int NoiseSite = 2;
    private const int MixtureSite = 3;

    /// <summary>Replicate <paramref name="number"/>: a pure function of the options and the number.</summary>
    public static Replicate Of(CalibrationOptions options, int number)
    {
        StreamKey key = Simulator.KeyOf(options.Seed, number);
        Observations design = options.Design;
        double[] area = Areas(options.Priors, key);
        double[] variance = Variances(options, key);
        double[] y = new double[design.Count];
        double[] scatter = new double[design.Count];
        double factor = options.ScatterFactor * options.ScatterFactor;
        for (int j = 0; j < design.SourceCount; j++)
        {
            for (int o = design.First[j]; o < design.First[j + 1]; o++)
            {
                int i = design.Instrument[o];
                scatter[o] = variance[i];
                double own = options.Model switch
                {
                    ScatterModel.LogT => variance[i] / ChiSquared.Sample(new AddressedRandom(key, j, i, MixtureSite), options.LogT.Nu),
                    ScatterModel.KnownPlusFittedVariances => variance[i] + design.Variance![o],
                    _ => variance[i],
                };
                y[o] = Simulator.LogNormalAbout(new AddressedRandom(key, j, i, NoiseSite), area[i], factor * own);
            }
        }

        double[]? told = options.Model switch
        {
            ScatterModel.KnownVariances => scatter,
            ScatterModel.KnownPlusFittedVariances => design.Variance,
            _ => null,
        };
        return new Replicate(number, design with { Y = y, Variance = told }, area, variance);
    }

    private static double[] Areas(Priors priors, StreamKey key)
    {
        double[] area = [.. priors.Tau.Select((tau, i) => tau * Normal.Sample(new AddressedRandom(key, 0, i, AreaSite), 0, 1))];
        if (priors.Correlation is { } correlation)
        {
            // τ_i (Lz)_i, LLᵀ = R.
            Vector<double> normals = Vector<double>.Build.Dense(area.Length, i => area[i] / priors.Tau[i]);
            Vector<double> tied = Matrix<double>.Build.DenseOfArray(correlation).Cholesky().Factor * normals;
            area = [.. tied.Select((value, i) => priors.Tau[i] * value)];
        }

        return [.. area.Select((value, i) => priors.LogArea[i] + value)];
    }

    private static double[] Variances(CalibrationOptions options, StreamKey key)
    {
        Priors priors = options.Priors;
        double[] variance = [.. priors.Alpha.Select(
            (alpha, i) => priors.Beta[i] / MathNet.Numerics.Distributions.Gamma.Sample(new AddressedRandom(key, 0, i, VarianceSite), alpha, 1.0))];
        if (options.Model is ScatterModel.LogT && options.LogT.Sigma is { } sigma)
        {
            Array.Fill(variance, sigma * sigma);
        }
        else if (options.Model is ScatterModel.LogT && options.LogT.CommonSigma)
        {
            Array.Fill(variance, variance[0]);
        }

        return variance;
    }
}
