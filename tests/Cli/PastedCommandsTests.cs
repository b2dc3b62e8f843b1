using System.Text.RegularExpressions;
using GpuConcord.Cli;
using GpuConcord.Cli.Commands;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Data.Profiles;
using GpuConcord.Host.Models.Catalogue;
using GpuConcord.Tests.Host.Models.Toy;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Cli;

/// <summary>Every command that README, docs and help offer for pasting is one that the program takes. Fits are made by hand, so that all are cheap.</summary>
public sealed class PastedCommandsTests : IDisposable
{
    private const string Fresh = "dotnet run -c Release --project src/Cli -- ";

    private static readonly string[] FilesOfExamples =
    [
        "table.csv", "4xmm.fits", "my.toml",
        "counts.csv", "simulated.csv", "results", "fluxes.csv", "epic.csv", "catalogue.parquet", "catalogue.csv", "photometry.csv", "bands.csv", "hardness.csv",
        "aprates_out.par", "robust", "plain", "fitted", "known", "mine", "wider", "outliers.svg", "pn.arf", "MOS1.arf", "corrected", "relative",
        "run", "calibration", "by-band", "so-far",
    ];

    /// <summary>Pages whose commands need no table but this test's; README.md first.</summary>
    private static readonly string[] Pages =
    [
        "README.md", .. new[] { "checks", "corrections", "faint-sources", "method", "options", "photometry", "results", "tables" }.Select(page => $"docs/{page}.md"),
    ];

    /// <summary>Those in the pages that need no table but this test's.</summary>
    private static readonly string[] CommandsOfReadMe =
    [
        "fit", "sweep", "devices", "examples", "simulate", "sbc", "aprates", "report", "compare", "selftest", "profiles", "apply", "plan", "work", "status", "merge",
    ];

    private readonly ScratchFolder scratch = new();

    public static TheoryData<string> Commands =>
    [
        .. ReadMe().Concat(Examples().Select(example => example.Line)).Where(line => !Slow(line)).Distinct(StringComparer.Ordinal),
    ];

    public static TheoryData<string> SlowCommands => [.. Examples().Select(example => example.Line).Where(Slow)];

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void README_begins_with_the_command_that_needs_nothing_but_the_SDK() => Assert.Equal("gpuconcord fit epic-hmxb", ReadMe().First());

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Succeeds(string line)
    {
        await PrepareAsync(line);
        foreach (string command in CommandsOf(line))
        {
            string[] words = PageCommands.Words(command);
            int redirect = Array.IndexOf(words, ">");
            Console console = await RunAsync(redirect < 0 ? words : words[..redirect]);
            if (redirect >= 0)
            {
                await File.WriteAllTextAsync(scratch[words[redirect + 1]], console.Out, TestContext.Current.CancellationToken);
            }

            Assert.True(console.Out.Length + console.Error.Length > 0 || command.Contains("outfile=", StringComparison.Ordinal), "nothing was said");
        }
    }

    /// <summary>The same code path as on a GPU, on a processor, lane by lane.</summary>
    [Theory(Explicit = true)]
    [MemberData(nameof(SlowCommands))]
    public async Task Succeeds_in_the_end(string line) => await Succeeds(line);

    private static IEnumerable<GpuConcord.Cli.Help.CommandExample> Examples() =>
    [
        .. FitCommand.Examples, .. SweepCommand.Examples, .. DevicesCommand.Examples, .. ExamplesCommand.Examples, .. Shell.Examples, .. SimulateCommand.Examples,
        .. SbcCommand.Examples, .. ApratesCommand.Examples, .. PgetCommand.Examples,
        .. ReportCommand.Examples.Where(example => !example.Line.Contains("--by", StringComparison.Ordinal)), .. CompareCommand.Examples, .. ApplyCommand.Examples,
        .. SelfTestCommand.Examples, .. ProfilesCommand.Examples,
        .. PlanCommand.Examples.Where(example => example.Line.StartsWith("gpuconcord plan", StringComparison.Ordinal)),
        .. WorkCommand.Examples.Where(example => !example.Line.Contains("--shard env", StringComparison.Ordinal)), .. StatusCommand.Examples, .. MergeCommand.Examples,
        .. DiffCommand.Examples, .. ExplainCommand.Examples.Take(1),
    ];

    private static bool Slow(string line) => line.StartsWith("gpuconcord selftest --device cpu", StringComparison.Ordinal);

    private static IEnumerable<string> ReadMe() =>
        Pages.SelectMany(page => File.ReadLines(Path.Combine(AppContext.BaseDirectory, page)))
            .Select(line => line.StartsWith(Fresh, StringComparison.Ordinal) ? $"gpuconcord {line[Fresh.Length..]}" : line)
            .Where(line => line.StartsWith("gpuconcord ", StringComparison.Ordinal) && CommandsOfReadMe.Contains(PageCommands.Words(line)[1], StringComparer.Ordinal));

