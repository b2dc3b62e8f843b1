using System.Text;
using GpuConcord.Cli.Options;
using GpuConcord.Cli.Pages;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Cli.Pages;

/// <summary>What the page of a fit of counts says besides that of any fit: parameters that all data share, the population, sources without a count.</summary>
public sealed class SharedParametersTests
{
    [Fact]
    public void Parameters_that_all_data_share_follow_the_instruments()
    {
        string text = Printed(CountFits.Of());
        Assert.Matches(@"\nMOS1 .*\n\nfor all  what it is +median \[95 %\]  R-hat +ESS\n─+\nmu +mean of ln\(flux\) over the population of sources +-7\.0", text);
        Assert.Matches(@"\nomega2   variance of ln\(flux\) over the population of sources +0\.8", text);
        Assert.Contains("The sources' median flux e^μ is ", text, StringComparison.Ordinal);
        Assert.Contains("n counts the sources that the instrument observed, those without a count", text.ReplaceLineEndings(" ").Replace("   ", " ", StringComparison.Ordinal),
            StringComparison.Ordinal);
        Assert.DoesNotContain("the papers tabulate", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Fluxes_have_their_counts_and_the_one_without_is_said()
    {
        string text = Printed(CountFits.Of());
        Assert.Matches(@"\nsource  seen by  counts +G = ln flux \[95 %\] +flux, counts/s \[95 %\]\n", text);
        Assert.Matches(@"\ndark +2 +0 ", text);
        Assert.Contains("\n1 of 3 sources has no count in any source aperture.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_without_such_parameters_has_no_table()
    {
        Fit fit = CountFits.Of();
        string text = Printed(fit with { Blocks = [.. fit.Blocks.Where(block => block.Role is not Role.Other)] });
        Assert.DoesNotContain("for all", text, StringComparison.Ordinal);
        Assert.DoesNotContain("median flux", text, StringComparison.Ordinal);
    }

    /// <summary>A parameter that all data share, of a model without a population, is listed by its name and meaning.</summary>
    [Fact]
    public void Any_such_parameter_is_listed()
    {
        Fit fit = HandMade.Fit(HandMade.Observations(null, ["pn", "MOS1"], HandMade.Sources(3)), [0, 0.1], [0.1, 0.1]);
        Block own = new() { Symbol = "tilt", Axis = Axis.Common, Meaning = "slope of everything", Summaries = [fit.Areas[0] with { Name = "tilt" }] };
        string text = Printed(fit with { Blocks = [.. fit.Blocks, own] });
        Assert.Matches(@"\ntilt +slope of everything +", text);
        Assert.DoesNotContain("median flux", text, StringComparison.Ordinal);
    }

    private static string Printed(Fit fit)
    {
        using MemoryStream stream = new();
        Terminal terminal = new() { Output = stream, Out = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\n" }, Error = TextWriter.Null };
        UsedWords used = new(["gpuconcord", "fit", "counts.csv"], []);
        FitReport.Write(HandMade.Run(fit), new Page(terminal), used, null, null, estimates: false);
        terminal.Out.Flush();
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
