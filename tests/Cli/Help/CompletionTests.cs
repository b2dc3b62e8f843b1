using System.Diagnostics;
using GpuConcord.Cli.ShellCompletion;
using Xunit;

namespace GpuConcord.Tests.Cli.Help;

/// <summary>What shells are told of a line that is being typed.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("gpuconcord-completion-").FullName;

    public void Dispose() => Directory.Delete(folder, true);

    [Theory]
    [InlineData("gpuconcord f", "fit")]
    [InlineData("gpuconcord he", "help")]
    [InlineData("gpuconcord help sw", "")]
    [InlineData("gpuconcord fit ep", "epic-hmxb")]
    [InlineData("gpuconcord fit epic-hmxb e", "")]
    [InlineData("gpuconcord fit epic-hmxb --varia", "--variances")]
    [InlineData("gpuconcord fit epic-hmxb --variances k", "known")]
    [InlineData("gpuconcord fit epic-hmxb --variances=k", "--variances=known")]
    [InlineData("gpuconcord fit epic-hmxb --chec", "--check")]
    [InlineData("gpuconcord fit epic-hmxb --check --chec", "")]
    [InlineData("gpuconcord fit epic-hmxb --tau ia", "iachec")]
    [InlineData("gpuconcord fit epic-hmxb --profile 4", "4xmm")]
    [InlineData("gpuconcord fit epic-hmxb --device au", "auto")]
    [InlineData("gpuconcord fit epic-hmxb --output re", "")]
    [InlineData("gpuconcord fit epic-hmxb --value fl", "flux_erg_cm2_s,flux_err_erg_cm2_s")]
    [InlineData("gpuconcord completion b", "bash")]
    [InlineData("gpuconcord fit epic-hmxb --where 'fl", "flux_erg_cm2_s,flux_err_erg_cm2_s")]
    [InlineData("gpuconcord fit epic-hmxb --where 'flux > 1 && ban", "flux > 1 && band_keV")]
    [InlineData("gpuconcord fit no-such-file.csv --value f", "")]
    [InlineData("gpuconcord nonsense --va", "")]
    [InlineData("gpuconcord fit \"", "epic-hmxb,e0102-shape,2xmm-shape,xcal-shape")]
    public async Task A_line_is_completed(string line, string expected) => Assert.Equal(expected, string.Join(',', (await AskAsync("--line", line)).Select(First)));

    /// <summary>Bash parts words at = and commas are ours: what is there already is not repeated behind its parts, and is within a word.</summary>
    [Fact]
    public async Task Columns_of_the_named_file_are_completed_one_after_another()
    {
        string file = Path.Combine(folder, "my table.csv");
        await File.WriteAllTextAsync(file, "IAUNAME,PN_4_FLUX,PN_4_FLUX_ERR\nx,1,2\n", TestContext.Current.CancellationToken);
        Assert.Equal(["PN_4_FLUX", "PN_4_FLUX_ERR"],
            await AskAsync("--line", $"gpuconcord fit '{file}' --columns source=IAUNAME,pn=PN_4_FLUX,pn_err=PN", "--breaks", " ="));
        Assert.Equal(["source=IAUNAME"], await AskAsync("--", "fit", file, "--columns", "source=I"));
        Assert.Equal(["IAUNAME"], await AskAsync("--line", $"gpuconcord fit '{file}' --columns source=I", "--breaks", " ="));
    }

    [Fact]
    public async Task Meanings_stand_behind_a_tab()
    {
        Assert.Equal(["--sensitivity\tHow much each B and sigma owes to priors and data, by power-scaling the..."], await AskAsync("--", "fit", "x", "--sens"));
    }

    [Theory]
    [InlineData("a b", "a|b", false)]
    [InlineData("a  'b c", "a|b c", true)]
    [InlineData("a 'b c' \"d\\\" e", "a|b c|d\" e", true)]
    [InlineData("a\\ b c", "a b|c", false)]
    [InlineData("a ", "a|", false)]
    [InlineData("", "", false)]
    [InlineData("a $(reboot) `x`", "a|$(reboot)|`x`", false)]
    public void Lines_are_parted_as_shells_do(string line, string words, bool quoted)
    {
        TypedLine parted = TypedLine.Of(line);
        Assert.Equal((words, quoted), (string.Join('|', parted.Words), parted.InQuotes));
    }

    /// <summary>Each script is one that its shell reads; bash besides asks and takes the answer.</summary>
    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task A_script_is_one_of_its_shell(string shell)
    {
        Console console = new();
        Assert.Equal(0, await console.RunAsync("completion", shell));
        Assert.StartsWith(shell is "zsh" ? "#compdef gpuconcord\n" : $"# Completion of gpuconcord in {shell}.", console.Out, StringComparison.Ordinal);
        Assert.Contains("complete", console.Out, StringComparison.Ordinal);
        Assert.SkipUnless(File.Exists($"/bin/{shell}") || File.Exists($"/usr/bin/{shell}"), $"{shell} is not installed here");
        string file = Path.Combine(folder, "script");
        await File.WriteAllTextAsync(file, console.Out, TestContext.Current.CancellationToken);
        using Process process = Process.Start(new ProcessStartInfo(shell, ["-n", file]) { RedirectStandardError = true, UseShellExecute = false })!;
        string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((0, ""), (process.ExitCode, error));
    }

    private static string First(string line) => line.Split('\t')[0];

    private static async Task<string[]> AskAsync(params string[] words)
    {
        Console console = new();
        Assert.Equal(0, await console.RunAsync(["complete", .. words]));
        return console.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
