using GpuConcord.Host.Models.LogT;
using Xunit;

namespace GpuConcord.Tests.Host.Models.LogT;

/// <summary>Integrals over a flux by a few dozen nodes against millions, for sources whose observations agree, disagree, and differ in precision.</summary>
public sealed class FluxQuadratureTests
{
    public static TheoryData<double, double[], double[]> Sources => new()
    {
        { 3, [0.1, 0.12, 0.08], [0.01, 0.02, 0.01] },
        { 3, [0.0, 1.5], [1e-4, 1e-4] },
        { 3, [0.0, 0.9, -0.4, 0.02], [1e-6, 0.3, 0.01, 1e-4] },
        { 1, [0.0, -2.0], [0.01, 1e-5] },
        { 12, [0.3, -0.2, 0.1, 0.0, 0.5], [0.5, 0.5, 0.5, 0.5, 0.5] },
    };

    [Theory]
    [MemberData(nameof(Sources))]
    public void Few_nodes_do_for_every_integral(double nu, double[] centres, double[] scales)
    {
        LogTError error = new(nu);
        FluxQuadrature quadrature = new();
        for (int without = -1; without < centres.Length; without++)
        {
            double expected = Brute(error, centres, scales, without, double.PositiveInfinity);
            foreach (double offset in (double[])[0, 0.37, 0.9])
            {
                quadrature.Cover(error, centres, scales, offset);
                Assert.Equal(expected, quadrature.LogIntegral(without), 2e-5);
            }
        }
    }

    /// <summary>Over all offsets and shares, the flux chosen lies below any point as often as the density says.</summary>
    [Theory]
    [MemberData(nameof(Sources))]
    public void A_chosen_flux_has_the_density_of_the_integrand(double nu, double[] centres, double[] scales)
    {
        LogTError error = new(nu);
        FluxQuadrature quadrature = new();
        const int Offsets = 200, Shares = 40;
        double point = centres.Average(), whole = Brute(error, centres, scales, -1, double.PositiveInfinity);
        int below = 0;
        for (int o = 0; o < Offsets; o++)
        {
            quadrature.Cover(error, centres, scales, (o + 0.5) / Offsets);
            for (int k = 0; k < Shares; k++)
            {
                below += quadrature.Choose((k + 0.5) / Shares) < point ? 1 : 0;
            }
        }

        Assert.Equal(Math.Exp(Brute(error, centres, scales, -1, point) - whole), (double)below / (Offsets * Shares), 0.01);
    }

    /// <summary>ln of the integral up to a point, evenly in asinh about every peak: pieces between peaks, each seen from both ends.</summary>
    private static double Brute(LogTError error, double[] centres, double[] scales, int without, double point)
    {
        double[] ends = [.. centres.Order()];
        double sum = 0;
        for (int piece = 0; piece <= ends.Length; piece++)
        {
            if (piece == 0)
            {
                sum += Side(ends[0], -1, double.PositiveInfinity);
            }
            else if (piece == ends.Length)
            {
                sum += Side(ends[^1], 1, double.PositiveInfinity);
            }
            else
            {
                double half = 0.5 * (ends[piece] - ends[piece - 1]);
                sum += Side(ends[piece - 1], 1, half) + Side(ends[piece], -1, half);
            }
        }

        return Math.Log(sum);

        double Side(double from, int direction, double length)
        {
            const double Width = 1e-4;
            const int Steps = 20_000;
            double end = Math.Min(Math.Asinh(length / Width), 60), step = end / Steps, part = 0;
            for (int k = 0; k < Steps; k++)
            {
                double t = (k + 0.5) * step, at = from + (direction * Width * Math.Sinh(t)), log = Math.Log(step * Width * Math.Cosh(t));
                for (int i = 0; i < centres.Length; i++)
                {
                    log += i == without ? 0 : error.LogDensity(centres[i] - at, scales[i]);
                }

                part += at < point ? Math.Exp(log) : 0;
            }

            return part;
        }
    }
}
