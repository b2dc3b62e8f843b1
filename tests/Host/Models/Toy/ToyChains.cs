using GpuConcord.Host.Data;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Random;
using GpuConcord.Kernels.Samplers;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace GpuConcord.Tests.Host.Models.Toy;

/// <summary>Block Gibbs of the toy model on the host: (B, G) given v, then v given (B, G).</summary>
/// <remarks>
/// With h = ½, r = y − B − G and n_j observations of a source, (r + hv)²/(2v) = r²/(2v) + hr + h²v/2, so that
/// v_j | B, G ∝ v^(−α − n_j/2 − 1) exp(−(β + Σr²/2)/v − n_j h² v/2): a generalized inverse Gaussian with k = α + n_j/2, a = n_j h² = n_j/4 and
/// b = 2β + Σr². (B, G) | v is normal: with the flat G_j integrated out B has the precision T⁻¹ + Σ_j (1_j − 1_j1_jᵀ/n_j)/v_j, and hv_j, which all
/// observations of a source share, drops out; G_j | B, v ~ N(mean of y + hv_j − B, v_j/n_j).
/// </remarks>
internal sealed class ToyChains
{
    private readonly Observations data;
    private readonly FitOptions options;
    private readonly double half;
    private readonly double alpha;
    private readonly double beta;
    private readonly Matrix<double> precision;
    private readonly Vector<double> pull;
    private readonly StreamKey key;

    /// <param name="model">The model.</param>
    /// <param name="data">The data; every source has an observation.</param>
    /// <param name="priors">The priors; that of the variances is the first instrument's.</param>
    /// <param name="options">How to draw.</param>
    public ToyChains(ToyModel model, Observations data, Priors priors, FitOptions options)
    {
        this.data = data;
        this.options = options;
        half = model.Forgetful ? 0.0 : 0.5;
        alpha = priors.Alpha[0];
        beta = model.Factor * priors.Beta[0];
        precision = Matrix<double>.Build.DenseOfArray(AreaPrior.Of(priors).Precision);
        pull = precision * Vector<double>.Build.DenseOfArray(priors.LogArea);
        key = StreamKey.Of(options.Seed, options.Problem);
        LogArea = Room(data.InstrumentCount);
        Variance = Room(data.SourceCount);
        LogFlux = Room(data.SourceCount);
    }

    /// <summary>Draws of B, an array an instrument, chain-major.</summary>
    public double[][] LogArea { get; }

    /// <summary>Draws of v, an array a source.</summary>
    public double[][] Variance { get; }

    /// <summary>Draws of G, an array a source.</summary>
    public double[][] LogFlux { get; }

    /// <summary>Draws.</summary>
    public void Run(Action<double> progress, CancellationToken cancellation)
    {
        for (int chain = 0; chain < options.Chains; chain++)
        {
            cancellation.ThrowIfCancellationRequested();
            Run(chain);
            progress((chain + 1.0) / options.Chains);
        }
    }

    private double[][] Room(int entries) => [.. Enumerable.Range(0, entries).Select(_ => new double[options.Chains * options.Draws])];

    private void Run(int chain)
    {
        double[] variance = new double[data.SourceCount];
        double[] flux = new double[data.SourceCount];
        Stream<ScalarLane> start = new(key, ScalarLane.OfBits(chain), 0);
        for (int j = 0; j < variance.Length; j++)
        {
            start.Normals(Sites.Start + j, 0, out ScalarLane normal, out _);
            variance[j] = beta / (alpha + 1) * Math.Exp(normal.Value);
        }

        int kept = 0;
        for (long iteration = 0; kept < options.Draws; iteration++)
        {
            Stream<ScalarLane> stream = new(key, ScalarLane.OfBits(chain), iteration);
            Vector<double> area = Areas(variance, stream);
            for (int j = 0; j < variance.Length; j++)
            {
                flux[j] = Flux(j, area, variance[j], stream);
                variance[j] = Scatter(j, area, flux[j], stream);
            }

            if (iteration == options.Iteration(kept))
            {
                Keep((chain * options.Draws) + kept++, area, flux, variance);
            }
        }
    }

    private void Keep(int at, Vector<double> area, double[] flux, double[] variance)
    {
        for (int i = 0; i < LogArea.Length; i++)
        {
            LogArea[i][at] = area[i];
        }

        for (int j = 0; j < variance.Length; j++)
        {
            LogFlux[j][at] = flux[j];
            Variance[j][at] = variance[j];
        }
    }

    /// <summary>B | v, the fluxes integrated out.</summary>
    private Vector<double> Areas(double[] variance, Stream<ScalarLane> stream)
    {
        Matrix<double> system = precision.Clone();
        Vector<double> right = pull.Clone();
        for (int j = 0; j < variance.Length; j++)
        {
            (int first, int end) = (data.First[j], data.First[j + 1]);
            double mean = data.Y.AsSpan(first, end - first).ToArray().Average();
            for (int o = first; o < end; o++)
            {
                int i = data.Instrument[o];
                right[i] += (data.Y[o] - mean) / variance[j];
                system[i, i] += 1 / variance[j];
                for (int other = first; other < end; other++)
                {
                    system[i, data.Instrument[other]] -= 1 / (variance[j] * (end - first));
                }
            }
        }

        Cholesky<double> factor = system.Cholesky();
        Vector<double> normals = Vector<double>.Build.Dense(right.Count, i =>
        {
            stream.Normals(Sites.Areas + i, 0, out ScalarLane normal, out _);
            return normal.Value;
        });
        return factor.Solve(right) + factor.Factor.Transpose().Solve(normals);
    }

    /// <summary>G_j | B, v.</summary>
    private double Flux(int source, Vector<double> area, double variance, Stream<ScalarLane> stream)
    {
        double mean = 0;
        int count = data.First[source + 1] - data.First[source];
        for (int o = data.First[source]; o < data.First[source + 1]; o++)
        {
            mean += (data.Y[o] + (half * variance) - area[data.Instrument[o]]) / count;
        }

        stream.Normals(Sites.Fluxes + source, 0, out ScalarLane normal, out _);
        return mean + (Math.Sqrt(variance / count) * normal.Value);
    }

    /// <summary>v_j | B, G.</summary>
    private double Scatter(int source, Vector<double> area, double flux, Stream<ScalarLane> stream)
    {
        double squares = 0;
        int count = data.First[source + 1] - data.First[source];
        for (int o = data.First[source]; o < data.First[source + 1]; o++)
        {
            double residual = data.Y[o] - area[data.Instrument[o]] - flux;
            squares += residual * residual;
        }

        return GeneralizedInverseGaussian.Draw(
            stream, Sites.Variances + source, ScalarLane.Of(alpha + (0.5 * count)), ScalarLane.Of(count * half * half), ScalarLane.Of((2 * beta) + squares)).Value;
    }
}
