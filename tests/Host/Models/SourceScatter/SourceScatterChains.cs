using GpuConcord.Host.Data;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;
using GpuConcord.Kernels.Random;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;

namespace GpuConcord.Tests.Host.Models.SourceScatter;

/// <summary>
/// Chains of B and v with every flux integrated out: all observations of a source have one variance, so that its half variance is absorbed by the
/// flux, v_j | B ~ InvGamma(α + (n_j − 1)/2, β + S_j/2) with S_j the sum of squares of y − B about its mean, and B | v is normal with precision
/// T⁻¹ + Σ_j (1_j − 1_j1_jᵀ/n_j)/v_j. G_j | B, v ~ N(mean + v_j/2, v_j/n_j) follows.
/// </summary>
internal sealed class SourceScatterChains(Observations data, Priors priors, FitOptions options)
{
    private readonly int n = data.InstrumentCount;
    private readonly Matrix<double> precision = Matrix<double>.Build.DenseOfArray(AreaPrior.Of(priors).Precision);
    private readonly Vector<double> mean = Vector<double>.Build.DenseOfArray(priors.LogArea);

    /// <summary>Iterations of a chain, warm-up included.</summary>
    public int Iterations => options.WarmUp + (options.Draws * options.Thin);

    /// <summary>Draws of B, an array an instrument, chain-major.</summary>
    public double[][] LogArea { get; } = Room(data.InstrumentCount, options);

    /// <summary>Draws of v, an array a source, chain-major.</summary>
    public double[][] Variance { get; } = Room(data.SourceCount, options);

    /// <summary>Draws of G, an array a source, chain-major.</summary>
    public double[][] LogFlux { get; } = Room(data.SourceCount, options);

    /// <summary>∂E[B]/∂b at the last draw of every chain, averaged.</summary>
    public double[,] Influence { get; } = new double[data.InstrumentCount, data.InstrumentCount];

    /// <summary>Draws.</summary>
    public void Run(Action<double> progress, CancellationToken cancellation)
    {
        StreamKey key = StreamKey.Of(options.Seed, options.Problem);
        for (int chain = 0; chain < options.Chains; chain++)
        {
            cancellation.ThrowIfCancellationRequested();
            Run(key, chain);
            progress((chain + 1.0) / options.Chains);
        }
    }

    private static double[][] Room(int entries, FitOptions options) =>
        [.. Enumerable.Range(0, entries).Select(_ => new double[options.Chains * options.Draws])];

    private void Run(StreamKey key, int chain)
    {
        Vector<double> area = mean.Clone();
        for (int i = 0; i < n; i++)
        {
            area[i] += 2 * priors.Tau[i] * Normal.Sample(new AddressedRandom(key, chain, 0, i), 0, 1);
        }

        double[] variance = new double[data.SourceCount];
        Matrix<double> system = precision.Clone();
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            AddressedRandom random = new(key, chain, iteration + 1, 0);
            for (int j = 0; j < variance.Length; j++)
            {
                (int count, _, double squares) = Residuals(j, area);
                variance[j] = (priors.Beta[0] + (0.5 * squares)) / MathNet.Numerics.Distributions.Gamma.Sample(random, priors.Alpha[0] + (0.5 * (count - 1)), 1.0);
            }

            (system, Vector<double> right) = System(variance);
            MathNet.Numerics.LinearAlgebra.Factorization.Cholesky<double> factor = system.Cholesky();
            Vector<double> normals = Vector<double>.Build.Dense(n, _ => Normal.Sample(random, 0, 1));
            area = factor.Solve(right) + factor.Factor.Transpose().Solve(normals);
            if (iteration >= options.WarmUp && (iteration - options.WarmUp + 1) % options.Thin == 0)
            {
                Keep((chain * options.Draws) + ((iteration - options.WarmUp) / options.Thin), area, variance, random);
            }
        }

        Matrix<double> response = system.Solve(precision);
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < n; k++)
            {
                Influence[i, k] += response[i, k] / options.Chains;
            }
        }
    }

    private void Keep(int at, Vector<double> area, double[] variance, AddressedRandom random)
    {
        for (int i = 0; i < n; i++)
        {
            LogArea[i][at] = area[i];
        }

        for (int j = 0; j < variance.Length; j++)
        {
            (int count, double level, _) = Residuals(j, area);
            Variance[j][at] = variance[j];
            LogFlux[j][at] = Normal.Sample(random, level + (0.5 * variance[j]), Math.Sqrt(variance[j] / count));
        }
    }

    /// <summary>Number, mean and sum of squares about the mean of y − B of a source.</summary>
    private (int Count, double Mean, double Squares) Residuals(int source, Vector<double> area)
    {
        double[] residuals = [.. Seen(source).Select(o => data.Y[o] - area[data.Instrument[o]])];
        double level = residuals.Average();
        return (residuals.Length, level, residuals.Sum(residual => (residual - level) * (residual - level)));
    }

    /// <summary>Precision of B | v, and what it is to be solved for.</summary>
    private (Matrix<double> System, Vector<double> Right) System(double[] variance)
    {
        Matrix<double> system = precision.Clone();
        Vector<double> right = precision * mean;
        for (int j = 0; j < variance.Length; j++)
        {
            int count = data.First[j + 1] - data.First[j];
            double level = Seen(j).Average(o => data.Y[o]);
            foreach (int o in Seen(j))
            {
                int i = data.Instrument[o];
                system[i, i] += 1 / variance[j];
                right[i] += (data.Y[o] - level) / variance[j];
                foreach (int other in Seen(j))
                {
                    system[i, data.Instrument[other]] -= 1 / (count * variance[j]);
                }
            }
        }

        return (system, right);
    }

    private IEnumerable<int> Seen(int source) => Enumerable.Range(data.First[source], data.First[source + 1] - data.First[source]);
}
