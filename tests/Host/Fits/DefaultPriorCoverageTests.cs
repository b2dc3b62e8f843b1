using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Sampling;
using GpuConcord.Tests.Host.Statistics.Robust;
using MathNet.Numerics.Distributions;
using Xunit;

namespace GpuConcord.Tests.Host.Fits;

/// <summary>
/// Does an interval under the default prior hold the truth as often as it says? B from its prior, one σ for all from 1 to 30 %, which the prior is not
/// told: it is taken from the data. Unlike in simulation-based calibration σ is not drawn from a prior, so that coverage is near nominal, not equal to it.
/// </summary>
public sealed class DefaultPriorCoverageTests
{
    private const double Tau = 0.05;

    private static readonly FitOptions Few = new() { Chains = 32, Draws = 32, WarmUp = 100, Estimates = [] };

    public static TheoryData<int, int, double> Designs
    {
        get
        {
            TheoryData<int, int, double> designs = [];
            foreach ((int instruments, int sources) in new[] { (2, 3), (3, 2), (3, 4), (3, 12), (13, 2) })
            {
                foreach (double sigma in new[] { 0.01, 0.1, 0.3 })
                {
                    designs.Add(instruments, sources, sigma);
                }
            }

            return designs;
        }
    }

    [Theory]
    [InlineData(3, 4, 0.01)]
    [InlineData(3, 4, 0.3)]
    public void Intervals_hold_the_truth_about_as_often_as_they_say(int instruments, int sources, double sigma)
    {
        Coverage found = Cover(instruments, sources, sigma, tables: 150, old: false);

        // 150 tables: 4 standard errors about 68 and 95 %.
        Assert.InRange(found.Difference68, 0.52, 0.86);
        Assert.InRange(found.Difference95, 0.87, 1.0);
        Assert.InRange(found.Area68, 0.52, 0.86);
        Assert.InRange(found.Area95, 0.87, 1.0);
    }

    [Theory(Explicit = true)]
    [MemberData(nameof(Designs))]
    public void Coverage_is_near_nominal_from_one_to_thirty_percent(int instruments, int sources, double sigma)
    {
        Coverage found = Cover(instruments, sources, sigma, tables: 1000, old: false), before = Cover(instruments, sources, sigma, tables: 200, old: true);
        TestContext.Current.TestOutputHelper?.WriteLine($"{instruments} × {sources}, σ = {sigma}: {found}; β = 0.01: {before}");

        // With three sources the data have four or fewer degrees of freedom to say what σ is: 95 % intervals hold the truth in 91 % of tables there.
        Assert.InRange(found.Difference68, 0.62, 0.82);
        Assert.InRange(found.Difference95, 0.90, 0.985);
        Assert.InRange(found.Area68, 0.62, 0.78);
        Assert.InRange(found.Area95, 0.90, 0.98);
    }

    private static Coverage Cover(int instruments, int sources, double sigma, int tables, bool old)
    {
        using Device device = Device.OpenSimd(cores: 1);
        int[] within = new int[4];
        double width = 0;
        for (int k = 0; k < tables; k++)
        {
            Random random = new(1000 + k);
            double[] area = [.. Enumerable.Range(0, instruments).Select(_ => Normal.Sample(random, 0, Tau))];
            Observations data = RobustScatterTests.Normals(random, instruments, sources, _ => sigma);
            data = data with { Y = [.. data.Y.Select((y, o) => y + area[data.Instrument[o]] - (0.5 * sigma * sigma))] };
            double beta = old ? PriorDefaults.Standard.Beta : ScatterRule.Of(FitParts.Fitted, data)!.Beta;
            Fit fit = Fitting.Run(FitParts.Fitted, data, Priors.Uniform(instruments, Tau, 1.5, beta), Few with { Problem = (ulong)k }, device, null, CancellationToken.None);
            double[] difference = [.. fit.LogArea[1].Zip(fit.LogArea[0], (one, zero) => one - zero).Order()];
            Count(difference, area[1] - area[0], within.AsSpan(0, 2));
            Count([.. fit.LogArea[0].Order()], area[0], within.AsSpan(2, 2));
            width += (difference[(int)(0.975 * difference.Length)] - difference[(int)(0.025 * difference.Length)]) / tables;
        }

        return new Coverage(within[0] / (double)tables, within[1] / (double)tables, within[2] / (double)tables, within[3] / (double)tables, width);
    }

    private static void Count(double[] sorted, double truth, Span<int> within)
    {
        double rank = sorted.Count(value => value < truth) / (double)sorted.Length;
        within[0] += Math.Abs(rank - 0.5) < 0.34 ? 1 : 0;
        within[1] += Math.Abs(rank - 0.5) < 0.475 ? 1 : 0;
    }

    private sealed record Coverage(double Difference68, double Difference95, double Area68, double Area95, double Width)
    {
        public override string ToString() => $"differences {Difference68:F3}/{Difference95:F3} (95 % width {Width:F3}), B {Area68:F3}/{Area95:F3}";
    }
}
