using GpuConcord.Host.Data;
using MathNet.Numerics.Distributions;

namespace GpuConcord.Tests.Host.Sampling;

/// <summary>The two mistakes that a careless reader of the model makes.</summary>
internal enum Fault
{
    None,

    /// <summary>Keeps the half variance in the mean, yet draws v from the inverse gamma that belongs to a mean without it.</summary>
    InverseGamma,

    /// <summary>Leaves the half variance out everywhere: a coherent posterior, of another model.</summary>
    NoHalfVariance,
}

/// <summary>Draws of a <see cref="ReferenceGibbs"/>, chain-major.</summary>
internal sealed record ReferenceDraws(double[][] LogArea, double[][] Variance, double[][] LogFlux);

/// <summary>
/// One-at-a-time Gibbs with the shift move in plain double-precision C#, sharing no line with the kernels: what the checks of the
/// samplers are themselves checked with, sound or with a fault.
/// </summary>
internal sealed class ReferenceGibbs
{
    private readonly Observations observations;
    private readonly Priors priors;
    private readonly Fault fault;
    private readonly System.Random random;
    private readonly int[] counts;
    private readonly double[] area;
    private readonly double[] variance;
    private readonly double[] flux;

    private ReferenceGibbs(Observations observations, Priors priors, Fault fault, int seed)
    {
        this.observations = observations;
        this.priors = priors;
        this.fault = fault;
        random = new System.Random(seed);
        counts = new int[observations.InstrumentCount];
        foreach (int i in observations.Instrument)
        {
            counts[i]++;
        }

        area = [.. priors.LogArea];
        variance = [.. priors.Beta.Zip(priors.Alpha, (beta, alpha) => beta / alpha)];
        flux = new double[observations.SourceCount];
    }

    // E[c] = A·F asks for ln c to have mean B + G − v/2.
    private double Half => fault is Fault.NoHalfVariance ? 0.0 : 0.5;

    public static ReferenceDraws Run(
        Observations observations, Priors priors, Fault fault, int chains, int warmUp, int draws, int thin, int seed)
    {
        int instruments = observations.InstrumentCount;
        double[][] values = [.. Enumerable.Range(0, (2 * instruments) + observations.SourceCount).Select(_ => new double[chains * draws])];
        for (int chain = 0; chain < chains; chain++)
        {
            ReferenceGibbs gibbs = new(observations, priors, fault, (seed * chains) + chain);
            for (int iteration = 0; iteration < warmUp + (draws * thin); iteration++)
            {
                gibbs.Step();
                int after = iteration + 1 - warmUp;
                if (after > 0 && after % thin == 0)
                {
                    gibbs.Keep(values, (chain * draws) + (after / thin) - 1);
                }
            }
        }

        return new ReferenceDraws(values[..instruments], values[instruments..(2 * instruments)], values[(2 * instruments)..]);
    }

    /// <summary>density ∝ v^(−k−1) exp(−(av + b/v)/2), by rejection from the inverse gamma that touches it at the mode of ln v.</summary>
    public static double InverseGaussian(double k, double a, double b, System.Random random)
    {
        double mode = b / (k + Math.Sqrt((k * k) + (a * b)));
        double c = 0.5 * a * mode;
        while (true)
        {
            double x = 0.5 * b / mode / Gamma.Sample(random, k + c, 1.0);
            if (Math.Log(random.NextDouble()) <= -c * (x - 1 - Math.Log(x)))
            {
                return mode * x;
            }
        }
    }

    private void Keep(double[][] values, int at)
    {
        int n = area.Length;
        for (int i = 0; i < n; i++)
        {
            values[i][at] = area[i];
            values[n + i][at] = variance[i];
        }

        for (int j = 0; j < flux.Length; j++)
        {
            values[(2 * n) + j][at] = flux[j];
        }
    }

    private void Step()
    {
        double[] sums = new double[area.Length];
        for (int j = 0; j < flux.Length; j++)
        {
            double weight = 0;
            double mean = 0;
            for (int o = observations.First[j]; o < observations.First[j + 1]; o++)
            {
                int i = observations.Instrument[o];
                weight += 1 / variance[i];
                mean += (observations.Y[o] + (Half * variance[i]) - area[i]) / variance[i];
            }

            flux[j] = Normal.Sample(random, mean / weight, 1 / Math.Sqrt(weight));
            for (int o = observations.First[j]; o < observations.First[j + 1]; o++)
            {
                sums[observations.Instrument[o]] += observations.Y[o] - flux[j];
            }
        }

        for (int i = 0; i < area.Length; i++)
        {
            double prior = 1 / (priors.Tau[i] * priors.Tau[i]);
            double precision = prior + (counts[i] / variance[i]);
            double mean = ((prior * priors.LogArea[i]) + (sums[i] / variance[i]) + (Half * counts[i])) / precision;
            area[i] = Normal.Sample(random, mean, 1 / Math.Sqrt(precision));
        }

        Shift();
        DrawVariances();
    }

    private void Shift()
    {
        double precision = priors.Tau.Sum(tau => 1 / (tau * tau));
        double mean = area.Select((b, i) => (priors.LogArea[i] - b) / (priors.Tau[i] * priors.Tau[i])).Sum() / precision;
        double shift = Normal.Sample(random, mean, 1 / Math.Sqrt(precision));
        for (int i = 0; i < area.Length; i++)
        {
            area[i] += shift;
        }

        for (int j = 0; j < flux.Length; j++)
        {
            flux[j] -= shift;
        }
    }

    private void DrawVariances()
    {
        double[] squares = new double[area.Length];
        for (int j = 0; j < flux.Length; j++)
        {
            for (int o = observations.First[j]; o < observations.First[j + 1]; o++)
            {
                int i = observations.Instrument[o];
                double residual = observations.Y[o] - area[i] - flux[j];
                squares[i] += residual * residual;
            }
        }

        for (int i = 0; i < area.Length; i++)
        {
            double linear = fault is Fault.None ? 0.25 * counts[i] : 0.0;
            variance[i] = InverseGaussian(priors.Alpha[i] + (0.5 * counts[i]), linear, (2 * priors.Beta[i]) + squares[i], random);
        }
    }
}
