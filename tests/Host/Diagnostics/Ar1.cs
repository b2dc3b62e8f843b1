namespace GpuConcord.Tests.Host.Diagnostics;

/// <summary>Stationary first-order autoregressive chains with standard normal marginal: autocorrelation φ^t, autocorrelation time (1 + φ)/(1 − φ).</summary>
internal static class Ar1
{
    /// <summary>Chain-major draws; the same seed gives the same draws.</summary>
    public static double[] Draws(int chains, int length, double phi, int seed)
    {
        Random random = new(seed);
        double[] draws = new double[chains * length];
        for (int i = 0; i < draws.Length; i++)
        {
            double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            draws[i] = i % length == 0 ? normal : phi * draws[i - 1] + Math.Sqrt(1 - phi * phi) * normal;
        }

        return draws;
    }
}
