using GpuConcord.Cli.Engine;
using GpuConcord.Cli.Jobs;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Photometry;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Catalogues;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Cli.Jobs;

/// <summary>A long run that is interrupted keeps what it has finished, and goes on from it to the same bytes.</summary>
public sealed class ResumeTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_fit_goes_on_with_the_bands_that_are_left()
    {
        const string Words = "fit epic-hmxb --check";
        (int code, string error) = await InterruptedAsync(Words, 2);
        Assert.Equal(130, code);
        Assert.Contains("1 of 3 bands are kept: repeat the command with --resume to go on.", error, StringComparison.Ordinal);
        Assert.True(Directory.Exists(scratch[".out.parts/parts/00000"]));

        // Nothing is said of them.
        Console refused = new();
        Assert.Equal(2, await refused.RunAsync([.. Words.Split(' '), "--output", scratch["out"]]));
        Assert.Contains("found 1 of 3 bands of an interrupted run", refused.Error, StringComparison.Ordinal);

        int fits = 0;
        (code, error) = await RunAsync($"{Words} --resume", () => fits++);
        Assert.True(code is 0, error);
        Assert.Contains("Going on with 1 of 3 bands.", error, StringComparison.Ordinal);
        Assert.Equal(2, fits);
        Assert.False(Directory.Exists(scratch[".out.parts"]));

        Console plain = Engine(() => { });
        Assert.Equal(0, await plain.RunAsync([.. Words.Split(' '), "--output", scratch["plain"], "--quiet"]));
        foreach (string file in Directory.EnumerateFiles(scratch["plain"]).Select(Path.GetFileName).Where(name => name is not "run.json")!)
        {
            Assert.Equal(await File.ReadAllBytesAsync(scratch[$"plain/{file}"], Stop), await File.ReadAllBytesAsync(scratch[$"out/{file}"], Stop));
        }
    }

    [Fact]
    public async Task Parts_of_another_command_are_refused_and_may_be_given_up()
    {
        await InterruptedAsync("fit epic-hmxb", 3);
        (int code, string error) = await RunAsync("fit epic-hmxb --tau 0.1 --resume", () => { });
        Assert.Equal(2, code);
        Assert.Contains("--resume: found parts of the command gpuconcord fit epic-hmxb", error, StringComparison.Ordinal);
        (code, error) = await RunAsync("fit epic-hmxb --tau 0.1 --overwrite", () => { });
        Assert.True(code is 0, error);
        Assert.False(Directory.Exists(scratch[".out.parts"]));
    }

    [Fact]
    public async Task With_nothing_to_go_on_from_a_run_begins_anew()
    {
        int fits = 0;
        (int code, string error) = await RunAsync("fit epic-hmxb --resume", () => fits++);
        Assert.True(code is 0, error);
        Assert.Contains("There is nothing to go on from: beginning anew.", error, StringComparison.Ordinal);
        Assert.Equal(3, fits);
        Assert.Equal(2, await new Console().RunAsync("fit", "epic-hmxb", "--resume"));
    }

    /// <summary>The parts of a table end within it; what is kept of the first of them is taken, the rest computed, and the output is the same to the byte.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Photometry_goes_on_behind_the_parts_that_are_kept(int kept)
    {
        using Device device = DeviceChoice.Parse("simd").Open();
        string[] rows = [.. Enumerable.Range(0, 300).Select(k => k == 111 ? "bad" : $"{5 + (k % 90)},{3 + (k % 5)},200,4000,0.9,0.02,20000,{(k % 7 == 0 ? 30000 : 20000)}")];
        await File.WriteAllTextAsync(scratch["table.csv"], "n,m,A_s,A_b,alpha,beta,T_s,T_b\n" + string.Join('\n', rows) + "\n", Stop);
        byte[] plain = await MeasureAsync(device, null);
        Parts first = new(scratch, 0);
        Assert.Equal(plain, await MeasureAsync(device, first));
        Assert.Equal(3, first.Completed);
        Parts then = new(scratch, kept);
        Assert.Equal(plain, await MeasureAsync(device, then));
        Assert.Equal(3, then.Completed);
    }

    private async Task<byte[]> MeasureAsync(Device device, Parts? parts)
    {
        using MemoryStream output = new();
        CatalogueReport report = await CatalogueRun.RunAsync(
            new CatalogueRequest
            {
                Table = scratch["table.csv"],
                Measure = new PhotometryRequest { Quantities = ApertureQuantities.All, Moments = true },
                Output = () => output,
                RejectsFile = () => TextWriter.Null,
                Parts = parts,
                PartEnds = parts is null ? [] : [100, 112],
            }, device, null, Stop);
        Assert.Equal((299, 1), (report.Rows, report.Rejected));
        return output.ToArray();
    }

    private async Task<(int Code, string Error)> InterruptedAsync(string words, int atFit)
    {
        using CancellationTokenSource interrupt = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        int fits = 0;
        Console console = Engine(() =>
        {
            if (++fits == atFit)
            {
                interrupt.Cancel();
                interrupt.Token.ThrowIfCancellationRequested();
            }
        });
        int code = await console.RunAsync(interrupt.Token, [.. words.Split(' '), "--output", scratch["out"]]);
        return (code, console.Error);
    }

    private async Task<(int Code, string Error)> RunAsync(string words, Action onFit)
    {
        Console console = Engine(onFit);
        return (await console.RunAsync([.. words.Split(' '), "--output", scratch["out"]]), console.Error);
    }

    /// <summary>The program with real fits, each of which is told beforehand.</summary>
    private static Console Engine(Action onFit) => new() { Open = _ => new Told(DeviceEngine.Open(DeviceChoice.Parse("simd"), TextWriter.Null), onFit) };

    private sealed class Told(IFitEngine engine, Action onFit) : IFitEngine
    {
        public GpuConcord.Host.Runs.DeviceRecord Device => engine.Device;

        public GpuConcord.Host.Fits.Fit Run(
            GpuConcord.Host.Models.IModel model, GpuConcord.Host.Data.Observations observations, GpuConcord.Host.Data.Priors priors,
            GpuConcord.Host.Sampling.FitOptions options, IProgress<GpuConcord.Host.Sampling.FitProgress> progress, CancellationToken cancellation)
        {
            onFit();
            return engine.Run(model, observations, priors, options, progress, cancellation);
        }

        public void Dispose() => engine.Dispose();
    }

    /// <summary>Parts as files.</summary>
    private sealed class Parts(ScratchFolder scratch, int kept) : ICatalogueParts
    {
        private int begun;

        public int Completed => begun + Kept.Count;

        public IReadOnlyList<string> Kept => [.. Enumerable.Range(0, kept).Select(part => scratch[$"part{part}.parquet"])];

        public Stream Begin(int part) => File.Create(scratch[$"part{part}.parquet"]);

        public Task CompleteAsync(int part, CancellationToken cancellation)
        {
            begun++;
            return Task.CompletedTask;
        }
    }
}
