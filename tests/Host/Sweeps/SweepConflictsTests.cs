using GpuConcord.Host.Data;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sweeps;
using GpuConcord.Tests.Host.Statistics.Robust;
using GpuConcord.Tests.Host.Statistics;
using Xunit;

namespace GpuConcord.Tests.Host.Sweeps;

public sealed class SweepConflictsTests
{
    private static readonly Observations Tenfold = Apart(Math.Log(10));

    [Fact]
    public void A_line_a_data_set_says_under_how_many_priors()
    {
        string said = Assert.Single(SweepConflicts.Of([.. Problems("counts", Tenfold, 0.05, 0.1, 3), .. Problems("fluxes", Apart(0.02), 0.05, 3)]));
        Assert.StartsWith("counts: PRIOR AND DATA CONTRADICT EACH OTHER: of the same sources I1 measures ", said, StringComparison.Ordinal);
        Assert.Contains("This is so under 2 of 3 priors, worst under τ = 0.05.", said, StringComparison.Ordinal);
        Assert.Contains("--priors FILE", said, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_left_out_in_turn_does_not_multiply_the_line()
    {
        IEnumerable<SweepProblem> less = Problems("counts", Omission.WithoutSource(Tenfold, 0), 0.05).Select(problem => problem with { LeftOut = "S0" });
        Assert.Single(SweepConflicts.Of([.. Problems("counts", Tenfold, 0.05), .. less]));
    }

    private static IEnumerable<SweepProblem> Problems(string name, Observations data, params double[] taus) => taus.Select(tau => new SweepProblem
    {
        Data = name,
        Observations = data,
        Priors = Priors.Uniform(2, tau, 1.5, 0.01),
        Label = FormattableString.Invariant($"τ = {tau}"),
    });

    private static Observations Apart(double difference)
    {
        Observations data = RobustScatterTests.Normals(new Random(2), 2, 12, _ => 0.1);
        return data with { Y = [.. data.Y.Select((y, o) => y + (difference * data.Instrument[o]))] };
    }
}