    /// <summary>The commands of a line, which &amp;&amp; joins outside of quotes.</summary>
    private static string[] CommandsOf(string line) =>
        Regex.Split(line, @" && (?=(?:[^']*'[^']*')*[^']*$)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    /// <summary>Writes what the line reads: tables, a parameter file, finished runs.</summary>
    private async Task PrepareAsync(string line)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        const string Table = "instrument,source,flux,flux_err\npn,S1,1e-12,1e-14\nMOS1,S1,1.1e-12,2e-14\npn,S2,3e-12,1e-14\nMOS1,S2,3.3e-12,2e-14\n";
        await File.WriteAllTextAsync(scratch["table.csv"], Table, cancellation);
        await SmallCatalogue.WriteAsync(scratch["4xmm.fits"], cancellation);
        await File.WriteAllTextAsync(scratch["my.toml"], ProfileList.Find("4xmm").Text, cancellation);
        const string Counts = "instrument,source,n,m,A_s,A_b,T_s,T_b\npn,S1,3,2,1,24,100,100\nMOS1,S1,0,1,1,24,50,50\npn,S2,30,2,1,24,100,100\nMOS1,S2,9,1,1,24,50,50\n";
        await File.WriteAllTextAsync(scratch["counts.csv"], Counts, cancellation);
        if (!line.Contains("--fit", StringComparison.Ordinal))
        {
            await File.WriteAllTextAsync(scratch["fluxes.csv"], Table, cancellation);
        }

        await File.WriteAllTextAsync(
            scratch["catalogue.csv"],
            "instrument,source,n,m,SRC_CTS,BKG_CTS,A_s,A_b,alpha,beta,T_s,T_b,E_s,E_b\n"
            + "pn,S1,41,9,41,9,196,4720,0.95,0.03,1,1,1,1\nMOS1,S1,52,8,52,8,196,4720,0.95,0.03,1,1,1,1\n"
            + "pn,S2,141,9,141,9,196,4720,0.95,0.03,1,1,1,1\nMOS1,S2,160,8,160,8,196,4720,0.95,0.03,1,1,1,1\n",
            cancellation);
        await File.WriteAllTextAsync(scratch["bands.csv"], "n_soft,n_hard,m_soft,m_hard,A_s,A_b\n5,9,2,3,1,24\n0,9,2,30,1,24\n", cancellation);
        switch (PageCommands.Words(line)[1])
        {
            case "apply":
                PageCommands.CopyArfs(scratch.Path);
                await RunAsync(["gpuconcord", "fit", "table.csv", "--output", "results"]);
                break;
            case "report" or "compare" or "diff" or "explain":
                foreach (string folder in PageCommands.Words(line).Skip(2).Where(word => word is "results" or "robust" or "plain" or "fitted" or "known" or "mine" or "wider"))
                {
                    await RunAsync(["gpuconcord", "fit", "table.csv", "--check", "--output", folder, .. folder is "known" ? (string[])["--variances", "known"] : []]);
                }

                break;
            case "work" or "status" or "merge":
                await RunAsync(PageCommands.Words(PlanCommand.Examples[0].Line));
                if (PageCommands.Words(line)[1] is "merge")
                {
                    await RunAsync(["gpuconcord", "work", "run", "--quiet"]);
                }

                break;
            case "pget":
                await RunAsync(PageCommands.Words(ApratesCommand.Examples.Single(example => example.Line.Contains("outfile=", StringComparison.Ordinal)).Line));
                break;
            default:
                break;
        }
    }

    private async Task<Console> RunAsync(string[] words)
    {
        // A table of counts needs a model of counts.
        ModelCatalogue models = ModelCatalogue.Standard;
        Console console = new() { Catalogue = models.OfCounts is null ? CountsStandIn.Models : models };
        int code = await console.RunAsync([.. words.Skip(1).Select((word, at) => Place(word, at, words))]);
        // A GPU is not on every machine; that it is not there is said as such.
        bool absent = code == ExitCode.DeviceUnavailable && words.Contains("cuda", StringComparer.Ordinal);
        Assert.True(code == ExitCode.Success || absent, $"{string.Join(' ', words)}\n{console.Error}");
        return console;
    }

    /// <summary>Files go to the scratch folder; a word behind --variances or --model is none.</summary>
    private string Place(string word, int at, string[] words)
    {
        int value = word.IndexOf('=', StringComparison.Ordinal) + 1;
        return FilesOfExamples.Contains(word[value..], StringComparer.Ordinal) && (value == 0 || word.StartsWith("outfile=", StringComparison.Ordinal) || words[1] is "apply")
            && words[at] is not ("--variances" or "--model")
            ? word[..value] + scratch[word[value..]]
            : word;
    }
}
