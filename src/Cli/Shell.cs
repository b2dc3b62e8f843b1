using System.CommandLine;
using System.CommandLine.Help;
using GpuConcord.Cli.Commands;
using GpuConcord.Cli.Engine;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Jobs;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Models.Catalogue;
using GpuConcord.Host.Tables.Formats;

namespace GpuConcord.Cli;

/// <summary>The whole program but for its console: arguments in, text and an exit code out.</summary>
internal static class Shell
{
    /// <summary>Examples for the help of the program itself.</summary>
    public static readonly CommandExample[] Examples =
    [
        new("gpuconcord fit epic-hmxb", "which of XMM-Newton's cameras disagree: real data, no file needed"),
        new("gpuconcord help fit", "the options of the fit that matter first; help fit all: every one"),
    ];

    /// <summary>Runs one command line. Every fault ends as a message on standard error and an <see cref="ExitCode"/>.</summary>
    /// <param name="arguments">The words after the program's name.</param>
    /// <param name="terminal">Where to print.</param>
    /// <param name="open">Opens the device that <c>fit --device</c> names.</param>
    /// <param name="cancellation">Cancelled when the user interrupts.</param>
    /// <param name="models">The models there are; the program's own when left out.</param>
    /// <param name="formats">The formats of tables; the program's own when left out.</param>
    /// <param name="openDevice">Opens the device of what is no fit; null for those of this machine.</param>
    /// <param name="end">Called once all is done but for the last message: does not return where the process is being ended by others, who tell why.</param>
    public static async Task<int> RunAsync(
        string[] arguments, Terminal terminal, Func<DeviceChoice, IFitEngine> open, CancellationToken cancellation, ModelCatalogue? models = null,
        TableFormats? formats = null, Func<DeviceChoice, Device>? openDevice = null, Action? end = null)
    {
        string command = "gpuconcord";
        arguments = HelpFirst(arguments);
        try
        {
            RootCommand root = Root(arguments, terminal, open, openDevice ?? Open, models ?? ModelCatalogue.Standard, formats ?? TableFormats.Standard);
            ParseResult parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parsed.CommandResult.Command is not RootCommand)
            {
                command += $" {parsed.CommandResult.Command.Name}";
            }

            string[] faults = [.. UsageErrors.Of(parsed)];
            if (faults.Length > 0)
            {
                throw new UsageException(string.Join('\n', faults));
            }

            int code = await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = terminal.Out,
                    Error = terminal.Error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                },
                cancellation);
            await terminal.Out.FlushAsync(CancellationToken.None);
            end?.Invoke();
            return code;
        }
        catch (Exception fault)
        {
            (int code, string message) = Explanation.Of(fault, command, cancellation);
            bool trace = terminal.Debug || arguments.Contains(Explanation.DebugOption, StringComparer.Ordinal);
            if (trace && code is ExitCode.Internal or ExitCode.CannotWrite)
            {
                message += $"\n{fault}";
            }

            end?.Invoke();
            message = Visible.Of(message, keepLines: true);
            await FlushAsync(terminal);
            await terminal.Error.WriteLineAsync(terminal.Unicode ? message : Ascii.Of(message));
            return code;
        }

        Device Open(DeviceChoice choice) => DeviceEngine.OpenDevice(choice, terminal.Error);
    }

    /// <summary>The words <c>help fit</c> as <c>fit --help</c>.</summary>
    private static string[] HelpFirst(string[] arguments) => arguments is ["help", .. string[] rest]
        ? [.. rest.Take(1), "--help", .. rest.Skip(1)]
        : arguments;

    /// <summary>Prints what was gathered before a fault, as far as that can be.</summary>
    private static async Task FlushAsync(Terminal terminal)
    {
        try
        {
            await terminal.Out.FlushAsync(CancellationToken.None);
        }
        catch (IOException)
        {
            // Of the two faults the first is told.
        }
    }

    private static RootCommand Root(
        string[] arguments, Terminal terminal, Func<DeviceChoice, IFitEngine> open, Func<DeviceChoice, Device> openDevice, ModelCatalogue models, TableFormats formats)
    {
        JobTools tools = new(terminal, models, formats, openDevice, open);
        Command fit = FitCommand.Create(arguments, tools);
        Command report = ReportCommand.Create(terminal, models, formats);
        Command sweep = SweepCommand.Create(arguments, tools);
        Command devices = DevicesCommand.Create(terminal, DeviceCatalogue.ReadAndMeasure);
        Command examples = ExamplesCommand.Create(terminal);
        Command profiles = ProfilesCommand.Create(terminal);
        Command aprates = ApratesCommand.Create(arguments, tools);
        Command pget = PgetCommand.Create(terminal);
        Command selfTest = SelfTestCommand.Create(terminal, openDevice);
        Command simulate = SimulateCommand.Create(terminal, formats);
        Command sbc = SbcCommand.Create(arguments, tools);
        Command compare = CompareCommand.Create(terminal, models);
        Command apply = ApplyCommand.Create(terminal, models);
        Command plan = PlanCommand.Create(arguments, tools);
        Command work = WorkCommand.Create(tools);
        Command status = StatusCommand.Create(terminal);
        Command merge = MergeCommand.Create(tools);
        Command diff = DiffCommand.Create(terminal, models);
        Command explain = ExplainCommand.Create(terminal, models, formats);
        Command rerun = RerunCommand.Create(terminal, (words, stop) => RunAsync(words, terminal.Silent(), open, stop, models, formats, openDevice));
        Command completion = CompletionCommand.Create(terminal);
        Command manual = new("man", "Print this help as a page of the system's manual.");
        RootCommand root = new("Finds which X-ray instruments disagree, by how much, and what the true fluxes are: calibration concordance.")
        {
            fit,
            sweep,
            report,
            compare,
            diff,
            explain,
            apply,
            rerun,
            simulate,
            sbc,
            plan,
            work,
            status,
            merge,
            aprates,
            pget,
            examples,
            profiles,
            devices,
            selfTest,
            completion,
            manual,
            new Option<bool>(Explanation.DebugOption)
            {
                Description = "Show the stack trace of an internal error, as the environment variable GPUCONCORD_DEBUG=1 does.",
                Recursive = true,
            },
        };
        root.Options.OfType<VersionOption>().Single().Action = new PrintVersion(terminal);
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        Dictionary<Command, CommandExample[]> helped = new()
        {
            [root] = Examples,
            [fit] = FitCommand.Examples,
            [report] = ReportCommand.Examples,
            [sweep] = SweepCommand.Examples,
            [devices] = DevicesCommand.Examples,
            [examples] = ExamplesCommand.Examples,
            [profiles] = ProfilesCommand.Examples,
            [aprates] = ApratesCommand.Examples,
            [pget] = PgetCommand.Examples,
            [selfTest] = SelfTestCommand.Examples,
            [simulate] = SimulateCommand.Examples,
            [sbc] = SbcCommand.Examples,
            [compare] = CompareCommand.Examples,
            [diff] = DiffCommand.Examples,
            [explain] = ExplainCommand.Examples,
            [rerun] = RerunCommand.Examples,
            [apply] = ApplyCommand.Examples,
            [plan] = PlanCommand.Examples,
            [work] = WorkCommand.Examples,
            [status] = StatusCommand.Examples,
            [merge] = MergeCommand.Examples,
            [completion] = CompletionCommand.Examples,
            [manual] = [new("gpuconcord man > ~/.local/share/man/man1/gpuconcord.1", "then man gpuconcord")],
        };
        help.Action = new HelpWithExamples(terminal, helped);
        help.Description = "This help; --help all has every option.";
        manual.SetAction(_ => new ManualPage(root, helped, terminal).Write(PrintVersion.Version));
        Command init = RecipeCommands.CreateInit(terminal, root, formats);
        Command run = RecipeCommands.CreateRun(terminal, root, (words, stop) => RunAsync(words, terminal, open, stop, models, formats, openDevice));
        root.Add(init);
        root.Add(run);
        helped[init] = RecipeCommands.ExamplesOfInit;
        helped[run] = RecipeCommands.ExamplesOfRun;
        root.Add(CompletionCommand.CreateAnswer(terminal, root, formats, DeviceCatalogue.Read));
        return root;
    }
}
