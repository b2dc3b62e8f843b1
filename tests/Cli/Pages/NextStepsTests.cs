using GpuConcord.Cli.Options;
using GpuConcord.Cli.Pages;
using GpuConcord.Host.Fits;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Cli.Pages;

public sealed class NextStepsTests
{
    private static readonly UsedWords Plain = new(["gpuconcord", "fit", "three cameras.csv"], []);

    [Fact]
    public void Hints_are_commands_that_can_be_pasted()
    {
        Fit fit = HandMade.Fit(HandMade.Observations(null, ["a", "b"], HandMade.Sources(2), errors: true), [0, 0], [0.1, 0.1], converged: false);
        Assert.Equal(
            [
                "longer chains:            gpuconcord fit 'three cameras.csv' --draws 100 --warmup 1000",
                "every number to files:    gpuconcord fit 'three cameras.csv' --output results",
                "a wider prior:            gpuconcord fit 'three cameras.csv' --tau 0.1",
                "the table's errors only:  gpuconcord fit 'three cameras.csv' --variances known",
            ],
            NextSteps.Lines(HandMade.Run(fit), Plain, Plain.With("--variances", "known"), null));
    }

    /// <summary>What was asked for is asked for again, but for what changes; another model takes none of this one's options along.</summary>
    [Fact]
    public void Hints_repeat_the_options_that_were_used()
    {
        Fit fit = HandMade.Fit(HandMade.Observations("hard", ["a", "b"], HandMade.Sources(2), errors: true), [0, 0], [0.1, 0.1]);
        UsedWords used = new(
            ["gpuconcord", "fit", "data"],
            [("--tau", ["--tau", "0.02"]), ("--model", ["--model", "log-t"]), ("--nu", ["--nu", "4"]), ("--band", ["--band", "4.5-12.0"])]);
        Assert.Equal(
            [
                "every number to files:    gpuconcord fit data --tau 0.02 --model log-t --nu 4 --band 4.5-12.0 --output results",
                "a wider prior:            gpuconcord fit data --model log-t --nu 4 --band 4.5-12.0 --tau 0.1",
                "the table's errors only:  gpuconcord fit data --tau 0.02 --band 4.5-12.0 --variances known",
            ],
            NextSteps.Lines(HandMade.Run(fit), used, used.Without("--model", "--nu").With("--variances", "known"), null));
    }

    [Fact]
    public void Nothing_is_suggested_that_was_done_or_does_not_apply()
    {
        Fit fit = HandMade.Fit(HandMade.Observations(null, ["a", "b"], HandMade.Sources(2)), [0, 0], [0.1, 0.1]);
        fit.PriorInfluence[0, 0] = fit.PriorInfluence[1, 1] = 0.1;
        Assert.Empty(NextSteps.Lines(HandMade.Run(fit), Plain, Plain.With("--variances", "known"), "results"));
    }
}
