using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.LogT;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sampling.ScaleMixture;
using GpuConcord.Host.Sbc;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Kernels.Models.LogT;
using HostModel = GpuConcord.Host.Models.LogT.LogTModel;
using LogTKernel = GpuConcord.Kernels.Models.LogT.LogTModel;
using GpuConcord.Tests.Host.Fits;
using Xunit;
using ParameterSummary = GpuConcord.Host.Diagnostics.ParameterSummary;

namespace GpuConcord.Tests.Host.Models.LogT;

/// <summary>
/// The over-relaxed move of σ² where many observations share it, against another way to the same posterior: both conditionals of σ², given the weights and (c = 0)
/// given the variances. Wrong versions of the move do not agree.
/// </summary>
public sealed class LogTScalesTests
{
    private const int Chains = 64;
    private const int Sources = 120;

    private static readonly Priors Priors = Priors.Uniform(3, 0.05, 3, 2.0);

    public enum Fault
    {
        None,

        /// <summary>The Jacobian of ψ = ψ̃σ^2c without every tenth observation. (Without all of them no move is ever taken.)</summary>
        ShortJacobian,

        /// <summary>ψ follows σ² by another power than the density takes it to.</summary>
        OtherPower,
    }

    public static TheoryData<double, bool> Cases => new() { { 3.0, false }, { 3.0, true }, { 1.5, false }, { 12.0, false } };

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_move_has_the_posterior_of_both_conditionals(double nu, bool common) => Compare(nu, common, Fault.None).Require($"log-t, nu = {nu}, common {common}");

    [Theory]
    [InlineData(Fault.ShortJacobian)]
    [InlineData(Fault.OtherPower)]
    public void A_wrong_move_is_caught(Fault fault)
    {
        Agreement agreement = Compare(3.0, false, fault);
        TestContext.Current.TestOutputHelper?.WriteLine($"{fault}: {agreement.Worst}");
        Assert.True(Math.Abs(agreement.Worst.Z) > 4 * Agreement.Most, $"off by only {agreement.Worst.Z:F1} standard errors");
    }

    /// <summary>What the move is for: at least a quarter of a draw a draw.</summary>
    [Fact]
    public void Successive_draws_of_scales_are_nearly_independent()
    {
        double[][] draws = Run(3.0, false, Rows(3.0, false, Fault.None), 400);
        foreach (double[] scale in draws[..3])
        {
            double effective = ParameterSummary.Of("sigma2", scale, Chains).EssBulk;
            Assert.InRange(effective / scale.Length, 0.22, 1.0);
        }
    }

    private static Agreement Compare(double nu, bool common, Fault fault)
    {
        double[][] found = Run(nu, common, Rows(nu, common, fault), 600);
        double[][] expected = Run(nu, common, Classical(nu, common), 1500);
        Agreement agreement = new();
        for (int k = 0; k < found.Length; k++)
        {
            string name = k < 3 ? $"sigma2[{k}]" : $"B[{k - 3}]";
            agreement.Add(name, found[k], Chains, expected[k], Chains);
        }

        return agreement;
    }

    /// <summary>As a fit has them, or wrong.</summary>
    private static double[] Rows(double nu, bool common, Fault fault)
    {
        int[] counts = [Sources, Sources, Sources];
        double[] rows = LogTFit.Conditionals(counts, Priors, new HostModel(nu, CommonSigma: common));
        Assert.All(rows[(3 * LogTRows.Few)..], few => Assert.Equal(0.0, few));
        for (int i = 0; i < 3; i++)
        {
            if (fault is Fault.ShortJacobian)
            {
                rows[(3 * LogTRows.GivenBoth) + i] -= 0.1 * rows[(3 * LogTRows.Centring) + i] * Sources;
            }
            else if (fault is Fault.OtherPower)
            {
                rows[(3 * LogTRows.Centring) + i] *= 0.98;
            }
        }

        return rows;
    }

    /// <summary>Given the weights in every iteration, and c = 0.</summary>
    private static double[] Classical(double nu, bool common)
    {
        int n = common ? 3 * Sources : Sources;
        double[] rows = Rows(nu, common, Fault.None);
        for (int i = 0; i < 3; i++)
        {
            rows[(3 * LogTRows.GivenBoth) + i] = (0.5 * n * nu) - Priors.Alpha[i];
            rows[(3 * LogTRows.Centring) + i] = 0.0;
            rows[(3 * LogTRows.Few) + i] = 1.0;
        }

        return rows;
    }

    /// <summary>Draws of σ² and of B − b.</summary>
    private static double[][] Run(double nu, bool common, double[] rows, int draws)
    {
        ReplicateDesign design = new(SbcDesign.Complete(3, Sources).Table, Priors, 7);
        Observations data = ((IModel)new HostModel(nu, CommonSigma: common)).Simulate(design, 1).Data;
        FitOptions options = new() { Chains = Chains, WarmUp = 150, Draws = draws, Seed = 11 };
        using Device device = Device.OpenSimd();
        using ScaleMixtureMemory memory = new(device, data, PatternStatistics.Of(data), AreaPrior.Of(Priors));
        using Memory conditionals = device.Upload(rows);
        LogTKernel kernel = LogTFit.Kernel(conditionals, data, new HostModel(nu, CommonSigma: common));
        ScaleMixtureStarts start = LogTFit.Start(PatternStatistics.Of(data), Priors, new HostModel(nu, CommonSigma: common));
        ScaleMixtureDraws found = ScaleMixtureSampling<LogTKernel>.Run(
            device, memory, kernel, start, [], options, null, CancellationToken.None);
        return [.. found.Draws.Variance, .. found.Draws.LogArea];
    }
}
