using GpuConcord.Cli.Screen;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Cli.Commands;

/// <summary>A run as a file: written, carried out, repeated, compared.</summary>
public sealed class RecipeCommandTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData("[fit]\ndata = \"epic-hmxb\"\ntau = 0.05\ncheck = true\nstrict = false", "gpuconcord fit epic-hmxb --tau 0.05 --check")]
    [InlineData("[fit]\ntau = { pn = 0.02, MOS1 = 6e-2 }\ndata = 'my table.csv'", "gpuconcord fit 'my table.csv' --tau pn=0.02,MOS1=6e-2")]
    [InlineData("[fit]\ndata = 'a'\nwhere = [\"x > 1\", \"y < 2\"]\nchains = 1_000", "gpuconcord fit a --where 'x > 1' --where 'y < 2' --chains 1000")]
    [InlineData("[[fit]]\ndata = 'a'\n[[fit]]\ndata = 'b' # comment\n[apply]\nrun = 'r'\narf = ['x.arf', 'y.arf']",
        "gpuconcord fit a|gpuconcord fit b|gpuconcord apply r x.arf y.arf")]
    [InlineData("[fit]\ndata = '-odd.csv'\nband = 'soft'", "gpuconcord fit --band soft -- -odd.csv")]
    [InlineData("[aprates]\ntable = ['n=3', 'm=5', 'A_s=1', 'A_b=10']", "gpuconcord aprates n=3 m=5 A_s=1 A_b=10")]
    public async Task A_recipe_stands_for_command_lines(string text, string lines)
    {
        Console console = await RunAsync(0, text, "--dry-run");
        Assert.Equal(lines, console.Out.Trim().Replace('\n', '|'));
    }

    [Theory]
    [InlineData("[fit]\ndata = 'a'\ntua = 1", ":3:1: found tua in [fit], expected an argument or option of gpuconcord fit, without dashes; did you mean 'tau'?")]
    [InlineData("[fit]\ndata = 'a'\nhelp = true", ":3:1: found help in [fit]")]
    [InlineData("[fitt]\n", ":1:1: found [fitt], expected a command, one of fit, sweep")]
    [InlineData("[run]\nfile = 'gpuconcord.toml'", ":1:1: found [run], expected a command")]
    [InlineData("tau = 1\n[fit]\ndata = 'a'", ":1:1: found tau outside of a command's table")]
    [InlineData("[fit]\ndata = 'a'\ncheck = 1", ":3:9: found 1 for check, expected true or false; write check = true, or leave it out")]
    [InlineData("[fit]\ndata = 'a'\ntau = true", ":3:7: found true for tau, expected a number, a text in quotes")]
    [InlineData("[fit]\ndata = 'a'\nchains = [8, 16]", ":3:10: found 2 values for chains, expected one; keep one of them")]
    [InlineData("[fit]\ndata = 'a'\nchains = 3.5", ":3:1: --chains: found '3.5', expected a whole number")]
    [InlineData("[fit]\ntau = 0.05", ":1:1: fit: no data given")]
    [InlineData("[[fit]]\ndata = 'epic-hmxb'\n[[fit]]\ndata = 'a'\nmodel = 'log-u'",
        ":5:1: --model: found 'log-u', expected one of log-normal, log-t, counts; did you mean 'log-t'?")]
    [InlineData("[fit\n", ":1:5: found that it is no TOML (")]
    [InlineData("''\"\\", ": found that it is no TOML (")]
    [InlineData("", ": found no command, expected at least one, such as [fit]")]
    public async Task A_fault_has_its_place(string text, string message)
    {
        Console console = await RunAsync(ExitCode.BadData, text);
        Assert.StartsWith(scratch["r.toml"] + message, console.Error, StringComparison.Ordinal);
        Assert.Empty(console.Fitted);
        Assert.Empty(console.Out);
    }

    [Fact]
    public async Task No_file_and_a_folder_are_said()
    {
        Console console = new();
        Assert.Equal(ExitCode.BadData, await console.RunAsync("run", scratch["none.toml"]));
        Assert.Contains("none.toml: found no such file, expected a recipe; gpuconcord init writes one to begin with", console.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadData, await console.RunAsync("run", Path.GetTempPath()));
        Assert.Contains("found a directory, expected a recipe", console.Error, StringComparison.Ordinal);
    }

    /// <summary>The commands one after the other; the first that fails is the last.</summary>
    [Fact]
    public async Task Steps_end_at_the_first_that_fails()
    {
        Console console = await RunAsync(ExitCode.BadData, "[[fit]]\ndata = 'epic-hmxb'\nband = '1.0-2.0'\n[[fit]]\ndata = 'none.csv'\n[[fit]]\ndata = 'epic-hmxb'");
        Assert.Single(console.Fitted);
        Assert.Contains("> gpuconcord fit epic-hmxb --band 1.0-2.0\n", console.Error, StringComparison.Ordinal);
        Assert.Contains("none.csv: found no such file", console.Error, StringComparison.Ordinal);
        Assert.Contains($"{scratch["r.toml"]}:4:1: this command ended with exit code 65; what follows was not begun.\n", console.Error, StringComparison.Ordinal);
    }

    /// <summary>What init writes is a recipe as it stands, and with every comment of an option taken away but those that exclude each other or want files.</summary>
    [Fact]
    public async Task Init_writes_a_recipe_that_runs()
    {
        string file = scratch["gpuconcord.toml"];
        Console init = new();
        Assert.Equal(0, await init.RunAsync("init", "epic-hmxb", "-o", file));
        string text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.Contains("[fit]\ndata = \"epic-hmxb\"\n# its columns: instrument, source, band_keV,", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= 100, line));
        Console dry = new();
        Assert.Equal(0, await dry.RunAsync("run", file, "--dry-run"));
        Assert.Equal("gpuconcord fit epic-hmxb --output results\n", dry.Out);
        string opened = text.Replace("# tau = ", "tau = ", StringComparison.Ordinal).Replace("# check", "check", StringComparison.Ordinal)
            .Replace("# where = ", "where = ", StringComparison.Ordinal).Replace("# columns = ", "columns = ", StringComparison.Ordinal);
        Assert.Equal(
            "gpuconcord fit epic-hmxb --tau 0.05 --columns source=IAUNAME,pn=PN_4_FLUX,pn_err=PN_4_FLUX_ERR --where 'SUM_FLAG == 0' --check --output results",
            (await RunAsync(0, opened, "--dry-run")).Out.Trim());
        Assert.Equal(ExitCode.Usage, await init.RunAsync("init", "-o", file));
        Assert.Contains("--output: found a file at", init.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadData, await init.RunAsync("init", "no-such.csv", "-o", scratch["other.toml"]));
        Assert.False(File.Exists(scratch["other.toml"]));
    }

    [Fact]
    public async Task Init_knows_a_catalogue_by_its_columns()
    {
        await SmallCatalogue.WriteAsync(scratch["4xmm.fits"], TestContext.Current.CancellationToken);
        Assert.Equal(0, await new Console().RunAsync("init", scratch["4xmm.fits"], "-o", scratch["x.toml"]));
        Assert.Contains("\nprofile = \"4xmm\"\n", await File.ReadAllTextAsync(scratch["x.toml"], TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_is_repeated_to_the_byte_and_a_changed_one_is_noticed()
    {
        string table = scratch["table.csv"];
        await File.WriteAllTextAsync(table, "instrument,source,flux\na,S1,1\nb,S1,1.1\na,S2,2\nb,S2,2.3\n", TestContext.Current.CancellationToken);
        Assert.Equal(0, await new Console().RunAsync("fit", table, "--output", scratch["run"], "--quiet"));
        Console same = new();
        Assert.True(await same.RunAsync("rerun", scratch["run"]) == 0, same.Error);
        Assert.Contains("=> The same bytes in all ", same.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("differ", same.Out, StringComparison.Ordinal);

        // A report that was drawn from the finished run is no part of what its command writes.
        Assert.Equal(0, await new Console().RunAsync("report", scratch["run"], "--quiet"));
        Console drawn = new();
        Assert.True(await drawn.RunAsync("rerun", scratch["run"]) == 0, drawn.Out);
        Assert.Matches("[0-9]+ figures of a report that was added to the run were not compared", drawn.Out);
        Assert.DoesNotContain(".svg", drawn.Out, StringComparison.Ordinal);
        await File.WriteAllTextAsync(table, "instrument,source,flux\na,S1,1\nb,S1,1.1\na,S2,2\nb,S2,2.4\n", TestContext.Current.CancellationToken);
        Console other = new();
        Assert.Equal(ExitCode.NotConverged, await other.RunAsync("rerun", scratch["run"], "--output", scratch["again"]));
        Assert.Matches("observations.parquet +differ\n", other.Out);
        string why = string.Join(' ', other.Out.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("What was read is another: its SHA-256 differs from the one in run.json.", why, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(scratch["again"], "run.json")));

        Console diff = new();
        Assert.True(await diff.RunAsync("diff", scratch["run"], scratch["again"]) == 0, diff.Error);
        string said = string.Join(' ', diff.Out.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("of different content (SHA-256).", said, StringComparison.Ordinal);
        Assert.Contains("Measurements: 1 of 4 have another value or error, 0 are gone, 0 are new.", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--tau 0.1", "--tau: not given, then 0.1.", "tau of all instruments: 0.05, then 0.1.")]
    [InlineData("--tau pn=0.1,MOS1=0.05,MOS2=0.05", "--tau: not given, then pn=0.1,MOS1=0.05,MOS2=0.05.", "tau: pn 0.05, then 0.1.")]
    [InlineData("--seed 5", "--seed: not given, then 5.", "=> What changed: options; the areas are the same to the last digit.")]
    [InlineData("--variances known", "--variances: not given, then known.", "Model: log-Normal, fitted variances, then log-Normal, known variances.")]
    [InlineData("--instruments pn,MOS1", "--instruments: not given, then pn,MOS1.", "1 instrument of the first alone: MOS2.")]
    [InlineData("--quiet", "=> Data, options and priors are the same; the areas are the same to the last digit.", "change / sd")]
    public async Task What_changed_is_said_in_words(string option, params string[] sentences)
    {
        string[] fit = ["fit", "epic-hmxb", "--band", "1.0-2.0", "--output"];
        Assert.Equal(0, await new Console().RunAsync([.. fit, scratch["one"]]));
        Assert.Equal(0, await new Console().RunAsync([.. fit, scratch["two"], .. option.Split(' ')]));
        Console diff = new(), json = new();
        Assert.True(await diff.RunAsync("diff", scratch["one"], scratch["two"]) == 0, diff.Error);
        string said = string.Join(' ', diff.Out.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.All(sentences, sentence => Assert.Contains(sentence, said, StringComparison.Ordinal));
        Assert.Equal(0, await json.RunAsync("diff", scratch["one"], scratch["two"], "--json"));
        Assert.Contains("\"change_in_sd\"", json.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "found content that is not a run's (")]
    [InlineData("[", "found content that is not a run's (")]
    [InlineData("{\"arguments\": [], \"version\": \"0\", \"device\": {\"name\": \"\", \"kind\": \"\"}, \"outputs\": []}", "found no command")]
    public async Task A_record_that_is_none_is_said(string json, string message)
    {
        Directory.CreateDirectory(scratch["run"]);
        await File.WriteAllTextAsync(Path.Combine(scratch["run"], "run.json"), json, TestContext.Current.CancellationToken);
        Console console = new();
        Assert.Equal(ExitCode.BadData, await console.RunAsync("rerun", scratch["run"]));
        Assert.Contains(message, console.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadData, await console.RunAsync("rerun", scratch["none"]));
        Assert.Contains("found no such folder", console.Error, StringComparison.Ordinal);
    }

    private async Task<Console> RunAsync(int code, string recipe, params string[] options)
    {
        await File.WriteAllTextAsync(scratch["r.toml"], recipe, TestContext.Current.CancellationToken);
        Console console = new();
        int found = await console.RunAsync(["run", scratch["r.toml"], .. options]);
        Assert.True(found == code, $"{found}: {console.Error}");
        return console;
    }
}
