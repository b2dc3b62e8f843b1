using GpuConcord.Cli.Screen;
using GpuConcord.Host.Devices;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Cli.Screen;

/// <summary>What the shell gets, and that no expected fault shows a stack trace.</summary>
public sealed class ExitCodeTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Zero_when_done()
    {
        Console console = new();
        Assert.Equal(0, await console.RunAsync("fit", "e0102-shape", "--quiet"));
        Assert.Contains("=> ", console.Out, StringComparison.Ordinal);
        Assert.Empty(console.Error);
    }

    [Fact]
    public async Task Two_for_a_fault_of_the_command_line() => await FailsAsync(2, "--chains: found '1'", "fit", "epic-hmxb", "--chains", "1");

    [Fact]
    public async Task Two_for_a_prior_that_names_no_instrument() => await FailsAsync(2, "did you mean 'MOS1'?", "fit", "epic-hmxb", "--tau", "MOS=0.1,pn=0.1,MS1=0.2");

    [Fact]
    public async Task SixtyFive_for_bad_data()
    {
        string file = scratch["bad.csv"];
        await File.WriteAllTextAsync(file, "instrument,source,counts\npn,S1,12\nMOS1,S1,-3\n", TestContext.Current.CancellationToken);
        await FailsAsync(65, $"{file}:3:9: ", "fit", file);
        string cut = scratch["cut.parquet"];
        await File.WriteAllTextAsync(cut, "PAR1 and no more", TestContext.Current.CancellationToken);
        await FailsAsync(65, $"{cut}: found that it cannot be read as Parquet (", "fit", cut);
        await FailsAsync(65, "found", "fit", scratch["absent.csv"]);
        await FailsAsync(65, "found", "fit", scratch.Path);
    }

    /// <summary>A folder's or file's name that is empty.</summary>
    [Theory]
    [InlineData("fit", "epic-hmxb", "--output", "")]
    [InlineData("fit", "epic-hmxb", "--output", " ")]
    [InlineData("sweep", "epic-hmxb", "--tau", "0.1", "--output", "")]
    [InlineData("sbc", "--output", "")]
    [InlineData("simulate", "--output", "")]
    [InlineData("aprates", "absent.csv", "--output", "")]
    [InlineData("apply", "absent", "x.arf", "--output", "")]
    public async Task Two_for_an_output_without_a_name(params string[] words) => await FailsAsync(2, "--output: found no", words);

    [Theory]
    [InlineData("--tau", "1e308")]
    [InlineData("--tau", "pn=1e-308")]
    [InlineData("--alpha", "1e300")]
    [InlineData("--beta", "1e-300")]
    public async Task Two_for_a_prior_beyond_double_precision(string option, string value) =>
        await FailsAsync(2, $"{option}: found {value}, expected a number from ", "fit", "epic-hmxb", option, value);

    [Fact]
    public async Task SixtyFive_for_priors_beyond_double_precision_with_their_place()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await File.WriteAllTextAsync(scratch["p.csv"], "instrument,tau,beta\npn,0.05,0.01\nMOS1,1e300,0.01\n", cancellation);
        await FailsAsync(65, $"{scratch["p.csv"]}:3:6: found tau = 1e300, expected a number from 1e-100 to 1e2; tau is", "fit", "epic-hmxb", "--priors", scratch["p.csv"]);
        await File.WriteAllTextAsync(scratch["g.csv"], "label,pn,MOS1,MOS2\na,0.05,1e-308,0.05\n", cancellation);
        await FailsAsync(65, $"{scratch["g.csv"]}:2:8: found tau = 1e-308 in column 'MOS1', expected a number from", "sweep", "epic-hmxb", "--tau-grid", scratch["g.csv"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SixtyFive_for_more_instruments_than_can_be_fitted(bool matrix)
    {
        IEnumerable<string> names = Enumerable.Range(0, 5000).Select(i => $"i{i}");
        string table = matrix ? $"source,{string.Join(',', names)}\na,{string.Join(',', names.Select(_ => "5"))}\n"
            : $"instrument,source,counts\n{string.Concat(names.Select(name => $"{name},a,5\n"))}";
        await File.WriteAllTextAsync(scratch["many.csv"], table, TestContext.Current.CancellationToken);
        await FailsAsync(
            65, matrix ? $"{scratch["many.csv"]}:1:23474: found a matrix of 5000 instruments" : $"{scratch["many.csv"]}:4098:1: found 5000 instruments, expected at most 4096",
            "fit", scratch["many.csv"]);
    }

    [Fact]
    public async Task SeventyOne_when_memory_is_short()
    {
        Console console = new() { Open = _ => throw (Exception)Activator.CreateInstance(typeof(OutOfMemoryException))! };
        Assert.Equal(71, await console.RunAsync("fit", "epic-hmxb"));
        Assert.Contains("not enough memory", console.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("internal error", console.Error, StringComparison.Ordinal);
    }

    /// <summary>Names do nothing on a terminal.</summary>
    [Fact]
    public async Task A_message_shows_control_characters()
    {
        string file = scratch["a\u001b[31m\nb.csv"];
        await File.WriteAllTextAsync(file, "instrument,source,counts\npn,S1,12\nMOS1,S1,-3\n", TestContext.Current.CancellationToken);
        await FailsAsync(65, "a\\u001b[31m\\nb.csv:3:9: ", "fit", file);
        await FailsAsync(2, "--tau: found '\\u001b[2J'", "fit", "epic-hmxb", "--tau", "\u001b[2J");
    }

    [Fact]
    public async Task SixtyNine_for_a_device_that_is_not_there()
    {
        Console console = new() { Open = _ => throw new DeviceException("cuda: no driver. Or use --device simd.") };
        Assert.Equal(69, await console.RunAsync("fit", "epic-hmxb", "--device", "cuda", "--output", scratch["out"]));
        Assert.Equal("cuda: no driver. Or use --device simd.\n", console.Error);
        Assert.Empty(scratch.Entries());
    }

    [Theory]
    [InlineData(true, 70)]
    [InlineData(false, 0)]
    public async Task Seventy_for_chains_that_fall_short_when_strict(bool strict, int expected)
    {
        Console console = new() { Fit = (data, priors, options, _, _) => HandMade.Fit(data, [0, 0, 0], [0.1, 0.1, 0.1], options, priors, converged: data.Band is "1.0-2.0") };
        string[] arguments = ["fit", "epic-hmxb", "--quiet", "--json", "--output", scratch["out"], .. strict ? ["--strict"] : Array.Empty<string>()];
        Assert.Equal(expected, await console.RunAsync(arguments));
        Assert.StartsWith("{", console.Out, StringComparison.Ordinal);
        Assert.True(File.Exists(scratch["out/run.json"]));
        Assert.Equal(strict ? "Not converged: 2.0-4.5, 4.5-12.0. Draw more (--warmup, --draws); the warnings say what falls short.\n" : "", console.Error);
    }

    [Fact]
    public async Task SeventyFour_when_output_cannot_be_written()
    {
        Console console = new() { Fit = (_, _, _, _, _) => throw new IOException("No space left on device") };
        Assert.Equal(74, await console.RunAsync("fit", "e0102-shape", "--quiet"));
        Assert.Equal("The output could not be written: No space left on device\n", console.Error);
    }

    [Fact]
    public async Task OneHundredThirty_when_interrupted_and_nothing_is_left_behind()
    {
        using CancellationTokenSource interruption = new();
        Console console = new()
        {
            Fit = (_, _, _, _, cancellation) =>
            {
                interruption.Cancel();
                cancellation.ThrowIfCancellationRequested();
                throw new InvalidOperationException("the token was not passed on");
            },
        };
        Assert.Equal(130, await console.RunAsync(interruption.Token, "fit", "epic-hmxb", "--quiet", "--output", scratch["out"]));
        Assert.Equal("Interrupted; no file was written.\n", console.Error);
        Assert.Empty(console.Out);
        Assert.Empty(scratch.Entries());
    }

    [Fact]
    public async Task One_with_an_apology_for_an_internal_error_and_its_trace_on_request()
    {
        Console console = new() { Fit = (_, _, _, _, _) => throw new InvalidOperationException("two\nlines") };
        Assert.Equal(1, await console.RunAsync("fit", "e0102-shape", "--quiet"));
        Assert.StartsWith("Sorry: an internal error", console.Error, StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException: two lines", console.Error, StringComparison.Ordinal);
        Assert.Single(console.Error.TrimEnd('\n').Split('\n'));

        console = new Console { Fit = console.Fit };
        Assert.Equal(1, await console.RunAsync("fit", "e0102-shape", "--quiet", "--debug"));
        Assert.Contains("   at GpuConcord.", console.Error, StringComparison.Ordinal);

        console = new Console { Fit = console.Fit, Terminal = terminal => terminal with { Debug = true } };
        Assert.Equal(1, await console.RunAsync("fit", "e0102-shape", "--quiet"));
        Assert.Contains("   at GpuConcord.", console.Error, StringComparison.Ordinal);
    }

    private static async Task FailsAsync(int code, string message, params string[] arguments)
    {
        Console console = new();
        Assert.Equal(code, await console.RunAsync([.. arguments, "--debug"]));
        Assert.Contains(message, console.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", console.Error, StringComparison.Ordinal);
        Assert.Empty(console.Out);
    }
}
