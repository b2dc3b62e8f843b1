using GpuConcord.Host.Models.LogT;
using MathNet.Numerics.Distributions;
using Xunit;

namespace GpuConcord.Tests.Host.Models.LogT;

/// <summary>The error of the log-t model against Bessel functions from elsewhere, and against what its definition demands.</summary>
public sealed class LogTErrorTests
{
    /// <summary>By the closed form with scipy.special.kve (SciPy 1.15).</summary>
    [Theory]
    [InlineData(-0.3, 0.04, 3.0, -1.057440740790724)]
    [InlineData(0.2, 0.04, 3.0, -0.3333806490414174)]
    [InlineData(2.0, 0.5, 4.0, -6.604612259729352)]
    [InlineData(-5.0, 0.01, 1.0, -5.855888575684769)]
    [InlineData(0.1, 2.0, 30.0, 0.2907868661306734)]
    public void The_density_is_that_of_the_closed_form(double residual, double scale, double nu, double expected) =>
        Assert.Equal(expected, new LogTError(nu).LogDensity(residual, scale), 1e-9);

    /// <summary>Outside the table, and where −r/2 and the Bessel function nearly cancel: the power law r^(−ν/2−1) of the left tail.</summary>
    [Fact]
    public void The_left_tail_is_a_power_law()
    {
        LogTError error = new(3);
        double near = error.LogDensity(-1e12, 0.1), far = error.LogDensity(-1e15, 0.1);
        Assert.Equal(-2.5 * Math.Log(1000), far - near, 1e-6);
    }

    [Theory]
    [InlineData(3.0, 0.01)]
    [InlineData(3.0, 0.5)]
    [InlineData(12.0, 4.0)]
    public void It_integrates_to_one_and_leaves_the_mean_of_the_counts(double nu, double scale)
    {
        LogTError error = new(nu);
        double total = 0, counts = 0;
        const double Step = 1e-3;
        for (double t = -60; t < 60; t += Step)
        {
            // r = σ sinh t: even steps near 0, a logarithm in the tails.
            double r = Math.Sqrt(scale) * Math.Sinh(t);
            double width = Step * Math.Sqrt(scale) * Math.Cosh(t), log = error.LogDensity(r, scale);
            total += width * Math.Exp(log);

            // A power law on the right, whose digits go where r and ln p cancel; beyond 1e8 there is nothing.
            counts += r < 1e8 ? width * Math.Exp(log + r) : 0;
        }

        Assert.Equal(1, total, 1e-8);
        Assert.Equal(1, counts, 1e-8);
    }

    /// <summary>ψ = σ²/ξ becomes v when ν grows and σ² = νv.</summary>
    [Fact]
    public void Many_degrees_of_freedom_make_a_normal_error()
    {
        const double Nu = 1e7, Variance = 0.2;
        LogTError error = new(Nu);
        foreach (double r in (double[])[-1.5, -0.1, 0.4, 1.2])
        {
            Assert.Equal(Normal.PDFLn(-0.5 * Variance, Math.Sqrt(Variance), r), error.LogDensity(r, Nu * Variance), 1e-5);
            Assert.Equal((r + (0.5 * Variance)) / Math.Sqrt(Variance), error.NormalScore(r, Nu * Variance), 1e-5);
        }
    }

    [Theory]
    [InlineData(1.0, 0.3, -2.0)]
    [InlineData(3.0, 0.01, -0.2)]
    [InlineData(3.0, 0.5, 0.7)]
    [InlineData(8.0, 0.5, -0.9)]
    public void The_normal_score_is_as_rare_as_the_error(double nu, double scale, double residual)
    {
        LogTError error = new(nu);
        double below = 0;
        const double Step = 1e-4;
        double end = Math.Asinh(residual / Math.Sqrt(scale));
        int steps = (int)((end + 50) / Step);
        for (int k = 0; k < steps; k++)
        {
            double t = end - ((k + 0.5) * Step), r = Math.Sqrt(scale) * Math.Sinh(t);
            below += Step * Math.Sqrt(scale) * Math.Cosh(t) * Math.Exp(error.LogDensity(r, scale));
        }

        Assert.Equal(Normal.InvCDF(0, 1, below), error.NormalScore(residual, scale), 1e-6);
    }

    [Fact]
    public void Extreme_errors_have_finite_scores()
    {
        LogTError error = new(3);
        Assert.InRange(error.NormalScore(1e6, 0.1), 8, 40);
        Assert.InRange(error.NormalScore(-1e6, 0.1), -40, -5);
    }
}
