using GpuConcord.Host.Data;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models.LogT;
using GpuConcord.Host.Statistics.Robust;
using GpuConcord.Tests.Host.Statistics;
using GpuConcord.Tests.Host.Statistics.Robust;
using Xunit;

namespace GpuConcord.Tests.Host.Fits;

public sealed class ScatterRuleTests
{
    private static readonly double?[][] Two = [[1.0, 2.0], [1.1, 2.0]];

    [Fact]
    public void Beta_is_the_robust_scatter_squared_with_an_allowance_for_few_degrees_of_freedom()
    {
        Observations data = RobustScatterTests.Normals(new Random(3), 4, 9, _ => 0.04);
        RobustScatter scatter = RobustScatter.Of(data);
        ScatterDefault found = ScatterRule.Of(FitParts.Fitted, data)!;
        Assert.Equal(scatter.Scale * scatter.Scale * 27 / 24, found.Beta, 0.005 * found.Beta);
        Assert.True(found.FromData);
        Assert.Null(found.Warning);
        Assert.Matches(@"^\(4\.\d %\)²: robust scatter of the data \(4\.\d % on 24 degrees of freedom\)$", found.Origin);

        // What is printed is what is fitted.
        Assert.Equal(found.Beta, double.Parse(found.Beta.ToString("G3", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Errors_stand_in_where_the_data_cannot_tell()
    {
        ScatterDefault found = ScatterRule.Of(FitParts.Fitted, ReferenceTables.Of(Two, [[0.0004, 0.0004], [0.0004, 0.0009]]))!;
        Assert.Equal(0.0004, found.Beta, 1e-12);
        Assert.StartsWith("(2 %)²: the median of the table's errors", found.Origin, StringComparison.Ordinal);
        Assert.False(found.FromData);
    }

    [Fact]
    public void A_guess_is_called_one()
    {
        ScatterDefault found = ScatterRule.Of(FitParts.Fitted, ReferenceTables.Of(Two))!;
        Assert.Equal(PriorDefaults.Standard.Beta, found.Beta);
        Assert.Contains("1 degree of freedom", found.Warning, StringComparison.Ordinal);
        Assert.Contains("--beta", found.Warning, StringComparison.Ordinal);
        Assert.Contains("no scatter", ScatterRule.Of(FitParts.Fitted, ReferenceTables.Of([[1, 2, 3], [2, 3, 4]]))!.Warning, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scatter_beyond_the_errors_is_what_they_leave()
    {
        Observations data = RobustScatterTests.Normals(new Random(3), 4, 50, _ => 0.05);
        double whole = ScatterScale.Generous(RobustScatter.Of(data));
        Assert.Equal(whole - 0.0009, Both(0.0009), 1e-5);

        // Errors that explain all leave a small scatter to be found, not none.
        Assert.Equal(0.1 * whole, Both(0.0025), 1e-5);

        double Both(double error) => ScatterRule.Of(FitParts.Both, data with { Variance = [.. data.Y.Select(_ => error)] })!.Beta;
    }

    [Fact]
    public void The_t_distributions_sigma_is_root_nu_times_the_scatter()
    {
        Observations data = RobustScatterTests.Normals(new Random(3), 4, 9, _ => 0.04);
        double normal = ScatterRule.Of(FitParts.Fitted, data)!.Beta;
        ScatterDefault found = ScatterRule.Of(new LogTModel(Nu: 4), data)!;
        Assert.Equal(4 * normal, found.Beta, 0.01 * found.Beta);
        Assert.StartsWith("that of σ/√ν = 4.", found.Origin, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_without_a_fitted_variance_has_none()
    {
        Observations data = RobustScatterTests.Normals(new Random(3), 4, 9, _ => 0.04);
        Assert.Null(ScatterRule.Of(FitParts.Known, data));
        Assert.Null(ScatterRule.Of(new LogTModel(Sigma: 0.1), data));
    }
}
