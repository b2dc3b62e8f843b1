using GpuConcord.Cli.Pages;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Cli.Pages;

public sealed class NextStepsTests
{
    [Fact]
    public void Hints_are_commands_that_can_be_pasted()
    {
        var fit = HandMade.Fit(HandMade.Observations(null, ["a", "b"], HandMade.Sources(2), errors: true), [0, 0], [0.1, 0.1], converged: false);
        Assert.Equal(
            [
                "longer chains:            gpuconcord fit 'three cameras.csv' --warmup 1000 --draws 100",
                "every number to files:    gpuconcord fit 'three cameras.csv' --output results",
                "a wider prior:            gpuconcord fit 'three cameras.csv' --tau 0.1",
                "the table's errors only:  gpuconcord fit 'three cameras.csv' --variances known",
            ],
            NextSteps.Lines(HandMade.Run(fit), null));
    }

    [Fact]
    public void Nothing_is_suggested_that_was_done_or_does_not_apply()
    {
        var fit = HandMade.Fit(HandMade.Observations(null, ["a", "b"], HandMade.Sources(2)), [0, 0], [0.1, 0.1]);
        fit.PriorInfluence[0, 0] = fit.PriorInfluence[1, 1] = 0.1;
        Assert.Empty(NextSteps.Lines(HandMade.Run(fit), "results"));
    }
}
