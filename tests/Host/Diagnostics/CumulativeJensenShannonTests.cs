using GpuConcord.Host.Diagnostics;
using MathNet.Numerics.Distributions;
using Xunit;

namespace GpuConcord.Tests.Host.Diagnostics;

public sealed class CumulativeJensenShannonTests
{
    /// <summary>The definition, both directions added up on a fine grid.</summary>
    [Fact]
    public void The_distance_is_that_of_the_definition()
    {
        double[] x = [0, 1, 3, 7], weights = [1, 2, 3, 2];
        double below = OnGrid(t => Step(x, [0.25, 0.25, 0.25, 0.25], t), t => Step(x, [0.125, 0.25, 0.375, 0.25], t), 0, 7);
        double above = OnGrid(t => 1 - Step(x, [0.25, 0.25, 0.25, 0.25], t), t => 1 - Step(x, [0.125, 0.25, 0.375, 0.25], t), 0, 7);
        Assert.Equal(Math.Max(below, above), CumulativeJensenShannon.Distance(x, weights), 1e-9);
    }

    /// <summary>One step between two draws: P = 1/2 and Q = 3/4, or mirrored 1/2 and 1/4, by hand.</summary>
    [Fact]
    public void Two_draws()
    {
        static double Terms(double p, double q) => (p * Math.Log2(2 * p / (p + q))) + (q * Math.Log2(2 * q / (p + q)));
        Assert.Equal(Math.Sqrt(Terms(0.5, 0.25) / 0.75), CumulativeJensenShannon.Distance([-4, 6], [3, 1]), 1e-15);
    }

    /// <summary>A shifted normal, against the integral over the draws' range.</summary>
    [Fact]
    public void A_normal_that_is_shifted()
    {
        const int Count = 20000;
        double[] x = [.. Enumerable.Range(0, Count).Select(s => Normal.InvCDF(0, 1, (s + 0.5) / Count))];
        double[] weights = Array.ConvertAll(x, t => Math.Exp(0.1 * t));
        double below = OnGrid(t => Normal.CDF(0, 1, t), t => Normal.CDF(0.1, 1, t), x[0], x[^1]);
        double above = OnGrid(t => Normal.CDF(0, 1, -t), t => Normal.CDF(-0.1, 1, -t), x[0], x[^1]);
        Assert.Equal(Math.Max(below, above), CumulativeJensenShannon.Distance(x, weights), 2e-4 * below);
    }

    [Fact]
    public void Unit_sign_and_scale_of_weights_do_not_matter()
    {
        double[] x = [-1, 0, 2, 2.5, 9], weights = [0.2, 0.3, 0.1, 0.3, 0.4];
        double distance = CumulativeJensenShannon.Distance(x, weights);
        Assert.Equal(distance, CumulativeJensenShannon.Distance([.. x.Select(t => (1e-9 * t) + 5)], weights), 1e-7);
        Assert.Equal(distance, CumulativeJensenShannon.Distance([.. x.Select(t => -t).Reverse()], [.. weights.Reverse()]), 1e-14);
        Assert.Equal(distance, CumulativeJensenShannon.Distance(x, [.. weights.Select(w => 1000 * w)]), 1e-14);
    }

    [Fact]
    public void Nothing_moves_without_weights_or_without_spread()
    {
        Assert.Equal(0, CumulativeJensenShannon.Distance([1, 2, 4], [5, 5, 5]), 1e-8);
        Assert.Equal(0, CumulativeJensenShannon.Distance([3, 3, 3], [1, 2, 3]));
        Assert.Throws<ArgumentException>(() => CumulativeJensenShannon.Distance([1, 2], [1]));
    }

    private static double Step(double[] x, double[] weights, double t) => x.Zip(weights).Where(pair => pair.First <= t).Sum(pair => pair.Second);

    /// <summary>√((CJS(P‖Q) + CJS(Q‖P))/∫(P + Q)) with CJS(P‖Q) = ∫ P log₂(P/½(P + Q)) + (1/2 ln 2) ∫ (Q − P).</summary>
    private static double OnGrid(Func<double, double> first, Func<double, double> second, double low, double high)
    {
        const int Cells = 70000;
        double width = (high - low) / Cells, forward = 0, backward = 0, bound = 0;
        for (int c = 0; c < Cells; c++)
        {
            double t = low + ((c + 0.5) * width), p = first(t), q = second(t);
            forward += width * ((p > 0 ? p * Math.Log2(p / (0.5 * (p + q))) : 0) + ((q - p) / (2 * Math.Log(2))));
            backward += width * ((q > 0 ? q * Math.Log2(q / (0.5 * (p + q))) : 0) + ((p - q) / (2 * Math.Log(2))));
            bound += width * (p + q);
        }
        return Math.Sqrt((forward + backward) / bound);
    }
}
