using System.Numerics;
using GpuConcord.Host.Devices;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.SelfTest;

namespace GpuConcord.Host.SelfTest;

/// <summary>Elementary functions on the device beside the host's, over the arguments that models use and at the corners.</summary>
internal static class FunctionCheck
{
    // The host's functions are themselves one or two ulp from the truth.
    private const double MostUlp = 4.0;

    // ln n! from an exact integer; the reference itself is good to a few ulp.
    private const int Factorials = 512;

    /// <summary>The largest error of ln, exp, ln(1 + x), sin and cos of whole turns, in units in the last place.</summary>
    public static Finding Elementary(Device device)
    {
        double[] small = [1e-320, 1e-308, 1e-200, 1e-16, 1e-9, 0.3, 0.5, 0.999999999, 1.0, 1.000000001, 1.5, 2.0, 88.0, 700.0];
        double[] points = Padded([.. small, .. Enumerable.Range(0, 4096).Select(i => Math.Exp(-30.0 + (36.5 * i / 4096.0)))]);
        double[] values = Values(device, points);
        Finding worst = new(0.0, MostUlp, "ulp");
        for (int i = 0; i < points.Length; i++)
        {
            double x = points[i];
            double turn = 2.0 * (x - Math.Floor(x));
            double[] expected = [Math.Log(x), Math.Exp(x), LogOfOnePlus(x), double.SinPi(turn), double.CosPi(turn)];
            for (int f = 0; f < expected.Length; f++)
            {
                // Sine and cosine pass through zero: there the last place of 1 counts.
                double place = f < 3 ? Math.BitIncrement(Math.Abs(expected[f])) - Math.Abs(expected[f]) : 1.1e-16;
                worst = worst.Worse(worst with { Value = Error(values[(f * points.Length) + i], expected[f]) / place });
            }
        }

        return worst;
    }

    /// <summary>The largest relative error of ln Γ at whole arguments.</summary>
    public static Finding LogGamma(Device device)
    {
        double[] points = Padded([.. Enumerable.Range(3, Factorials).Select(n => (double)n)]);
        double[] values = Values(device, points);
        Finding worst = new(0.0, 4.0, "ulp");
        BigInteger factorial = 2;
        for (int i = 0; i < Factorials; i++)
        {
            double expected = BigInteger.Log(factorial);
            worst = worst.Worse(worst with { Value = Error(values[((FunctionProbe.Functions - 1) * points.Length) + i], expected) / (Math.BitIncrement(expected) - expected) });
            factorial *= i + 3;
        }

        return worst;
    }

    /// <summary>Kahan's ln(1 + x), good to two ulp (double.LogP1 is ln of the rounded sum).</summary>
    private static double LogOfOnePlus(double x)
    {
        double sum = 1.0 + x;
        return sum == 1.0 ? x : Math.Log(sum) * (x / (sum - 1.0));
    }

    private static double Error(double found, double expected) => found.Equals(expected) ? 0.0 : Math.Abs(found - expected);

    private static double[] Padded(double[] points) =>
        [.. points, .. Enumerable.Repeat(1.0, Tiles.RoundUp(points.Length) - points.Length)];

    private static double[] Values(Device device, double[] points)
    {
        using Memory input = device.Upload(points);
        using Memory output = device.Allocate((long)FunctionProbe.Functions * points.Length);
        device.Launch<FunctionProbe, FunctionProbeArguments>(points.Length, new FunctionProbeArguments(input.View, output.View, points.Length));
        return output.ToArray();
    }
}
