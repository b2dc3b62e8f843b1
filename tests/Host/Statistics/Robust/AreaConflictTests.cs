using GpuConcord.Host.Data;
using GpuConcord.Host.Models;
using GpuConcord.Host.Statistics.Robust;
using Xunit;

namespace GpuConcord.Tests.Host.Statistics.Robust;

public sealed class AreaConflictTests
{
    public static TheoryData<int, int, double, double> Designs =>
        new() { { 2, 1, 0.05, 0.01 }, { 2, 3, 0.05, 0.1 }, { 3, 2, 0.01, 0.3 }, { 3, 12, 0.05, 0.05 }, { 5, 4, 0.02, 0.2 }, { 13, 2, 0.05, 0.02 }, { 3, 40, 0.001, 0.05 } };

    [Fact]
    public void Without_scatter_the_distance_is_the_priors()
    {
        // 20 sources, all measured alike to 1e-6: B differ by ln 10, the prior says ln 2 ± √(0.15² + 0.2²).
        double?[][] y = [.. Enumerable.Range(0, 2).Select(i => Enumerable.Range(0, 20).Select(j => (double?)(j + (i * Math.Log(10)) + ((j % 3) * (i + j) % 2 * 1e-6))).ToArray())];
        AreaConflict found = Of(ReferenceTables.Of(y), new Priors([0, Math.Log(2)], [0.15, 0.2], [1.5, 1.5], [0.01, 0.01]))!;
        Assert.Equal((1, 0), (found.First, found.Second));
        Assert.Equal(Math.Log(10), found.Data, 1e-5);
        Assert.Equal(Math.Log(2), found.Prior, 1e-12);
        Assert.Equal(Math.Log(5) / 0.25, found.Z, 1e-4);
        double normal = 2 * MathNet.Numerics.Distributions.Normal.CDF(0, 1, -found.Z);
        Assert.InRange(found.Chance, normal, 20 * normal);
        Assert.Equal(Math.Log(5) / Math.Sqrt(2), found.FittingTau, 1e-5);
        Assert.True(found.IsConflict);
    }

    [Fact]
    public void Groups_that_share_no_source_are_not_compared()
    {
        Priors priors = Priors.Uniform(4, 0.05, 1.5, 0.01);
        Observations data = ReferenceTables.Of([[1, 2, null, null], [1.01, 2, null, null], [null, null, 9, 10], [null, null, 9.01, 10]]);
        Assert.False(Of(data, priors)!.IsConflict);
        Assert.Null(Of(ReferenceTables.Of([[1, null], [null, 9]]), Priors.Uniform(2, 0.05, 1.5, 0.01)));
    }

    [Fact]
    public void The_odd_one_is_the_one_that_lies_apart_from_the_others()
    {
        Random random = new(1);
        Observations data = RobustScatterTests.Normals(random, 5, 10, _ => 0.02);
        data = data with { Y = [.. data.Y.Select((y, o) => data.Instrument[o] == 3 ? y - 1 : y)] };
        AreaConflict found = Of(data, Priors.Uniform(5, 0.05, 1.5, 0.01))!;
        Assert.True(found.IsConflict);
        Assert.Equal((3, 3), (found.Second, found.Odd));
    }

    /// <summary>Tables from the prior itself, σ² among it: the bound of one false alarm in five hundred is mostly a generous one.</summary>
    [Theory]
    [MemberData(nameof(Designs))]
    public void Agreement_is_not_called_a_conflict(int instruments, int sources, double tau, double sigma) =>
        Assert.InRange(Conflicts(instruments, sources, tau, sigma, 400), 0, 3);

    [Theory(Explicit = true)]
    [MemberData(nameof(Designs))]
    public void Agreement_is_hardly_ever_called_a_conflict(int instruments, int sources, double tau, double sigma)
    {
        const int Tables = 10_000;
        int conflicts = Conflicts(instruments, sources, tau, sigma, Tables);
        TestContext.Current.TestOutputHelper?.WriteLine($"{instruments} × {sources}, tau {tau}, s {sigma}: {conflicts} of {Tables}");
        Assert.InRange(conflicts, 0, Tables / 500);
    }

    /// <summary>The commonest mistake: counts, no areas, areas that differ tenfold.</summary>
    [Theory]
    [InlineData(2, 1, 0.01)]
    [InlineData(2, 2, 0.1)]
    [InlineData(3, 3, 0.1)]
    [InlineData(3, 12, 0.3)]
    [InlineData(13, 2, 0.02)]
    public void Areas_that_differ_tenfold_are_seen(int instruments, int sources, double sigma)
    {
        int seen = 0;
        for (int k = 0; k < 50; k++)
        {
            Observations data = RobustScatterTests.Normals(new Random(k), instruments, sources, _ => sigma);
            data = data with { Y = [.. data.Y.Select((y, o) => y + (data.Instrument[o] * Math.Log(10) / (instruments - 1)))] };
            seen += Of(data, Priors.Uniform(instruments, 0.05, 1.5, sigma * sigma))!.IsConflict ? 1 : 0;
        }

        Assert.InRange(seen, 48, 50);
    }

    private static int Conflicts(int instruments, int sources, double tau, double sigma, int tables)
    {
        Observations design = RobustScatterTests.Normals(new Random(1), instruments, sources, _ => 1);
        Priors priors = Priors.Uniform(instruments, tau, 1.5, sigma * sigma);
        IModel model = FitParts.Fitted;
        int conflicts = 0;
        Parallel.For(0, tables, k =>
        {
            if (Of(model.Simulate(new ReplicateDesign(design, priors, 77), k).Data, priors)!.IsConflict)
            {
                Interlocked.Increment(ref conflicts);
            }
        });
        return conflicts;
    }

    private static AreaConflict? Of(Observations data, Priors priors) => AreaConflict.Of(AreaShifts.Of(RobustScatter.Of(data), priors.Beta), priors);
}
