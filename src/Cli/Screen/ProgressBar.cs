using GpuConcord.Host.Faults;
using GpuConcord.Host.Sampling;
using Spectre.Console;

namespace GpuConcord.Cli.Screen;

/// <summary>A moving bar that leaves nothing behind, but for what takes more than a minute, which is said once.</summary>
internal sealed class ProgressBar : IProgressDisplay
{
    private const double Whole = 1;

    private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task display;
    private readonly ProgressTask task;
    private readonly IAnsiConsole console;
    private readonly StageClock stages;
    private readonly Lock gate = new();
    private string label = "";

    /// <summary>Shows the bar on standard error.</summary>
    public ProgressBar(Terminal terminal)
    {
        console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = terminal.Color ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput((terminal.Error as VisibleWriter)?.Inner ?? terminal.Error),
        });
        stages = new StageClock(terminal.Clock);
        console.Profile.Capabilities.Unicode = terminal.Unicode;
        console.Profile.Width = terminal.Width;
        TaskCompletionSource<ProgressTask> started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        display = console.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                started.SetResult(context.AddTask("starting", maxValue: Whole));
                await done.Task;
            });
        task = started.Task.GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public void Begin(string label)
    {
        this.label = label;
        Report(new FitProgress("starting", 0));
    }

    /// <inheritdoc/>
    public void Say(string line) => console.WriteLine(Visible.Of(line));

    /// <inheritdoc/>
    public void Report(FitProgress value)
    {
        string? sentence;
        string left;
        lock (gate)
        {
            (sentence, left) = (stages.Hear(label, value), stages.Suffix);
        }

        if (sentence is not null)
        {
            Say(sentence);
        }

        task.Description = Markup.Escape(Visible.Of($"{label}: {value.Stage}{left}"));
        // A value of the whole would end the task and stop its clock.
        task.Value = Math.Clamp(value.Fraction, 0, 0.999) * Whole;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        done.SetResult();
        await display;
    }
}
