using GpuConcord.Cli;
using GpuConcord.Cli.Commands;
using GpuConcord.Cli.Screen;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Cli;

/// <summary>Every command that README and help offer for pasting is one that the program takes. Fits are made by hand, so that all are cheap.</summary>
public sealed class PastedCommandsTests : IDisposable
{
    private const string Fresh = "dotnet run -c Release --project src/Cli -- ";

    private readonly ScratchFolder _scratch = new();

    public static TheoryData<string> Commands =>
    [
        .. ReadMe().Concat(FitCommand.Examples.Concat(SweepCommand.Examples).Concat(DevicesCommand.Examples).Concat(ExamplesCommand.Examples).Concat(Shell.Examples).Concat(SimulateCommand.Examples).Concat(SbcCommand.Examples).Select(example => example.Line))
            .Distinct(StringComparer.Ordinal),
    ];

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void README_begins_with_the_command_that_needs_nothing_but_the_SDK() => Assert.Equal("gpuconcord fit epic-hmxb", ReadMe().First());

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Succeeds(string line)
    {
        await File.WriteAllTextAsync(
            _scratch["table.csv"], "instrument,source,flux,flux_err\npn,S1,1e-12,1e-14\nMOS1,S1,1.1e-12,2e-14\npn,S2,3e-12,1e-14\nMOS1,S2,3.3e-12,2e-14\n",
            TestContext.Current.CancellationToken);
        var console = new Console();
        Assert.True(await console.RunAsync([.. Words(line).Skip(1).Select(Place)]) == ExitCode.Success, console.Error);
        Assert.NotEqual("", console.Out + console.Error);
    }

    /// <summary>The commands of this room in README.md; aperture photometry has files of its own.</summary>
    private static IEnumerable<string> ReadMe() =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "README.md"))
            .Select(line => line.StartsWith(Fresh, StringComparison.Ordinal) ? $"gpuconcord {line[Fresh.Length..]}" : line)
            .Where(line => line.StartsWith("gpuconcord ", StringComparison.Ordinal) && Words(line)[1] is "fit" or "sweep" or "devices" or "examples");

    private static string[] Words(string line) => line.Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Files go to the scratch folder.</summary>
    private string Place(string word) => word is "table.csv" or "simulated.csv" or "results" or "fluxes.csv" or "epic.csv" or "catalogue.parquet" ? _scratch[word.Replace("fluxes", "table", StringComparison.Ordinal)] : word;
}
