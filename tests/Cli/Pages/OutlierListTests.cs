using System.Text;
using GpuConcord.Cli.Pages;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Fits;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Cli.Pages;

public sealed class OutlierListTests
{
    [Fact]
    public void Names_the_least_trusted_observations_and_marks_the_outliers()
    {
        string text = Printed(Weighted([3.5, 0.3, 3.0, 2.0]));
        Assert.Matches(@"S01 +MOS1 +0\.100 \* +", text);
        Assert.Matches(@"S02 +MOS1 +0\.667 +", text);
        Assert.DoesNotContain("1.167", text, StringComparison.Ordinal);
        Assert.Contains("* 1 observation weighs less than a third of what is usual (1). All weights: add --output DIR, or --json.",
            string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Contains(Path.Combine("out", "weights.csv"), Printed(Weighted([3.5, 0.3, 3.0, 2.0]), "out"), StringComparison.Ordinal);
    }

    [Fact]
    public void Says_when_there_is_none() =>
        Assert.Contains("No observation weighs less than a third", Printed(Weighted([3.5, 3.3, 3.0, 3.1])), StringComparison.Ordinal);

    [Fact]
    public void Other_models_have_no_such_list() =>
        Assert.Empty(Printed(HandMade.Fit(HandMade.Observations(null, ["pn", "MOS1"], HandMade.Sources(2)), [0, 0], [0.1, 0.1])));

    private static Fit Weighted(double[] weights) => ModelFits.Weighted(
        HandMade.Fit(HandMade.Observations(null, ["pn", "MOS1"], HandMade.Sources(2)), [0, 0], [0.1, 0.1]), weights, [0, 0, 0, 0]);

    private static string Printed(Fit fit, string? output = null)
    {
        using MemoryStream stream = new();
        Terminal terminal = new() { Output = stream, Out = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\n" }, Error = TextWriter.Null };
        OutlierList.Write(fit, output, new Page(terminal));
        terminal.Out.Flush();
        return Encoding.UTF8.GetString(stream.ToArray()).ReplaceLineEndings("\n");
    }
}
