using Xunit;

namespace GpuConcord.Tests.Cli.Help;

public sealed class HelpTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("fit", "--help")]
    [InlineData("fit", "-h")]
    [InlineData("sweep", "--help")]
    [InlineData("devices", "--help")]
    [InlineData("examples", "--help")]
    [InlineData("aprates", "--help")]
    [InlineData("pget", "--help")]
    [InlineData("simulate", "--help")]
    [InlineData("sbc", "--help")]
    [InlineData("compare", "--help")]
    [InlineData("report", "--help")]
    [InlineData("selftest", "--help")]
    public async Task Help_ends_in_examples_and_fits_a_hundred_columns(params string[] arguments)
    {
        Console console = new();
        Assert.Equal(0, await console.RunAsync(arguments));
        string[] lines = console.Out.Split('\n');
        int examples = Array.IndexOf(lines, "Examples:");
        Assert.InRange(examples, 5, lines.Length - 2);
        Assert.All(lines[(examples + 1)..^1], line => Assert.True(line.StartsWith("  gpuconcord ", StringComparison.Ordinal)
            || line.StartsWith("      ", StringComparison.Ordinal)));
        Assert.All(lines[..examples], line => Assert.True(line.Length <= 100, line));
        Assert.Empty(console.Error);
    }

    [Fact]
    public async Task Help_wins_over_faults()
    {
        Console console = new();
        Assert.Equal(0, await console.RunAsync("fit", "--chains", "x", "--help"));
        Assert.Contains("--sampler", console.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_says_which_sampler_each_model_takes()
    {
        Console console = new();
        Assert.Equal(0, await console.RunAsync("fit", "--help"));
        string text = string.Join(' ', console.Out.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("auto is independence (fitted, both, log-t of 1,000 sources or more), exact (known) or block-gibbs (log-t, counts).", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_is_one_line()
    {
        Console console = new();
        Assert.Equal(0, await console.RunAsync("--version"));
        Assert.Matches("^gpuconcord [0-9]+\\.[0-9]+\\.[0-9]+\n$", console.Out);
    }
}
