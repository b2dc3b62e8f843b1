using GpuConcord.Cli.Engine;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Data;
using GpuConcord.Host.Models.Catalogue;
using GpuConcord.Tests.Host.Models.Toy;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Cli;

/// <summary>Tables of counts in apertures at the door of <c>fit</c>, <c>sweep</c> and <c>aprates --fit</c>: which model they choose, what is said, what is refused.</summary>
public sealed class CountTablesTests : IDisposable
{
    private const string Header = "source,instrument,n,m,A_s,A_b,T_s,T_b";

    // Three exposures of 1e6 and of 1 s, a factor of 1e6 between the levels of any value made of them; the dark source has no count.
    private const string Counts = Header + "\nA,pn,4000,3,1,24,1000000,1000000\nA,MOS1,0,1,1,24,1,1\nB,pn,2500,0,1,24,1000000,1000000\nB,MOS1,3,2,1,24,1,1\n"
        + "C,pn,900,2,1,24,1000000,1000000\nC,MOS1,0,0,1,24,1,1\nD,pn,1100,2,1,24,1000000,1000000\nD,MOS1,1,0,1,24,1,1\nE,pn,1200,2,1,24,1000000,1000000\nE,MOS1,0,0,1,24,1,1\n"
        + "dark,pn,0,0,1,24,1000000,1000000\ndark,MOS1,0,0,1,24,1,1\nlone,pn,7,0,1,24,1000000,1000000\n";

    private const string Chosen = "the table gives counts in apertures (columns n, m): fitted with --model apertures";

    private static readonly string[] Quick = ["--device", "simd", "--chains", "32", "--draws", "20", "--warmup", "20", "--quiet"];

