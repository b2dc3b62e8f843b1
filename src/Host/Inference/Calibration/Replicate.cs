using GpuConcord.Host.Data;
using GpuConcord.Host.Simulation;
using GpuConcord.Kernels.Random;
using MathNet.Numerics.Distributions;

namespace GpuConcord.Host.Inference.Calibration;

/// <summary>A truth drawn from the prior, and data drawn from the truth.</summary>
/// <param name="Number">Number of the replicate: the problem whose random streams its fit uses.</param>
/// <param name="Data">The data: complete, with their variances (which only the model of known variances is told).</param>
/// <param name="LogArea">True B_i.</param>
/// <param name="Variance">True v_i.</param>
/// <remarks>
/// G has a flat prior and cannot be drawn from it. It is 0: posterior and truth move together when a source brightens, so that the
/// rank of G_j among its draws is uniform whatever G_j is.
/// </remarks>
internal sealed record Replicate(int Number, Observations Data, double[] LogArea, double[] Variance)
{
    private const int AreaSite = 0;
    private const int VarianceSite = 1;
    private const int NoiseSite = 2;

    /// <summary>Replicate <paramref name="number"/>: a pure function of the options and the number.</summary>
    public static Replicate Of(CalibrationOptions options, int number)
    {
        StreamKey key = Simulator.KeyOf(options.Seed, number);
        Priors priors = options.Priors;
        int n = options.Instruments;
        int sources = options.Sources;
        double[] area = new double[n];
        double[] variance = new double[n];
        double[] y = new double[n * sources];
        for (int i = 0; i < n; i++)
        {
            area[i] = Normal.Sample(new AddressedRandom(key, 0, i, AreaSite), priors.LogArea[i], priors.Tau[i]);
            variance[i] = priors.Beta[i] / MathNet.Numerics.Distributions.Gamma.Sample(new AddressedRandom(key, 0, i, VarianceSite), priors.Alpha[i], 1.0);
            for (int j = 0; j < sources; j++)
            {
                y[(j * n) + i] = Simulator.LogNormalAbout(new AddressedRandom(key, j, i, NoiseSite), area[i], variance[i]);
            }
        }

        Observations data = new()
        {
            Instruments = [.. Enumerable.Range(1, n).Select(i => $"I{i}")],
            Sources = [.. Enumerable.Range(1, sources).Select(j => $"S{j}")],
            First = [.. Enumerable.Range(0, sources + 1).Select(j => j * n)],
            Instrument = [.. Enumerable.Range(0, y.Length).Select(o => o % n)],
            Y = y,
            Variance = [.. Enumerable.Range(0, y.Length).Select(o => variance[o % n])],
            Quantity = "log counts",
        };
        return new Replicate(number, data, area, variance);
    }
}
