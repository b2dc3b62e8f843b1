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
    [InlineData("fit", "--help", "all")]
    [InlineData("sweep", "--help", "all")]
    [InlineData("help", "aprates", "all")]
    [InlineData("help")]
    [InlineData("help", "man")]
    [InlineData("completion", "--help")]
    public async Task Help_ends_in_examples_and_fits_a_hundred_columns(params string[] arguments)
    {
        Console console = new();
        Assert.Equal(0, await console.RunAsync(arguments));
        string[] lines = console.Out.Split('\n');
        int examples = Array.IndexOf(lines, "Examples:");
        Assert.InRange(examples, 5, lines.Length - 2);
        Assert.All(lines[(examples + 1)..^1], line => Assert.True(
            line.StartsWith("  gpuconcord ", StringComparison.Ordinal) || line.StartsWith("  source <(gpuconcord ", StringComparison.Ordinal)
            || line.StartsWith("      ", StringComparison.Ordinal)));
        Assert.All(lines[..examples], line => Assert.True(line.Length <= 100, line));
        Assert.Empty(console.Error);
    }

    [Fact]
    public async Task Help_wins_over_faults()
    {
        Console console = new();
        Assert.Equal(0, await console.RunAsync("fit", "--chains", "x", "--help"));
        Assert.Contains("--variances", console.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_says_which_sampler_each_model_takes()
    {
        Console console = new();
        Assert.Equal(0, await console.RunAsync("fit", "--help", "all"));
        string text = string.Join(' ', console.Out.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("auto is independence (fitted, both, log-t of 1,000 sources or more), exact (known) or block-gibbs (log-t, counts).", text, StringComparison.Ordinal);
    }

    /// <summary>Nobody reads sixty options to find ten; who wants them all finds each, in a group that says what it is about.</summary>
    [Theory]
    [InlineData("fit")]
    [InlineData("sweep")]
    [InlineData("sbc")]
    [InlineData("aprates")]
    [InlineData("simulate")]
    public async Task A_long_command_tells_its_options_in_two_lengths(string command)
    {
        Console brief = new(), all = new(), help = new();
        Assert.Equal(0, await brief.RunAsync(command, "--help"));
        Assert.Equal(0, await all.RunAsync(command, "--help", "all"));
        Assert.Equal(0, await help.RunAsync("help", command, "all"));
        Assert.Equal(all.Out, help.Out);
        Assert.Equal(10, Names(brief.Out).Length);
        Assert.Contains($"All options: gpuconcord {command} --help all (", brief.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("Other options", all.Out, StringComparison.Ordinal);
        string[] names = Names(all.Out);
        Assert.Equal(names.Distinct(), names);
        Assert.Empty(Names(brief.Out).Except(names, StringComparer.Ordinal));
        Assert.InRange(names.Length, 18, 100);
    }

    [Fact]
    public async Task The_manual_has_every_command_with_every_option()
    {
        Console manual = new();
        Assert.Equal(0, await manual.RunAsync("man"));
        string text = manual.Out.Replace("\\-", "-", StringComparison.Ordinal);
        Assert.StartsWith(".TH GPUCONCORD 1 ", text, StringComparison.Ordinal);
        Console root = new();
        await root.RunAsync("--help");
        string[] commands = [.. root.Out.Split('\n')
            .Where(line => line.StartsWith("  ", StringComparison.Ordinal) && char.IsLetter(line[2]) && !line.Contains("gpuconcord ", StringComparison.Ordinal))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0])];
        Assert.InRange(commands.Length, 19, 40);
        foreach (string command in commands)
        {
            Assert.Contains($".SS \"gpuconcord {command}", text, StringComparison.Ordinal);
            Console all = new();
            await all.RunAsync(command, "--help", "all");
            Assert.All(Names(all.Out), name => Assert.True(name is "--help" or "--debug" || text.Contains(name, StringComparison.Ordinal), $"{command} {name}"));
        }

        // Lines that begin with a dot are roff's own.
        Assert.All(text.Split('\n').Where(line => line.StartsWith('.')), line => Assert.Matches("^\\.(TH|SH|SS|TP|B|I|br|PP)( |$)", line));
    }

    private static string[] Names(string help) =>
        [.. help.Split("Examples:")[0].Split('\n').Where(line => line.StartsWith("  -", StringComparison.Ordinal))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).First(word => word.StartsWith("--", StringComparison.Ordinal)))];

    [Fact]
    public async Task Version_is_one_line()
    {
        Console console = new();
        Assert.Equal(0, await console.RunAsync("--version"));
        Assert.Matches("^gpuconcord [0-9]+\\.[0-9]+\\.[0-9]+\n$", console.Out);
    }
}
