using System.Text;
using GpuConcord.Cli;
using GpuConcord.Cli.Engine;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.Catalogue;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Cli;

/// <summary>The program in this process, with fits that are made by hand unless a test brings its own.</summary>
internal sealed class Console
{
    private readonly MemoryStream output = new();

    /// <summary>What a fit is. Hand-made from at most 200 draws, with areas 0, 0.1, 0.2, … and a scatter of 10 %.</summary>
    public Func<Observations, Priors, FitOptions, IProgress<FitProgress>, CancellationToken, Fit> Fit { get; init; } =
        (observations, priors, options, _, _) => HandMade.Fit(
            observations,
            [.. Enumerable.Range(0, observations.InstrumentCount).Select(i => 0.1 * i)],
            options.Sampler is Sampler.Exact ? null : [.. Enumerable.Repeat(0.1, observations.InstrumentCount)],
            options.Chains * options.Draws > 200 ? options with { Chains = 4, Draws = 50 } : options,
            priors);

    /// <summary>Replaces how a device is opened.</summary>
    public Func<DeviceChoice, IFitEngine>? Open { get; init; }

    /// <summary>Replaces how a device is opened for what is no fit.</summary>
    public Func<DeviceChoice, Device>? Devices { get; init; }

    /// <summary>The formats of tables; null for the program's own.</summary>
    public TableFormats? Formats { get; init; }

    /// <summary>Changes the terminal.</summary>
    public Func<Terminal, Terminal> Terminal { get; init; } = terminal => terminal;

    /// <summary>What was printed to standard output.</summary>
    public string Out => Encoding.UTF8.GetString(output.ToArray());

    /// <summary>What was printed to standard error.</summary>
    public string Error { get; private set; } = "";

    /// <summary>What fits were asked for, in order.</summary>
    public List<FitOptions> Fitted { get; } = [];

    /// <summary>The models that were asked for, in order.</summary>
    public List<IModel> Models { get; } = [];

    /// <summary>The models there are.</summary>
    public ModelCatalogue Catalogue { get; init; } = ModelCatalogue.Standard;

    /// <summary>Runs one command line.</summary>
    public async Task<int> RunAsync(params string[] arguments) => await RunAsync(TestContext.Current.CancellationToken, arguments);

    /// <summary>Runs one command line that a token interrupts.</summary>
    public async Task<int> RunAsync(CancellationToken cancellation, params string[] arguments)
    {
        using StringWriter error = new() { NewLine = "\n" };
        Terminal terminal = Terminal(new Terminal
        {
            Output = output,
            Out = new StreamWriter(output, new UTF8Encoding(false)) { NewLine = "\n" },
            Error = error,
        });
        int code = await Shell.RunAsync(arguments, terminal, Open ?? (_ => new Engine(this)), cancellation, Catalogue, Formats, Devices);
        Error = error.ToString();
        return code;
    }

    private sealed class Engine(Console console) : IFitEngine
    {
        public DeviceRecord Device { get; } = new("simd", "A processor", ".NET 10.0.0", 8, 2, 1L << 34, "asked for");

        public Fit Run(IModel model, Observations observations, Priors priors, FitOptions options, IProgress<FitProgress> progress, CancellationToken cancellation)
        {
            console.Fitted.Add(options);
            console.Models.Add(model);
            Fit made = console.Fit(observations, priors, options, progress, cancellation);
            return made.Model.Kind.ByVariances && model.Kind.ByVariances ? made with { Model = model } : made;
        }

        public void Dispose()
        {
        }
    }
}
