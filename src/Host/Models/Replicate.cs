using GpuConcord.Host.Data;
using GpuConcord.Host.Sampling;
using GpuConcord.Kernels.Random;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;

namespace GpuConcord.Host.Models;

/// <summary>What replicates of simulation-based calibration are drawn from.</summary>
/// <param name="Data">Who sees what; its y are unread, its variances read by models that take known errors besides a fitted scatter.</param>
/// <param name="Priors">The priors that truths are drawn from.</param>
/// <param name="Seed">Seed of every random number.</param>
public sealed record ReplicateDesign(Observations Data, Priors Priors, ulong Seed)
{
    /// <summary>A deliberate mistake: the σ that data are drawn with, over the σ that is the truth.</summary>
    public double ScatterFactor { get; init; } = 1;

    /// <summary>The key of a replicate's random numbers: problems are numbered from the end, so that no fit under the same seed shares it.</summary>
    internal StreamKey KeyOf(int number) => AddressedRandom.KeyOf(Seed, number);
}

/// <summary>A truth drawn from the prior, and data drawn from the truth.</summary>
/// <param name="Number">Number of the replicate: the problem whose random streams its fit uses.</param>
/// <param name="Data">The data, with the variances that the fit is told.</param>
/// <param name="LogArea">True B_i, one an instrument.</param>
/// <param name="Others">True values of the model's further blocks, in the order of <see cref="IModel.Blocks"/>, one array a block.</param>
/// <param name="Variance">True variance of every observation, or what stands for it in the model (log-t: σ²).</param>
/// <remarks>
/// G has a flat prior and cannot be drawn from it. It is 0: posterior and truth move together when a source brightens, so that the
/// rank of G_j among its draws is uniform whatever G_j is.
/// </remarks>
public sealed record Replicate(int Number, Observations Data, double[] LogArea, IReadOnlyList<double[]> Others, double[] Variance)
{
    /// <summary>True G, one a source, of a model whose fluxes have a proper prior; null where they are 0.</summary>
    public double[]? LogFlux { get; init; }
}

/// <summary>What models share in simulating: truths from the priors, observations about them. Every number has an address of its own.</summary>
internal sealed class ReplicateDrawing
{
    private const int AreaSite = 0;
    private const int VarianceSite = 1;
    private const int NoiseSite = 2;
    private const int ScaleMixtureSite = 3;

    private readonly ReplicateDesign design;
    private readonly int number;
    private readonly StreamKey key;

    /// <param name="design">What replicates are drawn from.</param>
    /// <param name="number">Number of the replicate.</param>
    public ReplicateDrawing(ReplicateDesign design, int number)
    {
        this.design = design;
        this.number = number;
        key = design.KeyOf(number);
    }

    /// <summary>B ~ N(b, T).</summary>
    public double[] Areas()
    {
        Priors priors = design.Priors;
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

    /// <summary>A variance from InvGamma(α_i, β_i), that of instrument <paramref name="i"/>'s prior.</summary>
    /// <param name="i">Whose prior.</param>
    /// <param name="entry">Which of all variances it is: an address.</param>
    public double Variance(int i, int entry) =>
        design.Priors.Beta[i] / MathNet.Numerics.Distributions.Gamma.Sample(new AddressedRandom(key, 0, entry, VarianceSite), design.Priors.Alpha[i], 1.0);

    /// <summary>One variance an instrument.</summary>
    public double[] Variances() => [.. design.Priors.Alpha.Select((_, i) => Variance(i, i))];

    /// <summary>A ξ ~ χ²_ν of an observation.</summary>
    public double ChiSquare(int source, int instrument, double nu) => ChiSquared.Sample(new AddressedRandom(key, source, instrument, ScaleMixtureSite), nu);

    /// <summary>The observations about these areas, ln c ~ N(B − s/2, s), flux 0.</summary>
    /// <param name="area">True B.</param>
    /// <param name="others">True values of the model's other blocks.</param>
    /// <param name="nominal">What stands for the variance of an observation in the model: (source, instrument, observation).</param>
    /// <param name="drawn">The variance that it is drawn with, given that.</param>
    /// <param name="told">The variances that the fit is told, given those of <paramref name="nominal"/>; null for none.</param>
    public Replicate Observe(
        double[] area, IReadOnlyList<double[]> others, Func<int, int, int, double> nominal, Func<int, int, double, double> drawn, Func<double[], double[]?> told)
    {
        Observations data = design.Data;
        double[] y = new double[data.Count];
        double[] variance = new double[data.Count];
        double factor = design.ScatterFactor * design.ScatterFactor;
        for (int j = 0; j < data.SourceCount; j++)
        {
            for (int o = data.First[j]; o < data.First[j + 1]; o++)
            {
                int i = data.Instrument[o];
                variance[o] = nominal(j, i, o);
                y[o] = AddressedRandom.LogNormalAbout(new AddressedRandom(key, j, i, NoiseSite), area[i], factor * drawn(j, i, variance[o]));
            }
        }

        return new Replicate(number, data with { Y = y, Variance = told(variance) }, area, others, variance);
    }
}