    private readonly ScratchFolder scratch = new();
    private readonly List<Observations> fitted = [];

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData("", "count rate [counts/s]")]
    [InlineData("--quantity counts", "counts [counts]")]
    [InlineData("--model apertures", "count rate [counts/s]")]
    [InlineData("--model apertures --quantity counts", "counts [counts]")]
    public async Task A_table_of_counts_chooses_the_model_of_counts(string words, string quantity)
    {
        Console console = await RunAsync(["fit", Table(Counts), .. Split(words)]);
        Assert.Equal("apertures", Assert.Single(console.Models).Kind.Key);
        Assert.Contains(quantity, OneLine(console.Out), StringComparison.Ordinal);
        Assert.Equal(!words.Contains("--model", StringComparison.Ordinal), OneLine(console.Out).Contains(Chosen, StringComparison.Ordinal));
        Observations data = Assert.Single(fitted);
        Assert.Equal(["A", "B", "C", "D", "E", "dark", "lone"], data.Sources);
        Assert.Equal(13, data.Counts!.Count);
    }

    [Fact]
    public async Task A_known_background_chooses_it_too()
    {
        Console console = await RunAsync(["fit", Table("source,instrument,n,b\nA,pn,4,0\nA,MOS1,3,1.5\n")]);
        Assert.Contains("the table gives counts in apertures (columns n, b): fitted with --model apertures", OneLine(console.Out), StringComparison.Ordinal);
        Assert.Equal([0, 1.5], fitted[0].Counts!.KnownBackground);
    }

    [Theory]
    [InlineData("--model log-t", "--model log-t")]
    [InlineData("--variances known", "--variances known")]
    [InlineData("--variances fitted", "--variances fitted")]
    [InlineData("--model log-normal", "--variances fitted")]
    public async Task A_model_of_values_refuses_counts(string words, string said)
    {
        string file = Table(Counts);
        Assert.Equal(
            $"{said}: found with counts in apertures (columns n, m of {file}), expected values: a column of counts or fluxes; fit the counts themselves (--model apertures), "
                + $"turn them into fluxes first (gpuconcord aprates {file} --fit FILE), or choose a value column (--value)",
            await RefusalAsync(CountsStandIn.Models, ["fit", file, .. Split(words)]));
    }

    [Fact]
    public async Task Without_a_model_of_counts_the_table_is_refused_in_words() => Assert.Contains(
        "expected values: a column of counts or fluxes; turn them into fluxes first (gpuconcord aprates ", await RefusalAsync(CountsStandIn.None, ["fit", Table(Counts)]),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("--model apertures", "--model apertures")]
    [InlineData("--quantity rate", "--quantity rate")]
    public async Task Counts_that_are_asked_for_must_be_there(string words, string said)
    {
        string file = Table("source,instrument,flux\nA,pn,1\nA,MOS1,2\n");
        Assert.Equal(
            $"{said}: found with {file}, which has the columns 'source', 'instrument', 'flux', expected counts in apertures (columns n and m, with A_s and A_b, or n and b, "
                + "the known background); leave it out to fit values, or add those columns",
            await RefusalAsync(CountsStandIn.Models, ["fit", file, .. Split(words)]));
    }

    [Theory]
    [InlineData("fit epic-hmxb --model apertures", "--model apertures: found with epic-hmxb, which has the columns ")]
    [InlineData("fit TABLE --model apertures --value n", "--value: found beside --model apertures, expected one of the two")]
    [InlineData("fit TABLE --point joint", "--point: found beside --model apertures, expected without")]
    [InlineData("fit TABLE --nu 4", "--nu: found without --model log-t")]
    [InlineData("fit TABLE --quantity flux", "--quantity: found 'flux', expected one of counts, rate, photflux, eflux")]
    public async Task What_does_not_go_together_is_refused(string words, string said) => Assert.StartsWith(
        said, await RefusalAsync(CountsStandIn.Models, Split(words.Replace("TABLE", Table(Counts), StringComparison.Ordinal))), StringComparison.Ordinal);

    /// <summary>What was fitted before is fitted still, and a note says what else is there; nothing is said to who chose the value.</summary>
    [Theory]
    [InlineData("", "fitted", true)]
    [InlineData("--value counts", "fitted", false)]
    [InlineData("--model apertures", "apertures", false)]
    [InlineData("--quantity counts", "apertures", false)]
    public async Task Values_come_before_counts_beside_them(string words, string model, bool noted)
    {
        string file = Table("source,instrument,n,m,A_s,A_b,counts\nA,pn,4,1,1,24,40\nA,MOS1,0,1,1,24,20\n");
        Console console = await RunAsync(["fit", file, .. Split(words)]);
        Assert.Equal(model, console.Models[0].Kind.Key);
        Assert.Equal(noted, OneLine(console.Out).Contains(
            "the table has counts in apertures too (columns n, m), which are not used: --model apertures fits them", StringComparison.Ordinal));
        Assert.Equal(model is "apertures", fitted[0].Counts is not null);
        Assert.Equal(model is "apertures" ? [Math.Log(95.0 / 24), Math.Log(0.5)] : [Math.Log(40), Math.Log(20)], fitted[0].Y);
    }

    [Fact]
    public async Task The_prior_of_the_scatter_is_the_standard_one_and_is_called_a_guess()
    {
        Console console = await RunAsync(["fit", Table(Counts)]);
        Assert.Contains("α = 1.5, β = 0.01 = (10 %)²: a guess, as counts scatter by themselves", OneLine(console.Out), StringComparison.Ordinal);
        Console given = await RunAsync(["fit", Table(Counts), "--beta", "0.04"]);
        Assert.DoesNotContain("a guess", given.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sweep_takes_the_same_door()
    {
        string file = Table(Counts);
        string page = OneLine((await RunAsync(["sweep", file, "--tau", "0.05,0.1", .. Quick], SweptCountsStandIn.Swept)).Out);
        Assert.Contains(Chosen, page, StringComparison.Ordinal);
        Assert.Contains("counts in apertures (n, m, A_s, A_b): S is the count rate [counts/s], from T_s, T_b", page, StringComparison.Ordinal);
        Assert.Contains("β = 0.01 = (10 %)²: a guess, as counts scatter by themselves", page, StringComparison.Ordinal);
        Assert.DoesNotContain("CONTRADICT", page, StringComparison.Ordinal);
        Assert.Contains("S is the source's counts", OneLine((await RunAsync(
            ["sweep", file, "--tau", "0.05", "--model", "apertures", "--quantity", "counts", .. Quick], SweptCountsStandIn.Swept)).Out), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sweep_refuses_what_it_cannot_do()
    {
        string file = Table(Counts), values = Table("source,instrument,flux\nA,pn,1\nA,MOS1,2\n", "values.csv");
        Assert.Equal(
            $"sweep: found counts in apertures (columns n, m of {file}), expected values; a stand-in for counts is not swept: fit the table under each prior (gpuconcord fit)",
            await RefusalAsync(CountsStandIn.Models, ["sweep", file, "--tau", "0.05"]));
        Assert.Equal(
            $"sweep: found counts in apertures in {file} and values in {values}, expected one of the two; sweep them one after the other",
            await RefusalAsync(SweptCountsStandIn.Swept, ["sweep", file, values, "--tau", "0.05"]));
        Assert.StartsWith(
            $"--variances fitted: found with counts in apertures (columns n, m of {file})",
            await RefusalAsync(SweptCountsStandIn.Swept, ["sweep", file, "--tau", "0.05", "--model", "fitted"]), StringComparison.Ordinal);
        Assert.StartsWith(
            $"--model apertures: found with {values}", await RefusalAsync(SweptCountsStandIn.Swept, ["sweep", values, "--tau", "0.05", "--model", "apertures"]),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fit")]
    [InlineData("sweep")]
    public async Task Help_has_the_quantity(string command)
    {
        string help = OneLine((await RunAsync([command, "--help", "all"])).Out);
        Assert.Contains("--quantity <counts|rate|photflux|eflux>", help, StringComparison.Ordinal);
        Assert.Contains("as in --quantity rate.", help, StringComparison.Ordinal);
    }

    /// <summary>Net counts are about n − m/24 where that is above 0: 29.96, 31, 0 (3 counts where 4 of background are expected), 200.</summary>
    [Fact]
    public async Task Faint_sources_of_a_table_for_the_fit_are_pointed_to_the_counts()
    {
        string file = Table("source,instrument,n,m,A_s,A_b\nA,pn,30,1,1,24\nA,MOS1,31,0,1,24\nB,pn,3,96,1,24\nB,MOS1,200,0,1,24\n");
        const string Note = "note: 2 of 4 sources have fewer than 30 net counts: a mean and a standard deviation of ln S do not describe them, and a fit of those is biased; "
            + "gpuconcord fit TABLE --model apertures fits the counts themselves";
        Console console = await RunAsync(["aprates", file, "--fit", scratch["fluxes.csv"], "--device", "simd"]);
        Assert.Contains(Note.Replace("TABLE", file, StringComparison.Ordinal) + "\n", console.Error, StringComparison.Ordinal);
        Assert.Contains($"1 sources of mode 0 left out of {scratch["fluxes.csv"]}", console.Error, StringComparison.Ordinal);

        // Under its own names a catalogue is not read by fit.
        Console named = await RunAsync(["aprates", file, "--fit", scratch["named.csv"], "--instrument", "pn", "--device", "simd"]);
        Assert.Contains("fits the counts themselves, once its columns have aprates' names and one is called instrument\n", named.Error, StringComparison.Ordinal);

        Console without = await RunAsync(["aprates", file, "--fit", scratch["none.csv"], "--device", "simd"], CountsStandIn.None);
        Assert.DoesNotContain("net counts", without.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("net counts", (await RunAsync(["aprates", file, "--output", scratch["o.csv"], "--device", "simd"])).Error, StringComparison.Ordinal);
    }

    private static string[] Split(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string OneLine(string text) => string.Join(' ', text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

    private string Table(string text, string name = "table.csv")
    {
        File.WriteAllText(scratch[name], text);
        return scratch[name];
    }

    private Console Console(ModelCatalogue models)
    {
        Console made = new();
        return new Console
        {
            Catalogue = models,
            Fit = (observations, priors, options, progress, cancellation) =>
            {
                fitted.Add(observations);
                return made.Fit(observations, priors, options, progress, cancellation);
            },
        };
    }

    private async Task<Console> RunAsync(string[] words, ModelCatalogue? models = null)
    {
        Console console = Console(models ?? CountsStandIn.Models);
        int code = await console.RunAsync(words);
        Assert.True(code == ExitCode.Success, $"{string.Join(' ', words)}: {code}\n{console.Out}\n{console.Error}");
        return console;
    }

    /// <summary>The first line of a refusal for wrong usage.</summary>
    private async Task<string> RefusalAsync(ModelCatalogue models, string[] words)
    {
        Console console = Console(models);
        Assert.Equal(ExitCode.Usage, await console.RunAsync(words));
        return console.Error.Split('\n')[0];
    }
}
